"""Holds that have ended: the provider is asked and told first, then the pieces are released."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from catalog import holds
from catalog.models import Hold
from orders import cancellation
from orders.models import VerificationCase
from orders.order.models import Order
from orders.payments import attempts, credited, rounds
from orders.payments.models import LIVE, IncomingWire, Payment, PaymentState
from orders.states import UNPAID, OrderState

DECLINED = VerificationCase.Decision.DECLINED


def expire_holds(now: datetime | None = None) -> int:
    """Release every hold that has ended; returns how many orders and loose holds were released.

    A hold with an unpaid order goes only after its payment is cancelled at the provider; if the provider can't
    be asked, order and hold stay until the next sweep. Safe to run twice and at once.
    """
    now = now or timezone.now()
    due = Hold.objects.filter(released_at__isnull=True, expires_at__lte=now)
    unpaid, held = Order.objects.filter(status__in=UNPAID), Q(contact__basket_key__in=due.values("holder"))
    of_orders = set(unpaid.filter(held).values_list("contact__basket_key", flat=True))
    loose = set(due.values_list("holder", flat=True)) - of_orders
    released = sum(holds.release(name, reason="expired", only_ended=True, now=now) for name in loose)
    open_payment = Payment.objects.filter(order=OuterRef("pk"), state__in=LIVE).values("provider")
    to_release = unpaid.filter(held | _left_behind()).annotate(provider=Subquery(open_payment[:1]))
    # In random order: what a provider never answers for must not stand before its others.
    waiting = to_release.select_related("contact", "verification_case").order_by("?")
    return released + rounds.by_provider(waiting, "provider", _cancel)


def _left_behind() -> Q:
    """Orders that no hold will end: nothing holds them, or staff declined them, or their bank gave up.

    An order under verification whose authorisation is gone can't be charged whatever staff decide.
    """
    held = Exists(Hold.objects.filter(holder=OuterRef("contact__basket_key"), released_at__isnull=True))
    payable = Exists(Payment.objects.filter(order=OuterRef("pk"), state__in=LIVE))
    verifying = Q(status=OrderState.UNDER_VERIFICATION)
    return (
        Q(~held, status=OrderState.PENDING_PAYMENT)
        | (verifying & Q(verification_case__decision=DECLINED))
        | (verifying & Q(~payable))
    )


def _cancel(order: Order) -> int:
    decision = _decision(order)
    verifying = order.status == OrderState.UNDER_VERIFICATION
    reason = _reason(order, decision)
    approved = decision == VerificationCase.Decision.APPROVED
    if not attempts.close(order, even_authorised=verifying and not approved):
        return 0
    return int(cancellation.cancel_unpaid(order, reason=reason, keep_hold=False, final=decision == DECLINED))


def _decision(order: Order) -> str:
    case = getattr(order, "verification_case", None)
    return case.decision if case else ""


def _reason(order: Order, decision: str) -> str:
    """Why, in a sentence that the buyer can read."""
    if order.status == OrderState.PENDING_PAYMENT:
        return _why_time_ran_out(order)
    if decision == DECLINED:
        return cancellation.NOT_VERIFIED
    authorised = order.payments.filter(state__in=LIVE).exists()
    return cancellation.NOT_VERIFIED_IN_TIME if authorised else cancellation.MONEY_WENT_BACK


def _why_time_ran_out(order: Order) -> str:
    if credited.may_pay(order):
        return cancellation.NOT_PAID_BESIDE
    if _partly_wired(order):
        return cancellation.SHORT
    stray = order.payments.filter(state=PaymentState.STRAY).exists()
    return cancellation.GOES_BACK if stray else cancellation.TIME_RAN_OUT


def _partly_wired(order: Order) -> bool:
    """Part of a wire has arrived: "nothing was charged" would be wrong."""
    return IncomingWire.objects.filter(payment__order=order, applied_amount__gt=0).exists()
