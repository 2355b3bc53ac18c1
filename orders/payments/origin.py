"""Where the money of a credit is: at the provider of the payment at the beginning, which alone can give it back."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from orders.payments.models import Method, Payment, PaymentState, Refund, RefundState

ZERO = Decimal("0.00")
# A refund that pays another order, or is set aside to do so: no provider ever hears of it.
CREDITED = (PaymentState.RESERVED, PaymentState.CAPTURED)
BY_A_PERSON = (RefundState.TO_APPROVE, RefundState.TO_PAY)


def origin_of(payment: Payment) -> Payment:
    """The payment that a provider knows: this one, or the one whose return this credit is of."""
    if payment.source_id is None:
        return payment
    source = Refund.objects.select_related("through", "payment").get(pk=payment.source_id)
    origin = source.through or source.payment
    if origin is None:
        raise ValueError(f"Credit {payment.pk} is of no payment.")
    return origin


def sent_by(refund: Refund) -> Payment | None:
    """The payment at whose provider a refund goes back; None for a wire that no order wants."""
    return refund.through or refund.payment


def is_by_hand(refund: Refund) -> bool:
    """Whether a person pays it, or has paid it, beside the provider that its money came through.

    A wire goes back by hand always, to the account that it came from: that is its own way, unless it was said `how`.
    """
    if refund.how:
        return True
    payment = sent_by(refund)
    by_a_person = refund.done_by_id is not None or refund.state in BY_A_PERSON
    return payment is not None and payment.method != Method.WIRE and by_a_person


def refunds_at(payment: Payment) -> QuerySet[Refund]:
    """The refunds that leave at a payment's provider: its own, and those of credits that began with it."""
    return without_credits(Refund.objects.filter(Q(payment=payment) | Q(through=payment)))


def without_credits(refunds: QuerySet[Refund]) -> QuerySet[Refund]:
    """Those that a provider hears of."""
    return refunds.exclude(credit__state__in=CREDITED)


def is_set_aside(refund: Refund) -> bool:
    """Whether it waits to pay another order instead of going back."""
    return Payment.objects.filter(source=refund, state=PaymentState.RESERVED).exists()


def is_credit(refund: Refund) -> bool:
    """Whether it pays another order, or is set aside to do so."""
    return Payment.objects.filter(source=refund, state__in=CREDITED).exists()


def gone_from(payment: Payment) -> Decimal:
    """How much (USD) has left a payment at its provider, or is on its way; what pays another order hasn't left."""
    back = refunds_at(payment).exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount"))["sum"]
    return back or ZERO


def together_with(refund: Refund) -> list[Refund]:
    """This refund and those that were asked for together with it, in their order."""
    first = refund
    while first.rest_of_id is not None:
        first = Refund.objects.get(pk=first.rest_of_id)
    return from_here_on(first)


def from_here_on(refund: Refund) -> list[Refund]:
    """This refund and those that were asked for after it, together with it, in their order."""
    asked = [refund]
    while (
        rest := Refund.objects.filter(rest_of=asked[-1]).select_related("payment__order", "through").first()
    ):
        asked.append(rest)
    return asked


def left_with_her(refunds: Iterable[Refund]) -> Decimal:
    """What of refunds goes to her form of payment, in USD: what pays another order doesn't."""
    return sum((one.amount for one in refunds if not is_credit(one)), ZERO)
