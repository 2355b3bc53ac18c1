"""What may happen to the pieces of three orders in any order, and what must be true after each of it.

One order of two pieces to New York, one consigned among them; one to California; one to Paris, with duties.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from logistics.models import Label
from orders import completion
from orders.lifecycle import TransitionRefused
from orders.order.models import Order
from orders.payments.gateway import RefundStanding, RefundTruth
from orders.payments.models import Refund, RefundState
from orders.payments.refunds import RefundRefused, booking, desk
from orders.returns import (
    arriving,
    asking,
    deciding,
    going_back,
    inspecting,
    labelling,
    losing,
    sweeping,
    transit,
)
from orders.returns.asking import Wanted
from orders.returns.models import ENDED, Return, ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused
from tests.factories import consignment as consigned
from tests.factories import returns as make
from tests.factories.catalog import listed_item

S, V = ReturnState, ReturnPiece.Verdict
REFUSALS = (ReturnRefused, RefundRefused, TransitionRefused)
BEVERLY_HILLS: dict[str, Any] = {
    "line4": "Beverly Hills",
    "state": "CA",
    "postcode": "90210",
    "line1": "9500 Wilshire Boulevard",
}
PARIS: dict[str, Any] = {
    "line4": "Paris",
    "state": "",
    "postcode": "75008",
    "country": "FR",
    "line1": "18 rue du Faubourg",
}
# What comes next if all goes well.
USUAL = {
    S.REQUESTED: "approved",
    S.APPROVED: "scanned",
    S.IN_TRANSIT: "received",
    S.RECEIVED: "found as it left",
    S.LOST: "lost and refunded",
    S.REFUNDING: "refund done",
    S.GOING_BACK: "sent back",
}


class World:
    """Orders whose parcels left a day ago, a clock, and all that she, staff, carriers and banks may do."""

    def __init__(self) -> None:
        self.now: datetime = timezone.now()
        hers = consigned.listed().item
        self.orders = [
            make.shipped_order(hers, listed_item(price=Decimal("1999.99"), title="Kelly 25")).pk,
            make.shipped_order(listed_item(price=Decimal("845.37"), title="Wallet"), **BEVERLY_HILLS).pk,
            make.shipped_order(listed_item(price=Decimal("1200.00"), title="Twilly"), **PARIS).pk,
        ]
        self.carer, self.bench, self.manager = make.carer(), make.bench(), make.manager()

    def do(self, event: str, which: int) -> bool:
        """Let it happen to one of the orders; False if the house refused. The database's own rules must not speak."""
        order = Order.objects.get(pk=self.orders[which])
        try:
            with transaction.atomic():
                EVENTS[event](self, order)
                connection.check_constraints()
        except REFUSALS:
            return False
        return True

    def usual(self, which: int) -> str:
        """What comes next if all goes well, for the order as it stands."""
        ret = Return.objects.filter(order=self.orders[which]).last()
        if ret is None or ret.state in ENDED:
            return "asks for all"
        if ret.state == S.APPROVED and ret.label is None:
            return "labelled"
        if ret.state == S.RECEIVED and not ret.pieces.filter(found_at=None).exists():
            return "second accepted" if ret.pieces.order_by("pk")[0].verdict else "first accepted"
        if ret.state == S.GOING_BACK and not ret.pieces.filter(verdict=V.REFUSED, sent_back_at=None).exists():
            return "back with her"
        return USUAL[S(ret.state)]

    def pass_hours(self, hours: int) -> None:
        """Time goes by, and the sweeps run twice, as beat may have them."""
        self.now += timedelta(hours=hours)
        for _ in range(2):
            transit.sweep()
            sweeping.sweep(self.now)
            self._complete()

    def _complete(self) -> None:
        """An order isn't completed while a return of it is open; a parcel that comes late may open one again."""
        before = set(Order.objects.filter(status="completed").values_list("pk", flat=True))
        completion.sweep(self.now)
        done = Order.objects.filter(status="completed").exclude(pk__in=before)
        assert not done.filter(returns__ended_at__isnull=True, returns__isnull=False).exists()


def _last(order: Order) -> Return:
    found = Return.objects.filter(order=order).last()
    if found is None:
        raise ReturnRefused("She has asked for nothing.")
    return found


def _first(order: Order) -> Return:
    """Her earliest request, of which news may come long after a later one was made."""
    found = Return.objects.filter(order=order).first()
    if found is None:
        raise ReturnRefused("She has asked for nothing.")
    return found


def _piece(order: Order, which: int) -> ReturnPiece:
    pieces = list(_last(order).pieces.select_related("shipment_line__packed", "item__category"))
    return pieces[min(which, len(pieces) - 1)]


def _ask(number: int | None) -> Callable[[World, Order], None]:
    def told(world: World, order: Order) -> None:
        lines = list(order.lines.order_by("pk"))[slice(None) if number is None else slice(number, number + 1)]
        asking.ask(order, [Wanted(line.pk, "changed_mind") for line in lines], now=world.now)

    return told


def _label(world: World, order: Order) -> None:
    ret = _last(order)
    if ret.label is not None or ret.state != S.APPROVED:
        raise ReturnRefused("It waits for no label.")
    labelling.labelled(ret.pk, make.a_label_of(ret), now=world.now)


def _label_again(world: World, order: Order) -> None:
    ret = _last(order)
    if ret.label is None:
        raise ReturnRefused("There is none.")
    labelling.labelled(ret.pk, ret.label, now=world.now)


