"""What carriers tell of our parcels: shipped and delivered are recorded, trouble stands on the board."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from logistics import labels
from logistics.gateway import MOVING, TROUBLE, CarrierError, Status
from logistics.models import LIVE, Label, LabelState, Purpose
from orders.fulfilment.models import Shipment, ShipmentState
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.fulfilment.states import ShipmentRefused
from orders.states import PAID
from portero.core.figures import figure

logger = logging.getLogger(__name__)
UNDER_WAY = (ShipmentState.PACKED, ShipmentState.SHIPPED)
NO_ANSWER_FOR = timedelta(minutes=15)
WORDS = {
    Status.RETURN_TO_SENDER: "Going back to us",
    Status.FAILURE: "Could not be delivered",
    Status.CANCELLED: "Cancelled at the carrier",
    Status.ERROR: "The carrier reports an error",
}


@dataclass(frozen=True)
class Trouble:
    """A parcel that somebody must look at, and why."""

    shipment: Shipment
    label: Label
    what: str
    since: datetime | None


def outbound() -> QuerySet[Label]:
    """Labels of parcels to buyers."""
    return Label.objects.filter(purpose=Purpose.OUTBOUND)


def with_label(shipments: QuerySet[Shipment]) -> QuerySet[Shipment]:
    """Each shipment with `labelled`: whether its label is bought. Costs no query of its own."""
    bought = outbound().filter(reference=OuterRef("number"), state=LabelState.BOUGHT)
    return shipments.annotate(labelled=Exists(bought))


def label_of(shipment: Shipment) -> Label | None:
    """The live label of a shipment, with what was asked for; the last one that isn't live where there is none."""
    found = outbound().filter(reference=shipment.number).select_related("quotation").order_by("-pk")
    return found.filter(state__in=LIVE).first() or found.first()


def sweep() -> int:
    """Record what carriers told since the last round, and void labels of cancelled shipments; returns how many.

    Safe to run twice or at the same time as another: the states say what is done.
    """
    return sum(_follow(shipment) for shipment in _told()) + sum(_let_go(label) for label in _useless())


def trouble(now: datetime) -> list[Trouble]:
    """Parcels that go wrong or say nothing, and labels that hang; the same few queries however many parcels."""
    rows = {label.reference: label for found in _odd(now) for label in found}
    shipments = Shipment.objects.filter(number__in=rows).select_related("order") if rows else ()
    return [_trouble(shipment, rows[shipment.number]) for shipment in shipments]


def _odd(now: datetime) -> tuple[QuerySet[Label], ...]:
    """Each by its own index: on its way, not taken back, and bought without an answer."""
    silent = now - timedelta(days=int(figure("parcel_silent_days")))
    sent = Shipment.objects.filter(state__in=UNDER_WAY, number=OuterRef("reference"))
    quiet = Q(news_at__lte=silent) | Q(news_at__isnull=True, bought_at__lte=silent)
    astray = Q(status__in=TROUBLE) | quiet & ~Q(tracker="") & ~Q(status=Status.DELIVERED)
    return (
        outbound().filter(astray, Exists(sent), state=LabelState.BOUGHT),
        outbound().filter(~Q(void_reason=""), state=LabelState.BOUGHT),
        outbound().filter(started_at__lte=now - NO_ANSWER_FOR, state=LabelState.BUYING),
    )


def _trouble(shipment: Shipment, label: Label) -> Trouble:
    if label.state == LabelState.BUYING:
        return Trouble(shipment, label, "No answer to the purchase of its label", label.started_at)
    if label.void_reason:
        return Trouble(shipment, label, f"Its label can't be voided: {label.problem}", label.bought_at)
    if label.status in TROUBLE:
        return Trouble(shipment, label, WORDS[Status(label.status)], label.news_at or label.status_at)
    return Trouble(shipment, label, "No news from the carrier", label.news_at or label.bought_at)


def _told() -> Iterator[Shipment]:
    """Shipments of which carriers know more than we have recorded."""
    same = outbound().filter(reference=OuterRef("number"), state=LabelState.BOUGHT)
    arrived = same.filter(status=Status.DELIVERED, tracking_number=OuterRef("tracking_number"))
    due = Shipment.objects.filter(state__in=UNDER_WAY, order__status__in=PAID).filter(
        Exists(same.filter(status__in=MOVING)) & Q(state=ShipmentState.PACKED)
        | Exists(arrived) & Q(state=ShipmentState.SHIPPED)
    )
    yield from due.order_by("pk")[:200]


def _follow(shipment: Shipment) -> int:
    """The carrier has it although nobody recorded the hand-over; or it is delivered."""
    label = labels.live(shipment.number, Purpose.OUTBOUND)
    if label is None:
        return 0
    try:
        if shipment.state == ShipmentState.PACKED:
            first = label.events.filter(status__in=MOVING).first()
            at = first.at if first else label.status_at
            shipment = mark_shipped(shipment, None, label.tracking_number, label.carrier, at=at)
        if label.status == Status.DELIVERED:
            mark_delivered(shipment, None, at=label.delivered_at or timezone.now())
    except ShipmentRefused as refused:
        logger.warning("news of %s isn't recorded: %s", shipment.number, refused)
        return 0
    return 1


def _useless() -> Iterator[Label]:
    """Labels of shipments that are cancelled since; each is voided once, one that couldn't be is trouble."""
    gone = Shipment.objects.filter(state=ShipmentState.CANCELLED, number=OuterRef("reference"))
    # Until it is voided or delivered a label is polled: that index finds the few there are.
    due = outbound().filter(Exists(gone), poll_at__isnull=False, state=LabelState.BOUGHT, void_reason="")
    yield from due[:50]


def _let_go(label: Label) -> int:
    try:
        labels.void(label, reason="The shipment was cancelled.")
    except CarrierError as error:
        logger.warning("the label of the cancelled %s: %s", label.reference, error.message)
        return 0
    return 1
