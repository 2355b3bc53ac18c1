"""How a claim reaches the desk's views: with all that its pages show, by its number, or by whatever a scanner reads."""

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from catalog.numbers import read_number
from logistics.models import Label, Purpose
from orders.fulfilment import tracking
from orders.fulfilment.models import OutboundPhoto
from orders.promise.desk.queues import looked_at
from orders.promise.models import Claim, ClaimDecision, ClaimInspection

WITH = (
    "order__contact",
    "line",
    "item__designer",
    "item__category",
    "shipment_line__shipment",
    "shipment_line__packed",
    "shipment_line__item__category",
    "opened_by",
    "received_by",
    "case",
    "refund",
)


def claim_numbered(number: str) -> Claim:
    """The claim with its pictures, both sets, inspections, decisions and what rang. Six queries. Raises Http404."""
    return get_object_or_404(_whole(), number=number)


def scanned(code: str) -> Claim | None:
    """The open claim that a scan leads to: its number, her label, the tag on the piece, or the piece itself."""
    live = Claim.objects.filter(ended_at__isnull=True)
    code = code.strip()
    if number := read_number(code):
        return live.filter(item__number=number).first()
    if by_number := live.filter(number__iexact=code).first():
        return by_number
    by_tag = live.filter(shipment_line__packed__security_tag__iexact=code).first()
    return by_tag or _by_label(live, code)


def _by_label(live: QuerySet[Claim], code: str) -> Claim | None:
    try:
        number = tracking.scanned(code)
    except ValueError:
        return None
    hers = Label.objects.filter(purpose=Purpose.RETURN, tracking_number=number)
    return live.filter(number__in=hers.values("reference")).first()


def _whole() -> QuerySet[Claim]:
    outbound = OutboundPhoto.objects.order_by("pk")
    return looked_at(Claim.objects.select_related(*WITH)).prefetch_related(
        "photos",
        "reminders",
        Prefetch("shipment_line__outbound_photos", outbound),
        Prefetch("inspections", ClaimInspection.objects.select_related("found_by")),
        Prefetch("decisions", ClaimDecision.objects.select_related("decided_by", "case")),
    )
