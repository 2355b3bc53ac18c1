"""How an order reaches a view: by its owner, or by a signed link. Anybody else gets a 404."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from oscar.core.loading import get_model

from orders.models import Contact
from orders.order.models import Order
from portero.core.own_words import first, only

ShippingAddress = get_model("order", "ShippingAddress")
BillingAddress = get_model("order", "BillingAddress")
ORDER = "select * from order_order where number = %s"
TO_PAY = """
    select own.*,
        (select min(hold.expires_at) from catalog_hold hold
            join orders_claim claim on claim.item_id = hold.item_id and claim.released_at is null
            join orders_contact contact on contact.order_id = claim.order_id
            where claim.order_id = own.id and hold.released_at is null and hold.holder = contact.basket_key
        ) as kept_until,
        (select id from payments_payment where order_id = own.id and state in ('created', 'started', 'authorised')
        ) as live_attempt
    from order_order own where own.number = %s
"""
CONTACT = "select * from orders_contact where order_id = %s"
SHIPPING = "select * from order_shippingaddress where id = %s"
BILLING = "select * from order_billingaddress where id = %s"

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
    """The order of a signed link, with contact and addresses. Raises Http404 for a token that we didn't sign."""
    orders = Order.objects.select_related("shipping_address", "billing_address", "contact")
    order = orders.filter(number=number_of(token)).first()
    if order is None:
        raise Http404
    return order


class ToPay(NamedTuple):
    """An order on its payment page: until when its pieces are kept (orders.queries.hold_ends), and the key of the
    attempt that is open; None where there is none.
    """

    order: Order
    kept_until: datetime | None
    live: int | None


def order_to_pay(token: str) -> ToPay:
    """As `order_by_token`, for the payment page: four short questions take a third of the time of the long one."""
    order: Any = bare_order_by_token(token, words=TO_PAY)
    order.contact = only(Contact, CONTACT, order.pk)
    order.shipping_address = first(ShippingAddress, SHIPPING, order.shipping_address_id)
    order.billing_address = first(BillingAddress, BILLING, order.billing_address_id)
    return ToPay(order, order.kept_until, order.live_attempt)


def bare_order_by_token(token: str, *, words: str = ORDER) -> Order:
    """As `order_by_token`, for who needs neither addresses nor contact."""
    order = first(Order, words, number_of(token))
    if order is None:
        raise Http404
    return order


def orders_of(user: Any) -> QuerySet[Order]:
    """A signed-in client's own orders, newest first; nobody else's, also not for staff."""
    if not user.is_authenticated:
        return Order.objects.none()
    return Order.objects.filter(user=user).order_by("-date_placed", "-pk")
