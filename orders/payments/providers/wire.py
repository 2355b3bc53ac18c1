"""Bank wire: the money comes to our account by itself, and what came stands in our own rows.

The driver asks no network; it reads the wires that were matched to a payment (`orders.payments.wires`).
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Max, Q, Sum

from orders.payments.gateway import (
    CAPTURE,
    REFUND,
    BadWebhook,
    DisputeTruth,
    Movement,
    RefundStanding,
    RefundTruth,
    Refused,
    Sale,
    Standing,
    Truth,
    WebhookEvent,
)
from orders.payments.models import Payment, Refund
from orders.payments.origin import sent_by, without_credits
from orders.payments.wire_facts import received
from orders.payments.wire_reference import reference_of
from portero.core.money import CURRENCY

NAME = "wire"


class Wire:
    """A payment is open until the wires applied to it are the whole amount."""

    def unavailable(self, method: str, sale: Sale) -> str:
        """Our account is kept in US dollars."""
        if sale.currency != CURRENCY:
            return "A bank wire can only pay an order in US dollars."
        return "" if settings.WIRE_BANK["account"] else "Bank wire isn't available just now."

    def start(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """Nothing is asked of anybody: the buyer's bank acts."""
        return self.lookup(payment)

    def authorize(self, payment: Payment, token: str, key: str) -> Truth:
        """A wire is never set aside at our request; where it stands."""
        return self.lookup(payment)

    def lookup(self, payment: Payment) -> Truth:
        """Whole once the applied wires reach the amount; an order that staff must verify waits for them."""
        if received(payment) < payment.amount:
            return _truth(payment, Standing.OPEN)
        verify = bool(payment.order.contact.verification)
        return _truth(payment, Standing.AUTHORISED if verify else Standing.CAPTURED)

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        """The money is on our account already: taking it is deciding that it is ours."""
        whole = received(payment) >= payment.amount
        return _truth(payment, Standing.CAPTURED if whole else Standing.OPEN)

    def void(self, payment: Payment, key: str) -> Truth:
        """We wait no longer. Money that is whole by now is taken, unless staff declined the order."""
        standing = self.lookup(payment).standing
        return _truth(payment, Standing.CAPTURED if standing is Standing.CAPTURED else Standing.CANCELLED)

    def renew(self, payment: Payment, key: str) -> Truth:
        """What has arrived doesn't run out."""
        return self.lookup(payment)

    def refund(self, payment: Payment, amount: Decimal, key: str) -> RefundTruth:
        """Accounting wires it back by hand; this driver can't send money."""
        return RefundTruth(RefundStanding.PENDING, "", amount)

    def lookup_refund(
        self, payment: Payment, amount: Decimal, key: str, reference: str
    ) -> RefundTruth | None:
        """Done when accounting said so in our own rows (`reference` is the bank's id of what was sent)."""
        return RefundTruth(RefundStanding.DONE, reference, amount) if reference else None

    def lookup_dispute(self, reference: str) -> DisputeTruth:
        """A wire can't be disputed. Raises Refused."""
        raise Refused("A bank wire has no disputes.", code="no_disputes")

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Payments whose wires were complete in [since, until), and what accounting wired back then."""
        yield from _arrivals(since, until)
        here = Q(payment__provider=NAME) | Q(through__provider=NAME)
        back = without_credits(Refund.objects.filter(here, done_at__gte=since, done_at__lt=until))
        for refund in back.select_related("payment__order", "through__order").order_by("pk"):
            if (payment := sent_by(refund)) and refund.done_at:
                yield _moved(REFUND, payment, refund.reference, refund.amount, refund.done_at)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """A bank sends none. Raises BadWebhook."""
        raise BadWebhook("A bank wire has no webhooks.")


def _truth(payment: Payment, standing: Standing) -> Truth:
    return Truth(standing, _reference(payment), payment.amount, payment.currency)


def _reference(payment: Payment) -> str:
    """The reference she writes; a later attempt of the same order, which has the same, carries its number."""
    if payment.reference:
        return payment.reference
    reference = reference_of(payment.order)
    earlier = Payment.objects.filter(provider=NAME, reference=reference).exclude(pk=payment.pk)
    return f"{reference}/{payment.attempt}" if earlier.exists() else reference


def _arrivals(since: datetime, until: datetime) -> Iterator[Movement]:
    """One movement per payment, however many wires it took."""
    paid = Payment.objects.filter(provider=NAME, wires__applied_amount__gt=0).select_related("order")
    summed = paid.annotate(came=Sum("wires__applied_amount"), at=Max("wires__matched_at"))
    for payment in summed.filter(at__gte=since, at__lt=until, came__gte=F("amount")).order_by("at", "pk"):
        yield _moved(CAPTURE, payment, payment.reference, payment.came, payment.at)


def _moved(kind: str, payment: Payment, reference: str, amount: Decimal, at: datetime) -> Movement:
    note = f"{payment.order.number}-{payment.attempt}"
    return Movement(kind, reference, payment.reference, amount, payment.currency, at, note)
