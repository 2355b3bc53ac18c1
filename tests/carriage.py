"""What labels are bought at in tests: a double of the carrier, a storage for their files, an address abroad.

The `conftest.py` of a room that buys labels takes the fixtures over.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from tests.factories.carrier import easypost_running
from tests.fakes.easypost import EasyPostDouble

PARIS: dict[str, Any] = {
    "line1": "18 rue du Faubourg",
    "line4": "Paris",
    "state": "",
    "postcode": "75008",
    "country": "FR",
}


@pytest.fixture
def private_files(settings: Settings, tmp_path: Path) -> None:
    """Labels are kept in a folder of this test."""
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    storages._storages = {}  # type: ignore[attr-defined]


@pytest.fixture
def easypost(settings: Settings, private_files: None) -> Iterator[EasyPostDouble]:
    """EasyPost's double, which sells labels."""
    with easypost_running(settings) as double:
        yield double
