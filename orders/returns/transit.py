"""Her parcel on its way to us, as carriers tell it: the first scan, and our own door."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.models import Custody
from consignment.pieces import sale
from logistics.gateway import MOVING, Status
from orders.returns.locks import lock_return
from orders.returns.models import Return, ReturnPiece, ReturnState
from orders.returns.states import GIVEN_BACK, ReturnRefused, move
from orders.returns.telling import tell

logger = logging.getLogger(__name__)
LOOK_BACK = timedelta(days=60)


@transaction.atomic
def on_its_way(ret: Return, at: datetime, *, actor: Any = None) -> Return:
    """The carrier has her parcel since `at`. Twice is once, and too late is nothing; returns the fresh return.

    Raises ReturnRefused for one that was never approved.
    """
    locked = lock_return(ret.pk)
    if locked.in_transit_at is not None or locked.received_at is not None:
        return locked
    move(locked, ReturnState.IN_TRANSIT, at=timezone.now(), in_transit_at=at, label_try_at=None)
    pieces = list(locked.pieces.values_list("item_id", flat=True))
    tracking = locked.label.tracking_number if locked.label else ""
    sale.left(pieces, to=Custody.Holder.CARRIER, detail=tracking, actor=actor, at=at)
    tell(locked, "return_in_transit", actor=actor, at=at)
    return locked


def sweep(*, now: datetime | None = None) -> int:
    """Record what carriers told since the last round; returns how many returns moved. Safe to run twice or at once."""
    found = [*_open_ones(), *_late_ones(now or timezone.now())]
    return sum(_follow(ret) for ret in found)


def _open_ones() -> QuerySet[Return]:
    """Of the open returns, which are few: parcels that move, and those that have reached our door."""
    moving = Q(label__status__in=MOVING, state=ReturnState.APPROVED)
    arrived = Q(label__status=Status.DELIVERED, at_our_door_at=None, state=ReturnState.IN_TRANSIT)
    open_ones = Return.objects.filter(ended_at__isnull=True).filter(moving | arrived)
    return open_ones.select_related("label").order_by("pk")[:200]


def _late_ones(now: datetime) -> QuerySet[Return]:
    """Lapsed a while ago, and moving after all; not where she sent it under a later return that gave it back."""
    lapsed = Return.objects.filter(state=ReturnState.LAPSED, ended_at__gte=now - LOOK_BACK)
    given = ReturnPiece.objects.filter(line__return_pieces__ret=OuterRef("pk"), verdict__in=GIVEN_BACK)
    moving = lapsed.filter(~Exists(given), label__status__in=MOVING)
    return moving.select_related("label").order_by("pk")[:200]


def _follow(ret: Return) -> int:
    label = ret.label
    if label is None:
        return 0
    first = label.events.filter(status__in=MOVING).first()
    try:
        on_its_way(ret, first.at if first else label.status_at or timezone.now())
    except ReturnRefused as refused:
        logger.warning("news of return %s isn't recorded: %s", ret.number, refused)
        return 0
    if label.status == Status.DELIVERED:
        _at_our_door(ret, label.delivered_at or timezone.now())
    return 1


@transaction.atomic
def _at_our_door(ret: Return, at: datetime) -> None:
    """It is our turn now: the desk opens it within the day."""
    locked = lock_return(ret.pk)
    if locked.state != ReturnState.IN_TRANSIT or locked.at_our_door_at is not None:
        return
    locked.at_our_door_at = at
    locked.save(update_fields=["at_our_door_at"])
    tell(locked, "return_at_our_door", at=at, public=False)
