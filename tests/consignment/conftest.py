"""A shop whose private files lie in a folder of the test's own."""

from copy import deepcopy
from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def private(tmp_path: Path, settings: Settings) -> Path:
    storages = deepcopy(settings.STORAGES)
    storages["private"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "private", "base_url": None},
    }
    settings.STORAGES = storages
    return tmp_path / "private"
