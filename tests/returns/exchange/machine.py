"""What may happen to a chain of exchanges in any order: she, staff, her bank and the clock."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from catalog.models import Hold
from orders import cancellation, expiry
from orders.cancellation import CancellationRefused
from orders.lifecycle import TransitionRefused
from orders.order.models import Order
from orders.payments import outcome, refunds
from orders.payments.credited import due
from orders.payments.gateway import Standing, Truth
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.refunds import RefundRefused, booking, spreading
from orders.returns import asking, inspecting
from orders.returns.exchanging import completing
from orders.returns.exchanging import sweeping as exchanges
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from tests.factories import exchanges as make
from tests.factories import returns

REFUSALS = (ReturnRefused, RefundRefused, TransitionRefused, CancellationRefused)
# Cheaper, as dear as the first one gives with its delivery, a cent around it, dearer.
PRICES = ["700.00", "1959.99", "1960.00", "1960.01", "2600.00"]
STEPS = {
    "requested": returns.approved,
    "approved": returns.in_transit,
    "in_transit": returns.received,
    "received": returns.accepted,
}


class World:
    """Her first order, which has reached her; the last one that she has is what everything happens to."""

    def __init__(self) -> None:
        make.hers("2000.00")
        returns.carer(), returns.bench(), returns.manager()

    def do(self, event: str, n: int) -> bool:
        """Let it happen; False if the house refused. The database's own rules must not speak."""
        try:
            with transaction.atomic():
                EVENTS[event](n)
                connection.check_constraints()
        except REFUSALS:
            return False
        return True


def newest() -> Order:
    order = Order.objects.select_related("contact").latest("pk")
    if order.status == "confirmed":
        order = make.arrived(order)
    return order


def usual() -> str:
    """What comes next if all goes well."""
    last, ret = Order.objects.latest("pk"), Return.objects.last()
    if ret is not None and ret.state in STEPS:
        return "goes on"
    if ret is not None and ret.state == "refunding" and ret.refund is None:
        return "completed"
    return "pays" if last.status == "pending_payment" else "wants"


def wants(n: int) -> None:
    order = next((one for one in Order.objects.order_by("-pk") if one.status != "cancelled"), None)
    if order is None or order.status == "pending_payment":
        raise ReturnRefused("There is nothing of hers.")
    if order.status == "confirmed":
        make.arrived(order)
    make.wanted(Order.objects.select_related("contact").get(pk=order.pk), make.of_price(PRICES[n % 5]))


def returns_it(n: int) -> None:
    order = newest()
    if order.status == "pending_payment":
        raise ReturnRefused("It isn't hers.")
    returns.requested(order)


def goes_on(n: int) -> None:
    ret = last_return()
    if ret.state not in STEPS:
        raise ReturnRefused("It is over.")
    if ret.state == "received":
        ret = returns.inspected(ret)
    STEPS[ret.state](returns.fresh(ret))


def refused(n: int) -> None:
    ret = returns.inspected(last_return())
    inspecting.refuse(ret.pieces.get(), reason="Worn.", actor=returns.bench())


def withdrawn(n: int) -> None:
    asking.withdraw(last_return())


def completed(n: int) -> None:
    ret = last_return()
    if ret.kind != "exchange":
        raise ReturnRefused("It is none.")
    completing.complete(ret.pk)


def pays(n: int) -> None:
    """Her bank takes what is due of the last order, be it in time or not."""
    order = Order.objects.select_related("contact").latest("pk")
    made = list(order.payments.all())
    by_card = any(one.method != "credit" for one in made)
    if order.status not in {"pending_payment", "cancelled"} or by_card:
        raise ReturnRefused("Nothing is to be paid.")
    amount = due(order, made) if order.status == "pending_payment" else Decimal("10.00")
    facts = {"provider": "stripe", "reference": f"pi_{order.number}", "details": {"last4": "4242"}}
    credited = order.total_incl_tax - amount
    payment = Payment.objects.create(
        order=order, attempt=len(made) + 1, amount=amount, credited=credited, **facts
    )
    outcome.captured(payment, Truth(Standing.CAPTURED, payment.reference, amount, "USD"))


def time_runs_out(n: int) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Hold.objects.filter(released_at__isnull=True).update(created_at=past - timedelta(days=8), expires_at=past)
    for _ in range(2):
        expiry.expire_holds()
        exchanges.sweep()


def cancelled(n: int) -> None:
    order = Order.objects.latest("pk")
    cancellation.cancel_paid(order, reason="You cancelled it.", actor=None)


def sum_back(n: int) -> None:
    order = Order.objects.latest("pk")
    paid = spreading.captured(order.payments.all())
    if not paid:
        raise RefundRefused("Nothing is paid.")
    refunds.ask(
        paid[-1].pk,
        [Decimal("0.01"), Decimal("99.99"), Decimal("1000.00")][n % 3],
        reason="Sorry",
        actor=None,
    )


def refund_done(n: int) -> None:
    found = list(
        Refund.objects.filter(next_try_at__isnull=False).exclude(state=RefundState.DONE).order_by("pk")
    )
    if not found:
        raise RefundRefused("None.")
    if found[n % len(found)].state == RefundState.READY:
        returns.arrives(found[n % len(found)])


def refund_failed(n: int) -> None:
    found = list(Refund.objects.filter(state=RefundState.DONE, credit__isnull=True).order_by("pk"))
    if not found:
        raise RefundRefused("None.")
    booking.failed(found[n % len(found)].pk, "The bank sent it back.")


def last_return() -> Return:
    ret = Return.objects.last()
    if ret is None:
        raise ReturnRefused("None.")
    return returns.fresh(ret)


EVENTS: Mapping[str, Callable[[int], None]] = {
    "wants": wants,
    "returns it": returns_it,
    "goes on": goes_on,
    "refused": refused,
    "withdrawn": withdrawn,
    "completed": completed,
    "pays": pays,
    "time runs out": time_runs_out,
    "cancelled": cancelled,
    "a sum back": sum_back,
    "refund done": refund_done,
    "refund failed": refund_failed,
}
