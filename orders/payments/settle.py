"""`settle`: the one function that return view, webhook and poller all call; they may call it at once.

It asks the provider for the truth, outside any transaction; what follows from it is decided under the rows'
locks in `orders.payments.outcome`, which acts once however often it's asked.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from orders.payments import outcome
from orders.payments.calls import call, call_to_book
from orders.payments.gateway import Declined, GatewayError, Refused, Standing, Truth, gateway
from orders.payments.models import GatewayCall, Payment
from orders.payments.outcome import Next, Step


def settle(payment_pk: int) -> Payment:
    """Bring a payment and its order to where the provider says they are; returns the fresh payment.

    Captures what is authorised (unless staff must look first), confirms what is captured, voids what came too
    late. Raises GatewayError when the provider can't be asked: nothing has changed, the poller comes again.
    """
    return settle_read(_fresh(payment_pk))


def settle_read(payment: Payment) -> Payment:
    """As `settle`, of a payment that was read just now, with its order; what it says decides nothing."""
    if payment.state in outcome.ARRIVED or not known_to_provider(payment):
        return payment
    return _follow(payment, gateway(payment.provider).lookup(payment))


def let_go_of_others(payment: Payment) -> None:
    """The provider has money of a paid attempt beside what was captured (two hosted pages): void that."""
    if payment.state in outcome.ARRIVED:
        with call(payment, "void") as key:
            gateway(payment.provider).void(payment, key)


def known_to_provider(payment: Payment) -> bool:
    """Whether there is anything to look up: a reference, or a call that may have set the money aside."""
    known = payment.reference or payment.hosted_reference
    return bool(known) or payment.calls.filter(operation="authorize").exists()


def _fresh(payment_pk: int) -> Payment:
    return Payment.objects.select_related("order").get(pk=payment_pk)


def _follow(payment: Payment, truth: Truth) -> Payment:
    later = next_lookup(payment)
    match truth.standing:
        case Standing.OPEN | Standing.PROCESSING:
            return _do(outcome.still_open(payment.pk, truth, lookup_at=later))
        case Standing.APPROVED:
            return _do(outcome.approved(payment.pk, truth, lookup_at=later))
        case Standing.AUTHORISED:
            return _do(outcome.authorised(payment.pk, truth, lookup_at=later))
        case Standing.CANCELLED:
            return close(payment, truth)
        case Standing.CAPTURED:
            return outcome.captured(payment, truth)


def close(payment: Payment, truth: Truth) -> Payment:
    """The attempt is over at the provider; where money may still come, the poller asks for another day."""
    young = timezone.now() - payment.created_at < outcome.WATCHED
    outcome.closed(payment.pk, lookup_at=next_lookup(payment) if truth.watch and young else None)
    return _fresh(payment.pk)


def _do(step: Step) -> Payment:
    match step.next:
        case Next.AUTHORISE:
            return _authorise(step.payment)
        case Next.CAPTURE:
            return _capture(step.payment, step.call)
        case Next.VOID:
            return _void(step.payment)
        case Next.WAIT:
            return _fresh(step.payment.pk)


def _authorise(payment: Payment) -> Payment:
    """She agreed at the provider; a repeat under the same key is one authorisation.

    What is refused for good, also by a fault of ours, ends the attempt, so that she can pay another way.
    """
    try:
        with call(payment, "authorize") as key:
            outcome.sending(payment.pk, lookup_at=next_lookup(payment))
            truth = gateway(payment.provider).authorize(payment, "", key)
    except (Declined, Refused) as no:
        return _void(payment, why=no.message)
    return _fresh(payment.pk) if truth.standing is Standing.APPROVED else _follow(payment, truth)


def _capture(payment: Payment, written: GatewayCall | None) -> Payment:
    try:
        with call_to_book(payment, outcome.CAPTURE, written) as sent:
            truth = gateway(payment.provider).capture(payment, payment.amount, sent.key)
            if truth.standing is Standing.CAPTURED:
                return outcome.captured(payment, truth, sent)
    except Declined as declined:
        return _void(payment, why=declined.message)
    except Refused as refused:
        outcome.stuck(payment.pk, f"capture refused: {refused.code}", lookup_at=next_lookup(payment))
        raise
    return close(payment, truth) if truth.standing is Standing.CANCELLED else _fresh(payment.pk)


def _void(payment: Payment, *, why: str = "") -> Payment:
    """Let the sum go; `why` is what her bank said, if it refused the capture. A capture may have won meanwhile."""
    with call(payment, "void") as key:
        truth = gateway(payment.provider).void(payment, key)
    if truth.standing is Standing.CAPTURED:
        return outcome.captured(payment, truth)
    if truth.standing is Standing.CANCELLED and not why:
        return close(payment, truth)
    if truth.standing is Standing.CANCELLED:
        outcome.failed(payment.pk, why)
    return _fresh(payment.pk)


def next_lookup(payment: Payment, now: datetime | None = None) -> datetime:
    """When the poller asks again: often while she's likely to be paying, seldom later."""
    now = now or timezone.now()
    age = now - payment.created_at
    if age < timedelta(minutes=30):
        return now + timedelta(seconds=20)
    return now + (timedelta(minutes=5) if age < timedelta(days=1) else timedelta(hours=1))


__all__ = ["GatewayError", "close", "known_to_provider", "let_go_of_others", "next_lookup", "settle"]
