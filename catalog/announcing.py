"""A piece that isn't in hand yet: the day on which it will ship is announced, moved with a reason, and it arrives.

Whoever sells it (orders.preorders) calls these, so that buyers hear of it; the day stands on its page and its card.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.locks import lock_item
from catalog.models import Announcement, Item, ListingState
from portero.core import audit

FARTHEST = timedelta(days=180)
REASON_LENGTH = 200


class AnnouncementRefused(Exception):
    """It can't be announced like this; the message says why."""


@transaction.atomic
def announce(item: Item, on: date, *, reason: str = "", actor: Any = None) -> Item:
    """The piece will ship on that day; returns the fresh piece. Announced before, it is moved, with a reason.

    Raises AnnouncementRefused for a day that isn't ahead or too far, for a move without a reason, and for a piece that
    was sold out of our hands or is just being paid for: what she is shown must not change under her.
    """
    locked = lock_item(item.pk)
    _check(locked, on, reason.strip())
    if locked.ships_on == on:
        return locked
    return _write(locked, on, reason, actor)


@transaction.atomic
def arrive(item: Item, *, actor: Any = None) -> Item:
    """The piece is in hand. Raises AnnouncementRefused for one that was in hand all along."""
    locked = lock_item(item.pk)
    if locked.ships_on is None:
        raise AnnouncementRefused(f"{locked.number} is in hand already.")
    return _write(locked, None, "", actor)


def _check(item: Item, on: date, reason: str) -> None:
    today = timezone.localdate()
    if not today < on <= today + FARTHEST:
        raise AnnouncementRefused(f"Name a day ahead, at most {FARTHEST.days} days.")
    if item.ships_on is not None:
        if not reason and item.ships_on != on:
            raise AnnouncementRefused("Say why the day moves; her buyer reads it.")
        return
    if item.state not in {ListingState.DRAFT, ListingState.LISTED}:
        raise AnnouncementRefused(f"{item.number} is {item.get_state_display().lower()}.")
    if item.holds.filter(released_at__isnull=True).exists():
        raise AnnouncementRefused("A client is paying for it: wait until her hold has ended.")


def _write(item: Item, on: date | None, reason: str, actor: Any) -> Item:
    told = reason.strip()[:REASON_LENGTH]
    Announcement.objects.create(item=item, ships_on=on, before=item.ships_on, reason=told, actor=actor)
    item.ships_on = on
    item.save(update_fields=["ships_on", "updated_at"])
    audit.record("catalog.announced", item, actor=actor, reason=told, ships_on=str(on or "arrived"))
    return item
