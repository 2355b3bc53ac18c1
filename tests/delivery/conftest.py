"""Figures are cached; a test that sets one must be answered by it, and the next test not."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.cache import cache

from portero.core.figures import FigureValue

SetFigures = Callable[..., None]


@pytest.fixture
def figures() -> SetFigures:
    """Set figures by name: `figures(gift_wrap_charge="12.00")`."""

    def put(**values: str) -> None:
        for name, value in values.items():
            FigureValue.objects.update_or_create(
                name=name, defaults={"value": Decimal(value), "reason": "test"}
            )
        cache.clear()

    return put
