"""A carrier gateway to talk to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from tests.factories.carrier import easypost_running
from tests.fakes.easypost import EasyPostDouble


@pytest.fixture(autouse=True)
def _private_files(settings: Settings, tmp_path: Path) -> None:
    """Labels of a test lie in its own folder."""
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    storages._storages = {}  # type: ignore[attr-defined]


@pytest.fixture
def easypost(settings: Settings) -> Iterator[EasyPostDouble]:
    with easypost_running(settings) as double:
        yield double
