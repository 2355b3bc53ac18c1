"""What staff look at before they charge: checks of the bank or PayPal, worth, the buyer's history, addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from orders.models import VerificationCase
from orders.order.models import Order
from orders.payments.authorisations import WARNED_BEFORE
from orders.payments.models import Method, Payment, PaymentState
from orders.states import PAID, OrderState
from portero.core import words
from portero.core.money import dollars
from portero.core.words import day, moment

MANY_DECLINES = 2
# What PayPal and Affirm tell of the payer, and which answers are good (none named: for information).
PROVIDER_FACTS: dict[str, tuple[str, frozenset[str]]] = {
    "payer_status": ("account", frozenset({"VERIFIED"})),
    "payer_country": ("country", frozenset()),
    "seller_protection": ("seller protection", frozenset({"ELIGIBLE"})),
}
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
    """Cases nobody has decided, by when the money can no longer be taken (`ends_at`), with order and buyer."""
    authorised = Q(order__payments__state=PaymentState.AUTHORISED)
    return (
        VerificationCase.objects.filter(decision="", order__status=OrderState.UNDER_VERIFICATION)
        .select_related(
            "order__contact",
            "order__shipping_address__country",
            "order__billing_address__country",
            "order__user",
        )
        .annotate(ends_at=Min("order__payments__capturable_until", filter=authorised))
        .order_by(F("ends_at").asc(nulls_last=True), "opened_at")
    )


def ending_count(now: datetime) -> int:
    """How many open cases must be decided within a day."""
    ending = Q(order__payments__capturable_until__lte=now + WARNED_BEFORE)
    authorised = Q(order__payments__state=PaymentState.AUTHORISED)
    return open_cases().filter(authorised & ending).distinct().count()


def of(order: Order) -> list[Fact]:
    """The evidence about one order."""
    payment = Payment.objects.filter(order=order).order_by("-attempt").first()
    return [
        Fact("Order value", dollars(order.total_incl_tax, cents=True)),
        *_money(payment),
        *_form_of_payment(payment, order),
        *_countries(order),
        *_history(order),
        Fact("E-mail", order.contact.email),
        Fact("Telephone", order.contact.phone or "none given"),
        Fact("Account", f"since {day(order.user.date_joined)}" if order.user else "guest"),
    ]


def _money(payment: Payment | None) -> Iterator[Fact]:
    """Until when it can be taken, and whether the provider itself hesitates."""
    if payment is None:
        return
    if payment.capturable_until:
        soon = payment.capturable_until - timezone.now() < WARNED_BEFORE
        yield Fact("Can be charged until", moment(payment.capturable_until), doubt=soon)
    if payment.details.get("held"):
        yield Fact("Held by the provider", str(payment.details["held"]), doubt=True)


def _form_of_payment(payment: Payment | None, order: Order) -> list[Fact]:
    details = payment.details if payment else {}
    if payment and payment.method in {Method.PAYPAL, Method.AFFIRM}:
        label = Method(payment.method).label
        return [
            Fact("Paid by", label),
            *(_told(label, key, details) for key in PROVIDER_FACTS if key in details),
        ]
    card = " ".join(filter(None, [str(details.get("brand", "")).title(), str(details.get("last4", ""))]))
    checks = [_check(name, str(details.get(key, ""))) for key, name in CHECKS.items()]
    return [Fact("Card", card), *checks, _card_country(str(details.get("country", "")), order)]


def _told(label: str, key: str, details: Mapping[str, Any]) -> Fact:
    name, good = PROVIDER_FACTS[key]
    value = str(details[key])
    return Fact(f"{label}: {name}", value, doubt=bool(good) and value.upper() not in good)


def _countries(order: Order) -> Iterator[Fact]:
    shipping, billing = order.shipping_address, order.billing_address
    if shipping and billing and shipping.country_id != billing.country_id:
        there, here = words.country(shipping.country_id), words.country(billing.country_id)
        yield Fact("Countries", f"goes to {there}, billed in {here}", doubt=True)


def _history(order: Order) -> Iterator[Fact]:
    """What this buyer did before, under the same e-mail address, and how this order went so far."""
    hers = Order.objects.filter(contact__email__iexact=order.contact.email).exclude(pk=order.pk)
    paid = hers.filter(status__in=PAID).count()
    yield Fact("Buyer", f"{paid} paid before" if paid else "First order", doubt=not paid)
    declined = VerificationCase.objects.filter(
        order__in=hers, decision=VerificationCase.Decision.DECLINED
    ).count()
    if declined:
        yield Fact("Declined before", str(declined), doubt=True)
    refused = order.events.filter(kind="payment_declined").count()
    if refused:
        yield Fact("Declines by her bank on this order", str(refused), doubt=refused > MANY_DECLINES)


def _check(name: str, result: str) -> Fact:
    return Fact(name, result or "not checked", doubt=result != "pass")


def _card_country(code: str, order: Order) -> Fact:
    there = order.shipping_address.country_id if order.shipping_address else ""
    value = words.country(code) if code else "unknown"
    return Fact("Card issued in", value, doubt=code != there)
