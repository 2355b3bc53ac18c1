"""Whatever can move the money of a paid order after the sale, in any order, and what must be true after each of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from catalog.listing import ListingRefused
from orders.books import splits
from orders.books.ledger import Entry, entries_of
from orders.books.splits import Choice
from orders.books.splitting import SplitRefused
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.disputes import following
from orders.payments.disputes.freeze import disputed
from orders.payments.gateway import DisputeStanding, DisputeTruth, RefundStanding, RefundTruth
from orders.payments.models import Dispute, Payment, Refund, RefundState
from orders.payments.origin import gone_from
from orders.payments.refunds import RefundRefused, booking, desk
from orders.promise import answering
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from orders.tax.border import rows as border_rows
from tests.factories import claims, returns
from tests.factories.catalog import listed_item
from tests.promise.machine import BEVERLY_HILLS, PARIS

REFUSALS = (ReturnRefused, ClaimRefused, RefundRefused, ListingRefused)
ZERO = Decimal("0.00")
UNSENT = (RefundState.READY, RefundState.TO_PAY, RefundState.TO_APPROVE)


class World:
    """Three orders of two pieces each, delivered: to New York, to California, to Paris with duties."""

    def __init__(self) -> None:
        places: list[dict[str, Any]] = [{}, BEVERLY_HILLS, PARIS]
        self.orders = [self._order(n, place) for n, place in enumerate(places)]

    @staticmethod
    def _order(n: int, place: dict[str, Any]) -> int:
        items = [
            listed_item(price=Decimal(price), title=title, designer="Prada", style=title)
            for price, title in (("1999.99", f"Galleria {n}"), ("845.37", f"Saffiano {n}"))
        ]
        return claims.delivered_order(*items, tag=f"PT-{n}", speed="expedited", **place).pk

    def do(self, event: str, which: int, number: int) -> bool:
        """Let it happen to piece `number` of one order; False if the house refused."""
        order = Order.objects.get(pk=self.orders[which])
        line = order.lines.order_by("pk")[number]
        try:
            with transaction.atomic():
                EVENTS[event](order, line)
                connection.check_constraints()
        except REFUSALS:
            return False
        return True

    def check(self) -> None:
        """What must be true of each order's money."""
        for order in Order.objects.filter(pk__in=self.orders):
            _check(order)


def _check(order: Order) -> None:
    payment, entries = order.payments.get(), entries_of(order)
    back = payment.refunds.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount"))["sum"] or ZERO
    assert back == sum((entry.back for entry in entries), ZERO) <= payment.captured_amount
    assert all(ZERO <= entry.back <= entry.charged for entry in entries)
    _check_border(order, entries)
    _check_frozen(payment)
    for ret in Return.objects.filter(order=order, refund__isnull=False):
        assert ret.final is not None
        assert ret.refund is not None
        assert ret.refund.amount == ret.final.total


def _check_border(order: Order, entries: list[Entry]) -> None:
    """Duties go back under a claim, or where staff chose a sum, and never those of a piece that was only returned."""
    by_hand = Refund.objects.filter(payment__order=order, reason="Goodwill").exists()
    claimed = {claim.line_id for claim in Claim.objects.filter(order=order, refund__isnull=False)}
    lines = [line for line in order.lines.all() if line.pk in claimed]
    most = sum((sum(border_rows.of_line(order, line).values(), ZERO) for line in lines), ZERO)
    back = sum((entry.back for entry in entries if entry.kind == "border"), ZERO)
    assert by_hand or back <= most, "duties of a piece that nobody claimed"


def _check_frozen(payment: Payment) -> None:
    """While her bank takes it back, nothing of it waits to go out as well."""
    over = gone_from(payment) + disputed(payment) - payment.captured_amount
    waiting = payment.refunds.filter(state__in=UNSENT, calls__isnull=True)
    assert not disputed(payment) or over <= 0 or not waiting.exists(), "refunded, and taken by her bank"


def _returned(*, fault: bool) -> Callable[[Order, Any], None]:
    def told(order: Order, line: Any) -> None:
        ret = returns.approved(returns.requested(order, items=[line.product.item]), fault_ours=fault)
        returns.accepted(returns.inspected(returns.received(returns.in_transit(ret))))

    return told


def _accepted(order: Order, line: Any) -> None:
    for ret in Return.objects.filter(order=order, state="received"):
        returns.accepted(ret)


