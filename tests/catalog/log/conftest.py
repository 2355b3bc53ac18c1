"""As in a shop that runs: there is a key to sign with."""

import pytest

from portero.core.sealing import rotation


@pytest.fixture(autouse=True)
def key(db: None) -> None:
    rotation.rotate()
