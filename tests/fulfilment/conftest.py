"""The bench's people and parcels."""

import uuid
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from accounts.models import User
from tests.factories.people import staff

LOCAL = "django.core.cache.backends.locmem.LocMemCache"
CONFIRMED = datetime(2026, 11, 17, 20, 18, tzinfo=UTC)  # Tue 17 Nov, 3:18 pm ET


@pytest.fixture(autouse=True)
def _own_figures(settings: Settings) -> None:
    """Figures are cached: a test that changes one must not change another's."""
    settings.CACHES = {"default": {"BACKEND": LOCAL, "LOCATION": uuid.uuid4().hex}}


@pytest.fixture
def in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Days of parcels confirmed then are written without their year, whenever the test runs."""
    monkeypatch.setattr("portero.core.words.this_year", lambda: CONFIRMED.year)


@pytest.fixture
def packer() -> User:
    return staff("Fulfilment", first_name="Rosa", last_name="Delgado")