def _inspected(order: Order, line: Any) -> None:
    ret = returns.approved(returns.requested(order, items=[line.product.item]))
    returns.inspected(returns.received(returns.in_transit(ret)))


def _found_false(order: Order, line: Any) -> None:
    claim = claims.under_review(claims.received(order=order, line=line))
    claims.not_authentic(claims.reviewed_as("counterfeit", claim))


def _allowance(order: Order, line: Any) -> None:
    offered = claims.decided_condition(order=order, line=line, allowance=Decimal("133.33"))
    answering.choose(offered, "allowance")
    claims.closed(claims.sent_back(claims.fresh(offered)))


def _lost(order: Order, line: Any) -> None:
    from orders.promise import losing

    claim = claims.lost(order=order, line=line)
    losing.refund(claim, actor=claims.care(), reason="The carrier has said so.")


def _goodwill(sums: Callable[[Order, Any], Choice]) -> Callable[[Order, Any], None]:
    def told(order: Order, line: Any) -> None:
        choice, payment = sums(order, line), order.payments.get()
        try:
            total = splits.preview(order, choice).total
        except SplitRefused as no:
            raise RefundRefused(str(no)) from None
        refunds.ask(payment.pk, total, reason="Goodwill", actor=returns.manager(), choice=choice)

    return told


def _sum(order: Order, line: Any) -> None:
    refunds.ask(order.payments.get().pk, Decimal("77.77"), reason="Goodwill", actor=returns.manager())


def _dispute(standing: DisputeStanding, part: Decimal) -> Callable[[Order, Any], None]:
    def told(order: Order, line: Any) -> None:
        payment, known = order.payments.get(), Dispute.objects.filter(payment__order=order).first()
        amount = known.amount if known else (payment.captured_amount * part).quantize(ZERO)
        at = known.opened_at if known else timezone.now()
        told = DisputeTruth(
            f"dp_{order.pk}", payment.reference, standing, amount, "USD", "fraudulent", at or timezone.now()
        )
        if known and known.state in ("won", "lost"):
            raise RefundRefused("It is decided.")
        following.record(payment.provider, told, asked_at=timezone.now())

    return told


def _booked(standing: RefundStanding) -> Callable[[Order, Any], None]:
    def told(order: Order, line: Any) -> None:
        for refund in Refund.objects.filter(payment__order=order, state__in=["ready", "sent"]):
            truth = RefundTruth(standing, f"re_{refund.pk}", refund.amount, problem="Not now.")
            booking.book(refund.pk, truth)

    return told


def _by_desk(verb: Callable[..., Any], **facts: Any) -> Callable[[Order, Any], None]:
    def told(order: Order, line: Any) -> None:
        for refund in Refund.objects.filter(payment__order=order, state=RefundState.FAILED):
            verb(refund, actor=returns.manager(), **facts)

    return told


EVENTS: dict[str, Callable[[Order, Any], None]] = {
    "returned": _returned(fault=False),
    "returned by our fault": _returned(fault=True),
    "on the table": _inspected,
    "accepted": _accepted,
    "found false": _found_false,
    "an allowance": _allowance,
    "lost on its way to us": _lost,
    "a part of its price": _goodwill(lambda o, line: Choice(sums={f"line-{line.pk}": Decimal("211.11")})),
    "all of its price": _goodwill(lambda o, line: Choice(whole=frozenset({f"line-{line.pk}"}))),
    "the delivery": _goodwill(lambda o, line: Choice(sums={"delivery": Decimal("9.99")})),
    "a sum": _sum,
    "a part is disputed": _dispute(DisputeStanding.NEEDS_RESPONSE, Decimal("0.35")),
    "all is disputed": _dispute(DisputeStanding.NEEDS_RESPONSE, Decimal(1)),
    "the bank decides for us": _dispute(DisputeStanding.WON, Decimal("0.5")),
    "the bank decides for her": _dispute(DisputeStanding.LOST, Decimal("0.5")),
    "refunds done": _booked(RefundStanding.DONE),
    "refunds pending": _booked(RefundStanding.PENDING),
    "refunds failed": _booked(RefundStanding.FAILED),
    "tried again": _by_desk(desk.try_again),
    "called off": _by_desk(desk.call_off, reason="Wrong."),
}
