"""The providers of the matrix, each started once per process, and the seam."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from tests.fakes.base import Double
from tests.payments.matrix.column import Column
from tests.payments.matrix.columns import COLUMNS, DOUBLES
from tests.payments.matrix.seam import Seam


@pytest.fixture(scope="session")
def doubles() -> Iterator[dict[type[Double], Double]]:
    """Every double that a column needs; none sends webhooks by itself, the stories do."""
    with ExitStack() as running:
        yield {kind: running.enter_context(kind()) for kind in DOUBLES}


@pytest.fixture
def column(request: pytest.FixtureRequest, doubles: dict[type[Double], Double], settings: Settings) -> Column:
    """The way to pay that the test is parametrized with; the shop knows where every provider is."""
    for kind in COLUMNS:
        kind(doubles).connect(settings)
    settings.CARD_PROCESSOR = "stripe"
    made: Column = request.param(doubles)
    made.connect(settings)
    return made


@pytest.fixture
def seam(monkeypatch: pytest.MonkeyPatch) -> Seam:
    """The shop's edge, watched."""
    made = Seam()
    made.install(monkeypatch)
    return made
