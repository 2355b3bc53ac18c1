"""An order's timeline in the buyer's words, from its public events and its shipments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from orders.delivery.promise import arrival_of
from orders.fulfilment import journey, tracking
from orders.fulfilment.journey import Journey
from orders.fulfilment.models import Pause, Shipment, ShipmentState
from orders.fulfilment.outbound import tags_of
from orders.fulfilment.stood import Stood, stood
from orders.order.models import Order
from orders.payments.words import back_within, by_hand, paid_with
from orders.promise import told as claims
from portero.core.figures import figure
from portero.core.money import dollars
from portero.core.words import day, moment

WORDS = {
    "placed": "Order placed, held for you",
    "wire_chosen": "You chose to pay by bank wire",
    "wire_arrived": "Money has arrived by wire",
    "wire_returned": "Money goes back to the account it came from",
    "under_verification": "Under verification",
    "confirmed": "Payment received, order confirmed",
    "preorder_moved": "The announced day has moved",
    "preorder_arrived": "Your preorder has arrived with us",
    "address_asked": "You asked for another delivery address",
    "address_changed": "The delivery address was changed",
    "address_stays": "The delivery address stays",
    "revived": "Your payment arrived after the time had run out; the pieces are yours again",
    "parcel_lost": "The carrier has lost your parcel",
    "parcel_refunded": "Your parcel is refunded",
    "parcel_cancelled": "Part of your order was cancelled",
    "cancelled": "Order cancelled",
    "return_requested": "You asked to send something back",
    "return_withdrawn": "You keep it after all",
    "return_approved": "Return approved",
    "return_declined": "Return declined",
    "return_label": "Your prepaid label is ready",
    "return_in_transit": "Your parcel is on its way to us",
    "return_lapsed": "It has ended, your parcel was not sent in time",
    "return_lost": "Your parcel seems lost on its way to us",
    "return_received": "Your parcel has arrived with us",
    "return_accepted": "Return accepted",
    "return_refused": "Return refused",
    "return_going_back": "On its way back to you",
    "return_back": "With you again",
    "return_lost_back": "Lost on its way back to you",
    "return_closed": "Return closed",
    **claims.WORDS,
    "exchange_wanted": "You asked for another piece in exchange, held for you",
    "exchange_placed": "The order of the other piece is placed",
    "exchange_over": "The exchange has ended",
    "credited": "What your return came to has paid your new order",
}
# What pieces are called (designer and title), by their numbers.
Names = Mapping[str, str]
NO_NAMES: Names = {}
# Told per parcel, with its carrier and tracking, from the moments that are written with these events.
OF_PARCELS = {"packed": "Packed", "shipped": "Handed to the carrier", "delivered": "Delivered"} | {
    "parcel_back": "Back with us, undelivered",
    "parcel_again": "To be sent again",
}
# The kinds of what may follow once a parcel has left.
AFTERWARDS = ("return_", "exchange_", "credited", "claim_")
VERIFYING = "Nothing is charged before we have looked at the order."
FORGIVEN = "It was our fault: there is no fee."
DAYS_FROM = 3
NOTHING_CHARGED = "Nothing was charged."
# We are at it again when a bank has sent a refund back: to her it is still on its way.
REFUNDS = {
    "refund_requested": "Refund on its way",
    "refund_failed": "Refund on its way",
    "refunded": "Refunded",
    "refund_called_off": "",
}


@dataclass(frozen=True)
class Step:
    """One step: when (or, still to come, a sentence in its place), what, and a note."""

    what: str
    at: datetime | None = None
    expected: str = ""
    note: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class Parcel:
    """A shipment with its steps and, while it is to leave, how much of its time has passed and is left.

    Business hours are promised in a time of which nights and weekends are no part: that is told in whole days.
    """

    shipment: Shipment
    steps: list[Step]
    headline: str
    passed: int | None
    hours_left: int | None
    tracking: str
    stood: Stood = field(default_factory=Stood)

    @property
    def days_left(self) -> int:
        """The whole days that are left, from three on; else the hours say it."""
        days = (self.hours_left or 0) // 24
        return days if days >= DAYS_FROM else 0


def order_steps(order: Order, *, afterwards: bool = True) -> list[Step]:
    """What happened to the whole order so far; packing and delivery are told per parcel.

    Without `afterwards` it ends there: what followed has pages of its own.
    """
    told = [event for event in order.events.all() if event.public and event.kind in WORDS]
    return [step_of(order, one) for one in told if afterwards or not one.kind.startswith(AFTERWARDS)]


def step_of(order: Order, event: Any, names: Names = NO_NAMES) -> Step:
    """One public event of an order in her words; a piece without one of `names` is told by its number."""
    return Step(WORDS[event.kind], event.at, note=_note(order, event, names))


def in_her_words(order: Order, event: Any, names: Names = NO_NAMES) -> Step | None:
    """What the buyer reads of an event, on her order's page or its parcel; None for what only staff see.

    Uses prefetched payments, and `names` as `step_of` does.
    """
    if event.kind in REFUNDS:  # one that failed is taken up again: to her it is on its way
        words = REFUNDS[event.kind]
        return Step(words, event.at, note=_sum_of(order, event)) if words else None
    if not event.public:
        return None
    if event.kind in OF_PARCELS:
        return Step(OF_PARCELS[event.kind], event.at)
    return step_of(order, event, names) if event.kind in WORDS else None


def refund_steps(order: Order) -> list[Step]:
    """One step per refund, by the last that happened to it; one that was called off is not told."""
    last: dict[Any, Any] = {}
    for event in order.events.all():
        if event.kind in REFUNDS:
            last[event.data["refund"]] = event
    steps = (in_her_words(order, event) for event in last.values())
    return [step for step in steps if step]


def _sum_of(order: Order, refund: Any) -> str:
    amount = dollars(Decimal(refund.data["amount"]), cents=True)
    paid = refund.data.get("by_hand")
    return f"{amount}, {by_hand(paid)}." if paid else f"{amount}. {back_within(order)}"


def parcels(order: Order, now: datetime | None = None) -> list[Parcel]:
    """Every parcel of a paid order; its steps still to come are marked by having no moment."""
    now = now or timezone.now()
    pieces = ("lines__item__designer", "lines__item__style", "lines__packed")
    shipments = list(order.shipments.prefetch_related(*pieces).order_by("pk"))
    journeys, lost = journey.of(shipments), _lost(order)
    return [
        _parcel(
            shipment,
            now,
            journeys.get(shipment.number),
            stood(order.events.all(), shipment),
            lost=shipment.number in lost,
        )
        for shipment in shipments
    ]


def _lost(order: Order) -> set[str]:
    """The numbers of the parcels that we gave up as lost."""
    return {event.data["shipment"] for event in order.events.all() if event.kind == "parcel_lost"}


def why_cancelled(order: Order) -> str:
    """Why an order was cancelled last, in a sentence that is still true; empty if it wasn't."""
    last = order.events.filter(kind="cancelled").last()
    return true_reason(order, last.reason) if last else ""


