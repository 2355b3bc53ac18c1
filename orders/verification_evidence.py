"""What staff look at before they charge: checks of the bank, worth, the buyer's history, both addresses."""

from dataclasses import dataclass

from django.db.models import QuerySet

from orders.models import VerificationCase
from orders.order.models import Order
from orders.payments.models import Payment
from orders.states import PAID, OrderState
from portero.core import words
from portero.core.money import dollars

CHECKS = {
    "address": "Street (AVS)",
    "postcode": "Postcode (AVS)",
    "cvc": "Security code (CVC)",
}


@dataclass(frozen=True)
class Fact:
    """One line of evidence; `doubt` marks what speaks against the order."""

    name: str
    value: str
    doubt: bool = False


def open_cases() -> QuerySet[VerificationCase]:
    """Cases nobody has decided, oldest first, with the order, its addresses and its buyer."""
    return (
        VerificationCase.objects.filter(decision="", order__status=OrderState.UNDER_VERIFICATION)
        .select_related(
            "order__contact",
            "order__shipping_address__country",
            "order__billing_address__country",
            "order__user",
        )
        .order_by("opened_at")
    )


def of(order: Order) -> list[Fact]:
    """The evidence about one order."""
    payment = Payment.objects.filter(order=order).order_by("-attempt").first()
    details = payment.details if payment else {}
    paid_before = Order.objects.filter(contact__email__iexact=order.contact.email, status__in=PAID).count()
    return [
        Fact("Order value", dollars(order.total_incl_tax, cents=True)),
        Fact(
            "Card", " ".join(filter(None, [str(details.get("brand", "")).title(), details.get("last4", "")]))
        ),
        *(_check(name, str(details.get(key, ""))) for key, name in CHECKS.items()),
        _card_country(str(details.get("country", "")), order),
        Fact("Buyer", f"{paid_before} paid before" if paid_before else "First order", doubt=not paid_before),
        Fact("E-mail", order.contact.email),
        Fact("Account", "signed in" if order.user_id else "guest"),
    ]


def _check(name: str, result: str) -> Fact:
    return Fact(name, result or "not checked", doubt=result != "pass")


def _card_country(code: str, order: Order) -> Fact:
    there = order.shipping_address.country_id if order.shipping_address else ""
    value = words.country(code) if code else "unknown"
    return Fact("Card issued in", value, doubt=code != there)
