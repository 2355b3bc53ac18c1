"""How a claim reaches the desk's views: with all that its pages show, by its number, or by whatever a scanner reads."""

from contextlib import suppress

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from catalog.numbers import read_number
from logistics.models import Label, Purpose
from orders.fulfilment import tracking
from orders.fulfilment.models import OutboundPhoto
from orders.promise import late, losing
from orders.promise.desk.queues import looked_at
from orders.promise.models import Claim, ClaimDecision, ClaimInspection

MOST = 20
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
    """The open claim that a scan leads to: its number, her label, the tag on the piece, or the piece itself.

    A label or number of one that has ended leads to the claim of the same piece that is open now.
    """
    live, code = Claim.objects.filter(ended_at__isnull=True), code.strip()
    if number := read_number(code):
        return live.filter(item__number=number).first()
    by_tag = live.filter(shipment_line__packed__security_tag__iexact=code).first()
    if by_tag is not None:
        return by_tag
    named = _named(code)
    return live.filter(Q(pk__in=named) | Q(item__in=named.values("item"))).order_by("pk").first()


def scanned_late(code: str) -> Claim | None:
    """The claim that has ended, and whose parcel may come all the same; by what names the claim, else by the piece."""
    code = code.strip()
    piece = Q(shipment_line__packed__security_tag__iexact=code) | Q(item__number=read_number(code) or "")
    for found in (_named(code), Claim.objects.filter(piece)):
        for claim in found.filter(ended_at__isnull=False).order_by("-pk")[:MOST]:
            if late.may_go_on(claim) or losing.may_turn_up(claim):
                return claim
    return None


def _named(code: str) -> QuerySet[Claim]:
    """By its number, or by any label that was ever hers for it."""
    wanted = Q(number__iexact=code)
    with suppress(ValueError):
        number = tracking.scanned(code)
        hers = Label.objects.filter(purpose=Purpose.RETURN, tracking_number=number)
        wanted |= Q(number__in=hers.values("reference"))
    return Claim.objects.filter(wanted)


def _whole() -> QuerySet[Claim]:
    outbound = OutboundPhoto.objects.order_by("pk")
    return looked_at(Claim.objects.select_related(*WITH)).prefetch_related(
        "photos",
        "reminders",
        Prefetch("shipment_line__outbound_photos", outbound),
        Prefetch("inspections", ClaimInspection.objects.select_related("found_by")),
        Prefetch("decisions", ClaimDecision.objects.select_related("decided_by", "case")),
    )
