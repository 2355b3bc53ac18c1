"""The two books of a provider: its own list of movements, and our captures and refunds that belong beside it."""

import re
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from orders.payments.gateway import REFUND, Movement, gateway
from orders.payments.models import Payment, PaymentState, Refund, RefundState
from orders.payments.origin import without_credits
from orders.payments.providers import wire
from orders.payments.reconciliation.period import EDGE, listed_before

ARRIVED = [PaymentState.CAPTURED, PaymentState.STRAY]
ORDER_NUMBER = re.compile(r"R-\d{8}")


def theirs(provider: str, since: datetime, until: datetime) -> list[Movement]:
    """The provider's list, from a little before `since`: the clocks differ. Raises GatewayError if it can't be had."""
    return sorted(gateway(provider).movements(since - EDGE, until), key=lambda movement: movement.at)


def key(payment: Payment) -> str:
    """What a movement names a payment by: the provider's reference, or our order and attempt where it has none."""
    return payment.reference or f"{payment.order.number}-{payment.attempt}"


def payments(provider: str, movements: list[Movement], since: datetime, until: datetime) -> list[Payment]:
    """Our payments that were captured in the period, and those that the movements name, whatever became of them."""
    named = {movement.payment_reference or movement.reference for movement in movements}
    in_period = Q(captured_at__gte=since, captured_at__lt=listed_before(provider, until), state__in=ARRIVED)
    numbers = {number.group() for name in named if (number := ORDER_NUMBER.match(name))}
    ours = Q(reference__in=named) | Q(reference="", order__number__in=numbers)
    found = Payment.objects.filter(provider=provider).filter(in_period | ours)
    return list(found.select_related("order").prefetch_related("refunds").order_by("pk"))


def refunds(provider: str, movements: list[Movement], since: datetime, until: datetime) -> list[Refund]:
    """Our refunds of the period, and those that the movements may be, the ones with a reference first."""
    back = [movement for movement in movements if movement.kind == REFUND]
    in_period = Q(done_at__gte=since, done_at__lt=listed_before(provider, until), state=RefundState.DONE)
    named = Q(reference__in=[movement.reference for movement in back])
    # Sent, but its answer never came: it may be the one the provider lists.
    unnamed = Q(
        reference="", tries__gt=0, payment__reference__in=[movement.payment_reference for movement in back]
    )
    unnamed |= Q(
        reference="", tries__gt=0, through__reference__in=[movement.payment_reference for movement in back]
    )
    here = Q(payment__provider=provider) | Q(through__provider=provider)
    # What a person has paid by hand isn't in a provider's list, other than that of our own wires.
    sent = Q() if provider == wire.NAME else Q(done_by__isnull=True)
    found = without_credits(Refund.objects.filter(here, sent)).filter(in_period | named | unnamed)
    return sorted(
        found.select_related("payment__order", "through__order"),
        key=lambda refund: (not refund.reference, refund.pk),
    )


def was_voided(payment: Payment) -> bool:
    """Whether the whole charge was taken back before it settled: then the provider lists neither way."""
    done = [refund for refund in payment.refunds.all() if refund.state == RefundState.DONE and refund.voided]
    return sum((refund.amount for refund in done), Decimal("0.00")) == payment.captured_amount


def payment_of(provider: str, reference: str, note: str) -> Payment | None:
    """The payment of a reference, or else the last of the order whose number the movement's note carries."""
    ours = Payment.objects.filter(provider=provider).select_related("order")
    if reference and (found := ours.filter(reference=reference).first()):
        return found
    number = ORDER_NUMBER.search(note)
    return ours.filter(order__number=number.group()).order_by("-attempt").first() if number else None
