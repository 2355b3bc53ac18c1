"""Whose a piece is and where it is: a hand-over ends the current row and begins the next, under the piece's lock.

Exactly one row of each is current while we hold a piece (a constraint); a trigger refuses everything but ending a row,
once. Rooms above call these verbs and nothing else writes the two tables.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.locks import lock_item
from catalog.models import Custody, Item, Ownership, VaultPlace
from portero.core import audit

Holder, Owner = Custody.Holder, Ownership.Kind


class CustodyRefused(Exception):
    """The piece can't be handed over like this; the message says why."""


@transaction.atomic
def hand_over(
    item: Item,
    holder: str,
    *,
    place: VaultPlace | None = None,
    person: Any = None,
    detail: str = "",
    given_by: Any = None,
    why: str = "",
    at: datetime | None = None,
) -> Custody:
    """The piece is with `holder` from now on; returns the row that says so, the same one if nothing changes.

    `given_by` recorded it; None for a carrier's message, whose time can't be before the last hand-over that we know.
    Raises CustodyRefused for a shelf that isn't named, isn't in use, or where the holder isn't the vault, and for
    staff without a name.
    """
    _check(holder, place, person)
    lock_item(item.pk)
    facts = {"holder": holder, "place": place, "person": person, "detail": detail[:120]}
    current = custody_of(item)
    if current is not None and all(getattr(current, name) == value for name, value in facts.items()):
        return current
    at = at or timezone.now()
    if current is not None:
        at = max(at, current.since)
        Custody.objects.filter(pk=current.pk).update(until=at)
    row = Custody.objects.create(item=item, since=at, given_by=given_by, why=why[:200], **facts)
    audit.record("catalog.handed_over", item, actor=given_by, reason=why, to=str(place or holder))
    return row


@transaction.atomic
def owner_becomes(
    item: Item, kind: str, reference: str, *, why: str, at: datetime | None = None, actor: Any = None
) -> Ownership:
    """The piece belongs to somebody else from now on; returns the row, the same one if it is hers already.

    `reference` is the key in the room that knows her (a consignor's, an order's), never a name; `why` names the
    agreement, order or return.
    """
    lock_item(item.pk)
    current = owner_of(item)
    if current is not None and (current.kind, current.reference) == (kind, reference):
        return current
    at = at or timezone.now()
    if current is not None:
        at = max(at, current.since)
        Ownership.objects.filter(pk=current.pk).update(until=at)
    row = Ownership.objects.create(item=item, kind=kind, reference=reference, since=at, why=why[:200])
    audit.record("catalog.owner_became", item, actor=actor, reason=why, kind=kind)
    return row


@transaction.atomic
def let_go(item: Item, *, why: str, at: datetime | None = None, actor: Any = None) -> None:
    """It is back with its owner: from here on we don't say whose it is, the row is ended. Twice is once."""
    lock_item(item.pk)
    current = owner_of(item)
    if current is None:
        return
    Ownership.objects.filter(pk=current.pk).update(until=max(at or timezone.now(), current.since))
    audit.record("catalog.ownership_ended", item, actor=actor, reason=why)


def custody_of(item: Item) -> Custody | None:
    """Where it is now; None for a piece that was never handed to us."""
    return Custody.objects.select_related("place", "person").filter(item=item, until__isnull=True).first()


def owner_of(item: Item) -> Ownership | None:
    """Whose it is now, as far as we say so."""
    return Ownership.objects.filter(item=item, until__isnull=True).first()


def _check(holder: str, place: VaultPlace | None, person: Any) -> None:
    if (holder == Holder.VAULT) != (place is not None):
        raise CustodyRefused("In the vault a piece stands on a shelf, and anywhere else on none.")
    if place is not None and not place.is_active:
        raise CustodyRefused(f"Shelf {place.code} isn't in use any more.")
    if holder == Holder.STAFF and person is None:
        raise CustodyRefused("Which member of staff has it?")
