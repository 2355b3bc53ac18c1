"""Every test run uses the embedded servers, and a database copied from one migrated template."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from portero import embedded
from tests.database import own_database


def pytest_configure() -> None:
    """Before any test: the controller and every worker are users of the services."""
    embedded.enter()


def pytest_unconfigure() -> None:
    embedded.leave()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replaces pytest-django's: Oscar's migrations take longer than all our tests' data together."""
    with django_db_blocker.unblock(), own_database(connection):
        # What migrations put into tables comes back for tests that truncate (serialized_rollback=True). On the
        # class: under Playwright's event loop this thread has another connection object, to the same database.
        wrapper: Any = type(connections["default"])
        wrapper._test_serialized_contents = connection.creation.serialize_db_to_string()
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """A rolled back test leaves what it cached: figures that another test set, the pieces it put up."""
    from catalog import shelf
    from catalog.pages.middleware import store
    from catalog.searching import engine, suggestions

    cache.clear()
    shelf.forget()
    engine.forget()
    suggestions.forget()
    store.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that truncates without loading the migrations' rows again would leave the next one an empty shop."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction") and not marker.kwargs.get("serialized_rollback"):
            raise pytest.UsageError(f"{item.nodeid}: transaction=True needs serialized_rollback=True")
