"""Holding the money for a sold piece back while a return or a claim is open; only for pieces that are consigned."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.models import Item
from consignment.models import Consignment, PayoutHold


@transaction.atomic
def put(
    item: Item,
    *,
    reference: str,
    kind: str,
    why: str,
    until: datetime | None = None,
    at: datetime | None = None,
) -> PayoutHold | None:
    """Hold the payout of a sold, consigned piece from `at` (now); twice under one reference is once.

    `kind` as PayoutHold.Kind, `reference` the number of the return or claim. None for a piece that nobody sold
    through us. In the caller's transaction.
    """
    sold = Consignment.objects.filter(item=item, state=Consignment.State.SOLD).order_by("-pk").first()
    if sold is None:
        return None
    told = {"consignment": sold, "kind": kind, "why": why[:200], "until": until}
    hold, _ = PayoutHold.objects.get_or_create(
        item=item, reference=reference, lifted_at=None, defaults=told | {"placed_at": at or timezone.now()}
    )
    return hold


def lift(reference: str, *, at: datetime | None = None) -> int:
    """The return or claim is over; how many holds ended. Safe to call again."""
    standing = PayoutHold.objects.filter(reference=reference, lifted_at__isnull=True)
    return standing.update(lifted_at=Greatest("placed_at", at or timezone.now()))


def of(consignment: Consignment) -> QuerySet[PayoutHold]:
    """What stands between this piece's sale and its payout now, the oldest first."""
    return consignment.payout_holds.filter(lifted_at__isnull=True).order_by("pk")
