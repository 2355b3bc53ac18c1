"""A request as our middleware hands it on to the views of the shop."""

from django.http import HttpRequest

from orders.basket.models import Basket


class ShopRequest(HttpRequest):
    """Carries the bag."""

    basket: Basket
