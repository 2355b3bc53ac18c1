"""The three people of the desk, each in a browser in which she has proved her second factor."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import returns
from tests.factories.people import at_work


@pytest.fixture(autouse=True)
def _own_storage(settings: Settings, tmp_path: Path) -> None:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}


@pytest.fixture
def care() -> Client:
    """Customer care."""
    return at_work(returns.carer())


@pytest.fixture
def bench() -> Client:
    """Fulfilment."""
    return at_work(returns.bench())


@pytest.fixture
def manager() -> Client:
    """The administrator."""
    return at_work(returns.manager())
