"""Every test run uses the embedded servers, and a database copied from one migrated template."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from portero import embedded
from tests.core.mail.honesty import strangers
from tests.database import build_ahead, own_database
from tests.original import Originals

# The same examples in every run: a change is judged by what it changes. Drills try others each time, and say which.
# How long one takes, or its making, says more of the machine; a fixture that examples share is meant.
settings.register_profile(
    "drill",
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
settings.register_profile("test", settings.get_profile("drill"), derandomize=True)


def pytest_configure(config: pytest.Config) -> None:
    """Before any test: the controller and every worker are users of the services."""
    settings.load_profile("drill" if config.option.markexpr == "drill" else "test")
    embedded.enter()
    if not hasattr(config, "workerinput"):
        build_ahead(connection)


def pytest_unconfigure() -> None:
    embedded.leave()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replaces pytest-django's: Oscar's migrations take longer than all our tests' data together."""
    with django_db_blocker.unblock(), own_database(connection):
        from accounts import roles

        roles.sync()  # as after every migrate
        originals = Originals()
        originals.remember(connection)
        # Under Playwright's event loop this thread has another connection object, to the same database.
        committing: Any = TransactionTestCase
        committing._fixture_teardown = lambda case: originals.restore(connections["default"])
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """A rolled back test leaves what it cached: figures that another test set, the pieces it put up."""
    from catalog import shelf
    from catalog.pages.middleware import store
    from catalog.searching import engine, suggestions
    from orders import terms

    cache.clear()
    shelf.forget()
    engine.forget()
    suggestions.forget()
    terms.forget()
    store.clear()


@pytest.fixture(autouse=True)
def mails_are_like_their_samples(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test makes the shop write is shown to staff as it is, and kept by the snapshot tests."""
    found = strangers(monkeypatch)
    yield
    assert not found, f"{found[0]} Make its sample in `mail_samples.py` like it (docs/mail.md)."


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: it needn't be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
