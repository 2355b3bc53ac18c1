"""The hand-over: each label is scanned as the driver takes the parcel; closing the list records them as shipped."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from logistics import labels
from logistics.models import LabelState, Purpose
from orders.fulfilment import tracking
from orders.fulfilment.models import HandedParcel, HandOver, Shipment, ShipmentState
from orders.fulfilment.packing import mark_shipped
from orders.fulfilment.parcels import outbound
from orders.fulfilment.states import ShipmentRefused
from orders.routes import gate
from portero.core import audit

DRIVER_LENGTH = 80


def begin(carrier: str, actor: Any) -> HandOver:
    """The open list of a carrier; begun if there is none."""
    name = carrier.strip()[:40]
    if not name:
        raise ShipmentRefused("Which carrier is it?")
    return HandOver.objects.get_or_create(carrier=name, closed_at=None, defaults={"opened_by": actor})[0]


def ready(carrier: str = "") -> QuerySet[Shipment]:
    """Packed parcels whose label is bought and that stand on no list, the most urgent first."""
    bought = outbound().filter(reference=OuterRef("number"), state=LabelState.BOUGHT)
    bought = bought.filter(carrier=carrier) if carrier else bought
    listed = HandedParcel.objects.filter(shipment=OuterRef("pk"), journey=OuterRef("back_times"))
    packed = Shipment.objects.filter(~Exists(listed), state=ShipmentState.PACKED)
    return packed.filter(Exists(bought)).select_related("order").order_by("ship_by", "pk")


@transaction.atomic
def scan(hand_over: HandOver, code: str, actor: Any) -> HandedParcel:
    """Put the parcel whose label was scanned on the list; scanned again it is there already.

    `code` is what the scanner reads: the tracking number, USPS's routed barcode, or our shipment number. Raises
    ShipmentRefused for a code that is no packed parcel's, another carrier's label, and a parcel that may not leave.
    """
    locked = _open(hand_over)
    shipment = _shipment(code)
    on_list = shipment.handed.filter(journey=shipment.back_times).select_related("hand_over").first()
    if on_list is not None:
        if on_list.hand_over_id != locked.pk:
            raise ShipmentRefused(f"{shipment.number} went with {on_list.hand_over} already.")
        return on_list
    label = labels.live(shipment.number, Purpose.OUTBOUND)
    if label is None or label.state != LabelState.BOUGHT:
        raise ShipmentRefused(f"{shipment.number} has no label yet.")
    if label.carrier != locked.carrier:
        raise ShipmentRefused(f"{shipment.number} goes with {label.carrier}, not with {locked.carrier}.")
    if stopped := gate.problem_of(shipment):
        raise ShipmentRefused(f"{shipment.number} may not leave. {stopped}")
    facts: dict[str, Any] = {"tracking_number": label.tracking_number, "scanned_by": actor}
    return HandedParcel.objects.create(
        hand_over=locked, shipment=shipment, journey=shipment.back_times, **facts
    )


@transaction.atomic
def take_off(hand_over: HandOver, parcel_pk: int) -> None:
    """The driver doesn't take this one after all. Raises ShipmentRefused once the list is closed."""
    _open(hand_over).parcels.filter(pk=parcel_pk).delete()


def close(hand_over: HandOver, driver: str, actor: Any) -> HandOver:
    """The driver has them: the list is closed with his name and the time, and every parcel on it is shipped.

    Raises ShipmentRefused without a name or parcels, or if it is closed. A parcel that may not leave after all
    keeps its reason on the list; what a crash leaves undone `finish_all` does.
    """
    name = driver.strip()[:DRIVER_LENGTH]
    if not name:
        raise ShipmentRefused("Who takes them? Type the driver's name or badge.")
    with transaction.atomic():
        locked = _open(hand_over)
        if not locked.parcels.exists():
            raise ShipmentRefused("Nothing is scanned yet.")
        locked.driver, locked.closed_at, locked.closed_by = name, timezone.now(), actor
        locked.save(update_fields=["driver", "closed_at", "closed_by"])
        audit.record("fulfilment.handed_over", locked, actor=actor, parcels=locked.parcels.count())
    finish_all()
    return locked


def finish_all() -> int:
    """Record as shipped what stands on closed lists and isn't yet; returns how many. Safe to run twice."""
    open_ones = HandedParcel.objects.filter(
        hand_over__closed_at__isnull=False, shipment__state=ShipmentState.PACKED, problem=""
    ).filter(journey=F("shipment__back_times"))
    found = open_ones.select_related("shipment", "hand_over__closed_by").order_by("pk")
    return sum(_finish(parcel) for parcel in found)


def _finish(parcel: HandedParcel) -> bool:
    taken = parcel.hand_over
    try:
        _refuse_another_label(parcel)
        mark_shipped(
            parcel.shipment, taken.closed_by, parcel.tracking_number, taken.carrier, at=taken.closed_at
        )
    except ShipmentRefused as refused:
        HandedParcel.objects.filter(pk=parcel.pk, shipment__state=ShipmentState.PACKED).update(
            problem=str(refused)[:300]
        )
        return False
    return True


def _refuse_another_label(parcel: HandedParcel) -> None:
    """Her mail names the number that was scanned: it has to be the label that is still paid for."""
    label = labels.live(parcel.shipment.number, Purpose.OUTBOUND)
    good = label is not None and label.state == LabelState.BOUGHT
    if label is None or not good or label.tracking_number != parcel.tracking_number:
        raise ShipmentRefused("Its label was voided after it was scanned. Is another one on the box?")


def _open(hand_over: HandOver) -> HandOver:
    locked = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    if locked.closed_at is not None:
        raise ShipmentRefused("This list is closed: the driver has left.")
    return locked


def _shipment(code: str) -> Shipment:
    """The packed parcel that a scanner read."""
    packed = Shipment.objects.filter(state=ShipmentState.PACKED).select_related("order__shipping_address")
    if ours := packed.filter(number__iexact=code.strip()).first():
        return ours
    try:
        number = tracking.scanned(code)
    except ValueError as error:
        raise ShipmentRefused(str(error)) from None
    bought = outbound().filter(reference=OuterRef("number"), state=LabelState.BOUGHT, tracking_number=number)
    found = packed.filter(Exists(bought)).first()
    if found is None:
        raise ShipmentRefused(f"{number} is on no packed parcel. Is it packed, and is this its label?")
    return found
