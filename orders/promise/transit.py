"""What carriers tell of parcels under a claim, to us and back to her."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from logistics import labels
from logistics.gateway import MOVING, CarrierError, Status
from logistics.models import Label, LabelState, Purpose
from orders.models import Claim as Sold
from orders.promise import late, sending, states
from orders.promise.locks import lock_claim
from orders.promise.models import Claim, ClaimState
from orders.promise.states import ClaimRefused
from orders.returns.models import ReturnPiece

logger = logging.getLogger(__name__)
S = ClaimState
LOOK_BACK = timedelta(days=60)
BOUGHT = Label.objects.filter(reference=OuterRef("number"), purpose=Purpose.RETURN, state=LabelState.BOUGHT)
MOVES = Exists(BOUGHT.filter(status__in=MOVING))


@transaction.atomic
def on_its_way(claim: Claim, at: datetime | None = None) -> Claim:
    """The carrier has her parcel since `at`, also one that came too late. Raises ClaimRefused where none is awaited."""
    locked, at = lock_claim(claim.pk), at or timezone.now()
    late.refuse(locked)
    since = max(at, locked.ended_at) if locked.ended_at else at
    states.move(locked, S.IN_TRANSIT, at=since, in_transit_at=at)
    return locked


def follow(*, now: datetime | None = None) -> int:
    """Record what carriers told, send labels whose purchase was answered late, void useless ones; returns how many.

    Safe to run twice or at the same time as another: the states say what is done.
    """
    late = partial(sending.labelled, now=now)
    return (
        sum(_try(late, claim) for claim in _bought_late())
        + sum(_try(_scanned, claim) for claim in [*_scanned_ones(), *_late_ones(now or timezone.now())])
        + sum(_let_go(label) for label in _useless())
    )


def _bought_late() -> QuerySet[Claim]:
    """The answer to a purchase got lost, and it was bought."""
    waiting = Q(state=S.OPENED) | Q(state=S.DECIDED_CONDITION, choice="refund", received_at__isnull=True)
    return Claim.objects.filter(waiting, Exists(BOUGHT), ended_at__isnull=True)[:50]


def _scanned_ones() -> QuerySet[Claim]:
    return Claim.objects.filter(MOVES, state=S.LABEL_SENT, ended_at__isnull=True)[:200]


def _late_ones(now: datetime) -> QuerySet[Claim]:
    """Lapsed a while ago, and moving after all; not where the piece is claimed or returned otherwise, or isn't hers."""
    lapsed = Claim.objects.filter(MOVES, state=S.LAPSED, ended_at__gte=now - LOOK_BACK)
    other = Claim.objects.filter(item=OuterRef("item"), ended_at__isnull=True)
    coming = ReturnPiece.objects.filter(line=OuterRef("line"), over_at__isnull=True)
    hers = Sold.objects.filter(line=OuterRef("line"), released_at__isnull=True)
    return lapsed.filter(~Exists(other), ~Exists(coming), Exists(hers))[:200]


def _scanned(claim: Claim) -> Claim:
    label = labels.live(claim.number, Purpose.RETURN)
    first = label.events.filter(status__in=MOVING).first() if label else None
    return on_its_way(claim, first.at if first else label.status_at if label else None)


def _try(act: Callable[[Claim], Claim], claim: Claim) -> int:
    try:
        act(claim)
    except ClaimRefused as refused:
        logger.info("claim %s: %s", claim.number, refused)
        return 0
    return 1


def _useless() -> QuerySet[Label]:
    """Labels of claims that ended before anything was sent; each is voided once."""
    ended = Claim.objects.filter(number=OuterRef("reference"), state__in=[S.WITHDRAWN, S.DECLINED, S.LAPSED])
    due = Label.objects.filter(
        Exists(ended), purpose=Purpose.RETURN, state=LabelState.BOUGHT, void_reason="", poll_at__isnull=False
    )
    return due.exclude(status__in=[*MOVING, Status.RETURN_TO_SENDER])[:50]


def _let_go(label: Label) -> int:
    try:
        labels.void(label, reason="The claim ended before it was used.")
    except CarrierError as error:
        logger.warning("the label of the ended claim %s: %s", label.reference, error.message)
        return 0
    return 1
