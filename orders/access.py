"""How an order reaches a view: by its owner, or by a signed link. Anybody else gets a 404."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404
from oscar.core.loading import get_model

from orders.models import Contact
from orders.order.models import Order
from orders.payments.models import Payment
from portero.core.named_addresses import url
from portero.core.own_words import joined

ShippingAddress = get_model("order", "ShippingAddress")
BillingAddress = get_model("order", "BillingAddress")
TO_PAY = """
    select own.*, contact.*, shipping.*, billing.*,
        (select min(hold.expires_at) from catalog_hold hold
            join orders_claim claim on claim.item_id = hold.item_id and claim.released_at is null
            where claim.order_id = own.id and hold.released_at is null and hold.holder = contact.basket_key
        ) as kept_until,
        (select id from payments_payment where order_id = own.id and state in ('created', 'started', 'authorised')
        ) as live_attempt
    from order_order own
    join orders_contact contact on contact.order_id = own.id
    left join order_shippingaddress shipping on shipping.id = own.shipping_address_id
    left join order_billingaddress billing on billing.id = own.billing_address_id
    where own.number = %s
"""
WITH_LAST_ATTEMPT = """
    select own.*, payment.* from order_order own
    left join payments_payment payment on payment.order_id = own.id
    where own.number = %s order by payment.attempt desc limit 1
"""

_signer = signing.Signer(salt="portero.order-link", sep="~")


def token_for(order: Order) -> str:
    """The signed token in an order's link; it opens this one order without a session."""
    return _token(order.number)


@lru_cache(maxsize=256)
def _token(number: str) -> str:
    """One page of an order names it half a dozen times."""
    return _signer.sign(number)


def link_to(order: Order, view: str = "orders:order", *more: str) -> str:
    """The absolute address of an order's page (or payment page) for its buyer, for mails and providers."""
    return settings.PUBLIC_URL + url(view, token_for(order), *more)


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
    """As `order_by_token`, for the payment page."""
    rows = joined((Order, Contact, ShippingAddress, BillingAddress), TO_PAY, number_of(token))
    if not rows:
        raise Http404
    order, contact, shipping, billing, kept_until, live = rows[0]
    order.contact, order.shipping_address, order.billing_address = contact, shipping, billing
    return ToPay(order, kept_until, live)


def last_attempt_by_token(token: str) -> tuple[Order, Payment | None]:
    """As `order_by_token`, with neither addresses nor contact, and the last attempt to pay it, if any."""
    rows = joined((Order, Payment), WITH_LAST_ATTEMPT, number_of(token))
    if not rows:
        raise Http404
    order, payment = rows[0]
    if payment is not None:
        payment.order = order
    return order, payment


def orders_of(user: Any) -> QuerySet[Order]:
    """A signed-in client's own orders, newest first; nobody else's, also not for staff."""
    if not user.is_authenticated:
        return Order.objects.none()
    return Order.objects.filter(user=user).order_by("-date_placed", "-pk")
