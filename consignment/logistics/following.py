"""What carriers tell of consignors' parcels: on its way, at our door, back with its owner."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consignment.logistics import outbound
from consignment.models import Consignment, Journey
from consignment.pieces import states
from consignment.pieces.locks import lock_consignment
from logistics.gateway import MOVING, Status
from logistics.models import Label

logger = logging.getLogger(__name__)
S, Way = Consignment.State, Journey.Way


def sweep(*, now: datetime | None = None) -> int:
    """Record what is new since the last round; returns how many journeys moved. Safe to run twice or at once."""
    now = now or timezone.now()
    return sum(_follow(pk, now) for pk in _told())


def _told() -> Iterator[int]:
    """Open journeys of which the carrier knows more than we have written."""
    moving, arrived = Q(label__status__in=MOVING), Q(label__status=Status.DELIVERED, arrived_at=None)
    started = Q(way=Way.IN, consignment__state=S.AWAITED) | Q(
        way=Way.BACK, consignment__state__in=outbound.MAY_GO
    )
    news = Journey.objects.filter(closed_at__isnull=True, label__isnull=False).filter(
        moving & started | arrived
    )
    yield from news.order_by("pk").values_list("pk", flat=True)[:200]


def _follow(pk: int, now: datetime) -> int:
    try:
        with transaction.atomic():
            journey = Journey.objects.select_related("label").get(pk=pk)
            journey.consignment = lock_consignment(journey.consignment_id)
            return _come(journey, now) if journey.way == Way.IN else _gone(journey, now)
    except states.ConsignmentRefused as refused:
        logger.warning("news of %s isn't recorded: %s", pk, refused)
        return 0


def _come(journey: Journey, now: datetime) -> int:
    """The first scan, then our own door; it is received only by a person who opens the parcel."""
    label, consignment = _label(journey), journey.consignment
    if label.status in MOVING and consignment.state == S.AWAITED:
        consignment = states.move(consignment.pk, S.IN_TRANSIT, at=_first_scan(label) or now)
        Journey.objects.filter(pk=journey.pk).update(remind_at=None)
    if _arrives(journey, label):
        states.append(consignment, "at_our_door", at=label.delivered_at)
        # It is our turn now: the desk opens it within the day.
        Consignment.objects.filter(pk=consignment.pk).update(due_at=label.delivered_at)
    return 1


def _gone(journey: Journey, now: datetime) -> int:
    label = _label(journey)
    if label.status in MOVING and journey.consignment.state in outbound.MAY_GO:
        outbound.handed_to_carrier(journey.consignment_id, at=_first_scan(label) or now)
    if _arrives(journey, label):
        outbound.delivered(journey.consignment_id, at=label.delivered_at or now)
    return 1


def _arrives(journey: Journey, label: Label) -> bool:
    """Whether the carrier says so now and hadn't before."""
    if label.status != Status.DELIVERED:
        return False
    fresh = Journey.objects.filter(pk=journey.pk, arrived_at=None)
    return bool(fresh.update(arrived_at=label.delivered_at or F("begun_at")))


def _first_scan(label: Label) -> datetime | None:
    first = label.events.filter(status__in=MOVING).first()
    return first.at if first else label.delivered_at or label.status_at


def _label(journey: Journey) -> Label:
    if journey.label is None:
        raise states.ConsignmentRefused(f"{journey.reference} has no label.")
    return journey.label
