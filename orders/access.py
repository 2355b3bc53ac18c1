"""How an order reaches a view: by its owner, or by a signed link. Anybody else gets a 404."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from orders.order.models import Order

_signer = signing.Signer(salt="portero.order-link", sep="~")


def token_for(order: Order) -> str:
    """The signed token in an order's link; it opens this one order without a session."""
    return _signer.sign(order.number)


def link_to(order: Order, view: str = "orders:order", *more: str) -> str:
    """The absolute address of an order's page (or payment page) for its buyer, for mails and providers."""
    return settings.PUBLIC_URL + reverse(view, args=[token_for(order), *more])


def number_of(token: str) -> str:
    """The order number in a signed link. Raises Http404 for a token that we didn't sign."""
    try:
        return _signer.unsign(token)
    except signing.BadSignature:
        raise Http404 from None


def order_by_token(token: str) -> Order:
    """The order of a signed link. Raises Http404 for a token that we didn't sign."""
    order = Order.objects.select_related("shipping_address", "billing_address", "contact").filter(
        number=number_of(token)
    )
    if not (found := order.first()):
        raise Http404
    return found


def orders_of(user: Any) -> QuerySet[Order]:
    """A signed-in client's own orders, newest first; nobody else's, also not for staff."""
    if not user.is_authenticated:
        return Order.objects.none()
    return Order.objects.filter(user=user).order_by("-date_placed", "-pk")