def true_reason(order: Order, reason: str) -> str:
    """The reason as it was written, without "Nothing was charged" where money arrived after all."""
    if any(payment.captured_amount for payment in order.payments.all()):
        return reason.replace(NOTHING_CHARGED, "").strip()
    return reason


TOLD_BY_DATA: dict[str, Callable[[Any], str]] = {
    "preorder_moved": lambda event: (
        f"It is to leave on {day(date.fromisoformat(event.data['ships_on']))}. {event.reason}"
    ),
    "address_asked": lambda event: f"To {event.data['after']}. We look at it first; nothing leaves before.",
    "address_changed": lambda event: f"From {event.data['before']} to {event.data['after']}.",
    "address_stays": lambda event: f"Your order goes to {event.data['before']}.",
    "return_approved": lambda event: FORGIVEN if event.data.get("fault") else "",
    "parcel_refunded": lambda event: f"{event.data['named']}. {event.reason}",
    "parcel_cancelled": lambda event: f"{event.data['named']}. {event.reason}",
    "return_declined": lambda event: event.reason,
    "exchange_over": lambda event: event.reason,
    "credited": lambda event: (
        f"{dollars(Decimal(event.data['amount']), cents=True)} for order {event.data['to_order']}."
    ),
    "return_label": lambda event: f"{event.data['carrier']}, {event.data['tracking']}.",
    "return_going_back": lambda event: f"{event.data['carrier']}, {event.data['tracking']}.",
    "return_closed": lambda event: event.reason,
    "return_lost_back": lambda event: event.reason,
    "wire_arrived": lambda event: f"{dollars(Decimal(event.data['amount']), cents=True)}.",
    "wire_returned": lambda event: f"{event.data['amount']}. {event.reason}",
    **claims.NOTES,
}
# Events hold the numbers of pieces, which never change; she reads what they are called.
TOLD_BY_PIECE: dict[str, Callable[[Any, Callable[[str], str]], str]] = {
    "return_requested": lambda event, name: (
        f"{event.data['return']}: {', '.join(name(number) for number in event.data['pieces'])}."
    ),
    "exchange_wanted": lambda event, name: f"{name(event.data['item'])}.",
    "exchange_placed": lambda event, name: f"{name(event.data['item'])}, order {event.data['new_order']}.",
    "return_accepted": lambda event, name: f"{name(event.data['item'])}.",
    "return_refused": lambda event, name: f"{name(event.data['item'])}. {event.reason}",
}


def numbers_in(event: Any) -> list[str]:
    """The numbers of the pieces that she reads about in an event."""
    if event.kind not in TOLD_BY_PIECE:
        return []
    return event.data["pieces"] if "pieces" in event.data else [event.data["item"]]


def _note(order: Order, event: Any, names: Names) -> str:
    if event.kind in TOLD_BY_PIECE:
        return TOLD_BY_PIECE[event.kind](event, lambda number: names.get(number, number))
    if event.kind == "under_verification":
        return VERIFYING
    if event.kind == "cancelled":
        return true_reason(order, event.reason)
    if event.kind in TOLD_BY_DATA:
        return TOLD_BY_DATA[event.kind](event)
    if event.kind == "confirmed":
        form = paid_with(order)
        return f"{dollars(order.total_incl_tax, cents=True)}{f' by {form}' if form else ''}."
    return ""


