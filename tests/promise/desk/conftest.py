"""Browsers of those who work on claims, and a storage of one's own for their pictures."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import claims as make
from tests.factories.people import at_work, staff


@pytest.fixture(autouse=True)
def _own_storage(settings: Settings, tmp_path: Path) -> None:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}


@pytest.fixture
def care() -> Client:
    """Customer care."""
    return at_work(make.care())


@pytest.fixture
def table() -> Client:
    """Fulfilment, who opens parcels."""
    return at_work(make.unpacker())


@pytest.fixture
def manager() -> Client:
    """Who runs the house, and may decide in spite of a tag."""
    return at_work(make.manager())


@pytest.fixture
def expert() -> Client:
    """An authenticator who has never seen the piece."""
    return at_work(staff("Authenticator", email="noor@portero.example"))
