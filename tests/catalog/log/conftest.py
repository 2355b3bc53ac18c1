"""As in a shop that runs: there is a key to sign with, and a place outside the database for copies of the roots."""

import pytest
from django.core.files.storage import InMemoryStorage, storages

from catalog.log.kept import FOLDER
from portero.core.sealing import rotation


@pytest.fixture(autouse=True)
def key(db: None) -> None:
    rotation.rotate()


@pytest.fixture(autouse=True)
def outside() -> InMemoryStorage:
    """The private storage, with no copies from before; it is in memory (tests.settings)."""
    storage = storages["private"]
    assert isinstance(storage, InMemoryStorage)
    if storage.exists(FOLDER):
        for name in storage.listdir(FOLDER)[1]:
            storage.delete(f"{FOLDER}/{name}")
    return storage