def _carrier(status: str) -> Callable[[World, Order], None]:
    def told(world: World, order: Order) -> None:
        ret = _last(order)
        if ret.label is None:
            raise ReturnRefused("Nothing is on its way.")
        facts: dict[str, Any] = {"status": status, "status_at": world.now}
        if status == "delivered":
            facts["delivered_at"] = world.now
        Label.objects.filter(pk=ret.label.pk).update(**facts)
        transit.sweep()

    return told


def _found(tag: str | None, **checks: bool) -> Callable[[World, Order], None]:
    def told(world: World, order: Order) -> None:
        for piece in _last(order).pieces.filter(verdict="").select_related("shipment_line__packed"):
            typed = piece.shipment_line.packed.security_tag if tag is None else tag
            found = make.AS_IT_LEFT | checks
            inspecting.found(piece, tag=typed, actor=world.bench, now=world.now, **found)

    return told


def _accept(which: int, *, manager: bool = False) -> Callable[[World, Order], None]:
    def told(world: World, order: Order) -> None:
        actor = world.manager if manager else world.bench
        inspecting.accept(_piece(order, which), actor=actor, reason="Seen." if manager else "", now=world.now)

    return told


def _refuse(which: int) -> Callable[[World, Order], None]:
    return lambda world, order: _void(
        inspecting.refuse(_piece(order, which), reason="Worn.", actor=world.bench, now=world.now)
    )


def _send_back(world: World, order: Order) -> None:
    for piece in _last(order).pieces.filter(verdict=V.REFUSED):
        going_back.send(piece, tracking=make.TRACKING, carrier="USPS", actor=world.bench, now=world.now)


def _back(world: World, order: Order) -> None:
    for piece in _last(order).pieces.filter(verdict=V.REFUSED):
        going_back.delivered(piece, world.now)


def _came_back(world: World, order: Order) -> None:
    for piece in _last(order).pieces.filter(verdict=V.REFUSED):
        going_back.came_back(piece, actor=world.bench, now=world.now)


def _lost_back(world: World, order: Order) -> None:
    for piece in _last(order).pieces.filter(verdict=V.REFUSED):
        going_back.lost(piece, actor=world.manager, reason="Inquiry 4712.", now=world.now)


def _lost(refund: bool) -> Callable[[World, Order], None]:
    return lambda world, order: _void(
        losing.lost(_last(order), actor=world.manager, reason="Inquiry 4711.", refund=refund, now=world.now)
    )


def _refund(standing: RefundStanding) -> Callable[[World, Order], None]:
    """The provider speaks of the order's first refund that is asked for."""

    def told(world: World, order: Order) -> None:
        refund = Refund.objects.filter(payment__order=order).order_by("pk").last()
        if refund is None:
            raise ReturnRefused("Nothing was asked for.")
        truth = RefundTruth(standing, f"re_{refund.pk}", refund.amount, problem="Not now.")
        booking.book(refund.pk, truth)

    return told


def _try_again(world: World, order: Order) -> None:
    for refund in Refund.objects.filter(payment__order=order, state=RefundState.FAILED):
        desk.try_again(refund, actor=world.manager)


def _turned_up(world: World, order: Order) -> None:
    for piece in ReturnPiece.objects.filter(ret__order=order, verdict=V.LOST):
        losing.turned_up(piece, actor=world.bench, now=world.now)


def _void(_: object) -> None:
    """A verb's answer isn't asked for."""


EVENTS: Mapping[str, Callable[[World, Order], None]] = {
    "asks for all": _ask(None),
    "asks for the first": _ask(0),
    "asks for the second": _ask(1),
    "withdraws": lambda w, o: _void(asking.withdraw(_last(o), now=w.now)),
    "approved": lambda w, o: _void(deciding.approve(_last(o), actor=w.carer, now=w.now)),
    "our fault": lambda w, o: _void(deciding.approve(_last(o), actor=w.carer, fault_ours=True, now=w.now)),
    "declined": lambda w, o: _void(deciding.decline(_last(o), actor=w.carer, reason="No.", now=w.now)),
    "labelled": _label,
    "labelled again": _label_again,
    "scanned": _carrier("in_transit"),
    "delivered to us": _carrier("delivered"),
    "received": lambda w, o: _void(arriving.receive(_last(o), actor=w.bench, now=w.now)),
    "found as it left": _found(None),
    "found worn": _found(None, unused=False),
    "found with another tag": _found("X-1"),
    "first accepted": _accept(0),
    "second accepted": _accept(1),
    "accepted by the manager": _accept(0, manager=True),
    "first refused": _refuse(0),
    "second refused": _refuse(1),
    "sent back": _send_back,
    "back with her": _back,
    "came back undelivered": _came_back,
    "lost on its way back": _lost_back,
    "scanned, the first": lambda w, o: _void(transit.on_its_way(_first(o), w.now)),
    "received, the first": lambda w, o: _void(arriving.receive(_first(o), actor=w.bench, now=w.now)),
    "withdraws the first": lambda w, o: _void(asking.withdraw(_first(o), now=w.now)),
    "lost": _lost(False),
    "lost and refunded": _lost(True),
    "closed without money": lambda w, o: _void(
        losing.close(_last(o), actor=w.manager, reason="No.", now=w.now)
    ),
    "turned up": _turned_up,
    "refund done": _refund(RefundStanding.DONE),
    "refund pending": _refund(RefundStanding.PENDING),
    "refund failed": _refund(RefundStanding.FAILED),
    "refund tried again": _try_again,
}
