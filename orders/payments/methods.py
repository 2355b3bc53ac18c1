"""The ways to pay, which provider each goes through, and which of them a sale can use."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from orders import addresses
from orders.order.models import Order
from orders.payments import credited
from orders.payments.gateway import Sale, gateway
from orders.payments.models import Method

# In the order the payment page offers them; the hosted card page is offered beside the card, not by itself.
OFFERED = [Method.CARD, Method.PAYPAL, Method.AFFIRM, Method.WIRE]


class NotOffered(Exception):
    """This order can't be paid this way; the message is for the buyer."""


@dataclass(frozen=True)
class Offer:
    """A way to pay, and why this sale can't use it (empty if it can)."""

    method: Method
    unavailable: str = ""


def provider_of(method: str) -> str:
    """The provider a method goes through; the card's is chosen by one setting (domain.md, Payment)."""
    if method in {Method.CARD, Method.CARD_HOSTED}:
        return settings.CARD_PROCESSOR
    return {Method.PAYPAL: "paypal", Method.AFFIRM: "stripe", Method.WIRE: "wire"}[Method(method)]


def sale_of(order: Order) -> Sale:
    """What drivers must know of an order: in an exchange the sum that is left to pay."""
    return Sale(
        total=to_pay(order),
        currency=order.currency,
        country=order.shipping_address.country_id,
        address_differs=addresses.differ(order.shipping_address, order.billing_address),
    )


def to_pay(order: Order) -> Decimal:
    """What she is asked for on the payment page, in USD; payments are read only where a return pays a part."""
    return credited.due(order, order.payments.all()) if credited.may_pay(order) else order.total_incl_tax


def offers(order: Order) -> list[Offer]:
    """Every way to pay this shop has, those that don't fit with the reason; asks no provider."""
    sale = sale_of(order)
    configured = [method for method in OFFERED if provider_of(method) in settings.PAYMENT_PROVIDERS]
    return [Offer(method, gateway(provider_of(method)).unavailable(method, sale)) for method in configured]


def check(order: Order, method: str) -> None:
    """Raise NotOffered, with the sentence for the buyer, unless the order can be paid this way."""
    if provider_of(method) not in settings.PAYMENT_PROVIDERS:
        raise NotOffered("This way to pay isn't available just now. Please choose another one.")
    if problem := gateway(provider_of(method)).unavailable(method, sale_of(order)):
        raise NotOffered(problem)