def _parcel(shipment: Shipment, now: datetime, way: Journey | None, still: Stood, *, lost: bool) -> Parcel:
    running = shipment.state in {ShipmentState.TO_PACK, ShipmentState.PACKED}
    passed, left = _clock(shipment, now, still) if running and shipment.ship_by else (None, None)
    page = tracking.page(shipment.carrier, shipment.tracking_number)
    steps, headline = _steps(shipment, page, way, now), _headline(shipment, now)
    if lost and shipment.delivered_at is None:  # nothing more is to be expected of it
        steps, headline = [step for step in steps if step.at], "Lost by the carrier"
    return Parcel(shipment, steps, headline, passed, left, page, still)


def _clock(shipment: Shipment, now: datetime, still: Stood) -> tuple[int, int]:
    """How many per cent of the time to ship have passed, without pauses, and how many whole hours are left."""
    if shipment.confirmed_at is None or shipment.ship_by is None:
        return 0, 0
    since = shipment.confirmed_at + still.time
    whole = max(shipment.ship_by - since, timedelta(seconds=1))
    share = (now - since) / whole
    left = max(shipment.ship_by - now, timedelta())
    return max(0, min(100, round(share * 100))), int(left / timedelta(hours=1))


def _headline(shipment: Shipment, now: datetime) -> str:
    match shipment.state:
        case ShipmentState.SHIPPED if shipment.shipped_at and shipment.confirmed_at:
            return _shipped(shipment, shipment.shipped_at, shipment.confirmed_at)
        case ShipmentState.DELIVERED | ShipmentState.BACK:
            return shipment.get_state_display()
        case ShipmentState.CANCELLED:
            return "Refunded" if shipment.back_times else "Cancelled"
        case ShipmentState.TO_PACK if shipment.ship_by is None:
            return _standing(shipment)
        case ShipmentState.TO_PACK | ShipmentState.PACKED if shipment.ship_by:
            late = now > shipment.ship_by
            return (
                f"Should have left by {moment(shipment.ship_by)}"
                if late
                else (f"Leaves by {moment(shipment.ship_by)}")
            )
        case _:
            return "Leaves once the payment is confirmed"


def _shipped(shipment: Shipment, at: datetime, paid: datetime) -> str:
    """The hours it took; the day alone where the clock stood, or counts business hours."""
    promised = timedelta(hours=int(figure("ship_by_hours")))
    plain = shipment.ship_by is not None and shipment.ship_by - paid <= promised
    return f"Shipped in {_hours(at - paid)}" if plain else f"Shipped {day(at)}"


def _standing(shipment: Shipment) -> str:
    if shipment.pauses.filter(kind=Pause.Kind.VERIFICATION, ended_at__isnull=True).exists():
        return "Waits until we have looked at the new address"
    if shipment.ships_on:
        return f"A preorder, announced to leave on {day(shipment.ships_on)}"
    return "Its time to leave is not running yet"


def _tagged(shipment: Shipment) -> str:
    tags = tags_of(shipment)
    if not tags:
        return ""
    which = f"Security tag {tags[0]} is" if len(tags) == 1 else f"Security tags {', '.join(tags)} are"
    return f"{which} on it. Please leave {'it' if len(tags) == 1 else 'them'} on until you are sure."


def _hours(time: timedelta) -> str:
    hours = max(1, round(time / timedelta(hours=1)))
    return "1 hour" if hours == 1 else f"{hours} hours"


def _steps(shipment: Shipment, page: str, way: Journey | None, now: datetime) -> list[Step]:
    if shipment.state in {ShipmentState.WAITING, ShipmentState.CANCELLED}:
        return []
    packed = Step("Packed", shipment.packed_at, "Next", note=_tagged(shipment))
    late = shipment.ship_by is not None and shipment.ship_by < now
    by = "As soon as it can" if late else f"By {moment(shipment.ship_by)}" if shipment.ship_by else ""
    link = (shipment.tracking_number, page) if shipment.tracking_number else None
    shipped = Step(f"Handed to {shipment.carrier}", shipment.shipped_at, by, link=link)
    scans = [Step(stop.what, stop.at, note=stop.place) for stop in way.stops] if way else []
    expected = f"Expected {day(way.expected_at)}" if way and way.expected_at else ""
    arrives = arrival_of(shipment)
    days = expected or (arrives.in_words if arrives else "")
    back = [Step(OF_PARCELS["parcel_back"], shipment.back_at)] if shipment.back_at else []
    if shipment.state == ShipmentState.BACK:  # what comes next she tells us
        return [packed, shipped, *scans, *back]
    signed = "Delivered, with signature" if shipment.signature else "Delivered"
    return [packed, *back, shipped, *scans, Step(signed, shipment.delivered_at, days)]
