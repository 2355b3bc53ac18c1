"""Anna at her workbench, before a Birkin that she has begun to review."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from authentication.bench import looking
from authentication.bench.saving import Told
from authentication.models import Review
from tests.factories import authentication as make
from tests.factories import bench
from tests.factories.people import at_work

SCRIPT = {"Accept": "application/json"}
NOTHING = Told().seen


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a slow machine counts as looking, which writes and asks more."""
    monkeypatch.setattr(looking, "time", SimpleNamespace(time=lambda: 1_000_000.0))


@pytest.fixture
def anna() -> User:
    return make.a_reviewer("anna")


@pytest.fixture
def review(anna: User) -> Review:
    cache.clear()
    return make.begun_review(bench.on_the_bench(), anna)


@pytest.fixture
def desk(anna: User) -> Client:
    return at_work(anna)


@pytest.fixture
def send(desk: Client, review: Review) -> Callable[..., Any]:
    """A change of one check as the page's script sends it."""

    def sent(code: str = "leather", *, seen: str = NOTHING, client: Client | None = None, **told: str) -> Any:
        where = f"/staff/authentication/cases/{review.case.number}/checks/{code}/"
        return (client or desk).post(where, told | {"seen": seen}, headers=SCRIPT)

    return sent
