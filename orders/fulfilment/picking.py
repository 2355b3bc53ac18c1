"""The pick list: what to fetch from the vault for the parcels that are to be packed, in the order of the shelves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery

from catalog.models import Custody
from catalog.photography.picture import photo_url
from logistics.gateway import office
from orders.fulfilment.models import ShipmentLine, ShipmentState


@dataclass(frozen=True)
class Pick:
    """One piece to fetch, and until when its parcel leaves."""

    number: str
    name: str
    photo: str
    shipment: str
    ship_by: datetime
    gift: bool


@dataclass(frozen=True)
class Shelf:
    """A place with what is to be taken from it; `where` says so in words where it is none of the vault's."""

    code: str
    where: str
    picks: list[Pick]


def pick_list() -> list[Shelf]:
    """Every piece of a parcel whose clock runs and that isn't packed: shelf by shelf, then what stands elsewhere.

    One query however many. Only what leaves from our office: other places pack themselves.
    """
    lines = list(_lines())
    return [_shelf(list(found)) for _, found in groupby(lines, key=_place)]


def _lines() -> QuerySet[ShipmentLine]:
    here = Custody.objects.filter(item=OuterRef("item"), until__isnull=True)
    return (
        ShipmentLine.objects.filter(
            shipment__state=ShipmentState.TO_PACK,
            shipment__ship_by__isnull=False,
            shipment__origin=office().country,
        )
        .select_related("item__designer", "shipment__order__contact")
        .annotate(
            shelf=Subquery(here.values("place__code")),
            holder=Subquery(here.values("holder")),
            person=Subquery(here.values("person__first_name")),
        )
        .order_by("shelf", "holder", "person", "shipment__ship_by", "pk")
    )


def _place(line: ShipmentLine) -> tuple[str, str, str]:
    facts = vars(line)
    return facts["shelf"] or "", facts["holder"] or "", facts["person"] or ""


def _shelf(lines: list[ShipmentLine]) -> Shelf:
    code, holder, person = _place(lines[0])
    return Shelf(code, "" if code else _elsewhere(holder, person), list(_picks(lines)))


def _elsewhere(holder: str, person: str) -> str:
    if not holder:
        return "No place on record: look on the open shelves"
    label = Custody.Holder(holder).label
    return f"{label}: {person}" if person else label


def _picks(lines: Iterable[ShipmentLine]) -> Iterable[Pick]:
    for line in lines:
        item, shipment = line.item, line.shipment
        if shipment.ship_by is not None:
            name = f"{item.designer.name} {item.title}"
            photo = photo_url(item.lead_photo, item.lead_widest, 160)
            gift = shipment.order.contact.gift
            yield Pick(item.number, name, photo, shipment.number, shipment.ship_by, gift)
