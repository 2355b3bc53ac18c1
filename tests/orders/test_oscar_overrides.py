"""Oscar must find our classes under its own names; a rename in Oscar fails here, not in a checkout."""

from typing import Any

import pytest
from django.conf import settings
from oscar.apps.basket.abstract_models import AbstractBasket
from oscar.apps.basket.middleware import BasketMiddleware
from oscar.apps.order.abstract_models import AbstractOrder
from oscar.apps.order.signals import order_placed
from oscar.apps.partner import strategy as oscars
from oscar.apps.partner.abstract_models import AbstractStockRecord
from oscar.core.loading import get_class, get_model

from catalog.partner.models import StockRecord
from catalog.partner.strategy import PieceStrategy, Selector
from orders.basket.middleware import LazyBasketMiddleware
from orders.basket.models import Basket
from orders.order.models import Order


@pytest.mark.parametrize(
    ("label", "name", "ours"),
    [("partner", "StockRecord", StockRecord), ("basket", "Basket", Basket), ("order", "Order", Order)],
)
def test_oscar_uses_our_models(label: str, name: str, ours: type) -> None:
    assert get_model(label, name) is ours


def test_oscar_uses_our_strategy() -> None:
    assert get_class("partner.strategy", "Selector") is Selector
    assert isinstance(Selector().strategy(), PieceStrategy)


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        (AbstractStockRecord, StockRecord),
        (AbstractBasket, Basket),
        (AbstractOrder, Order),
        (oscars.Structured, PieceStrategy),
        (BasketMiddleware, LazyBasketMiddleware),
    ],
)
def test_what_we_override_still_exists_in_oscar(parent: Any, child: Any) -> None:
    own = {name for name, value in vars(child).items() if callable(value) and not name.startswith("_")}
    ours_alone = {"DoesNotExist", "MultipleObjectsReturned", "NotUpdated", "to_order"}
    assert own - ours_alone <= set(dir(parent)) | set(dir(oscars.UseFirstStockRecord))


def test_what_is_switched_off_stays_off() -> None:
    assert not [app for app in settings.INSTALLED_APPS if "dashboard" in app]
    assert "oscar.apps.basket.middleware.BasketMiddleware" not in settings.MIDDLEWARE
    assert not order_placed.receivers  # Oscar's analytics, which nobody reads
