"""The listing states of a piece and the verbs that move it along them (table in docs/states.md)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.condition import grading
from catalog.locks import lock_item, lock_items_alone
from catalog.log import acting
from catalog.models import Clearance, Item, ListingState
from catalog.refusals import told_by
from catalog.stock import is_spoken_for
from portero.core import audit
from portero.core.rows import AT_ONCE, Writer

ALLOWED: dict[str, frozenset[str]] = {
    ListingState.DRAFT: frozenset({ListingState.LISTED, ListingState.WITHDRAWN}),
    ListingState.LISTED: frozenset({ListingState.SOLD, ListingState.WITHDRAWN, ListingState.DRAFT}),
    ListingState.SOLD: frozenset({ListingState.DRAFT}),
    ListingState.WITHDRAWN: frozenset({ListingState.DRAFT}),
}
# Rules of the rooms above that the database keeps for them: the agreement with an owner, the review of authenticity.
RULES_ABOVE = ("listing_under_agreement", "listing_needs_passed_case", "no_alarm_about_number")


class ListingRefused(Exception):
    """The piece can't go to that state; `reasons` says what is missing, one sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def missing_for_listing(item: Item) -> list[str]:
    """What keeps a piece from being listed (domain.md, Curation); the database checks the same."""
    rules: list[tuple[str, Callable[[], bool]]] = [
        (
            "It has no clearance: a passed authentication case or an imported record.",
            lambda: bool(item.clearance_id),
        ),
        ("It has no grade.", lambda: bool(item.grade)),
        ("Its grade has to be confirmed on its condition report.", lambda: _graded_as_it_says(item)),
        ("It has no price.", lambda: item.price is not None),
        (
            "The reason why Portero takes it (value or rarity) isn't recorded.",
            lambda: bool(item.bucket_reason),
        ),
    ]
    return [sentence for sentence, holds in rules if not holds()]


def _graded_as_it_says(item: Item) -> bool:
    """A piece that was authenticated here is graded on its report; an imported record brings its grade along."""
    if item.clearance is None or item.clearance.kind != Clearance.Kind.AUTHENTICATION:
        return True
    decision = grading.standing(item)
    return decision is not None and decision.confirmed == item.grade


def publish(item: Item, *, actor: Any = None, at: datetime | None = None) -> None:
    """Offer a draft for sale. Raises ListingRefused with everything that is missing."""
    _move(item, ListingState.LISTED, actor=actor, at=at or timezone.now())


def mark_sold(item: Item, *, actor: Any = None, at: datetime | None = None) -> None:
    """The piece is sold; its price stays as a reference. Raises ListingRefused unless it's listed."""
    _move(item, ListingState.SOLD, actor=actor, at=at or timezone.now())


def mark_all_sold(pks: Iterable[int], *, at: datetime, rows: Writer = AT_ONCE) -> list[Item]:
    """The pieces of one order are sold, in the caller's transaction; returns them, locked, by primary key.

    Raises ListingRefused unless all are listed; the caller then takes back what was written.
    """
    items = lock_items_alone(pks)
    for item in items:
        _moved(item, ListingState.SOLD, actor=None, at=at, rows=rows)
    return items


def withdraw(item: Item, *, reason: str, actor: Any = None) -> None:
    """Take a piece out of the shop. Raises ListingRefused for a sold one or one that somebody is paying for."""
    _move(item, ListingState.WITHDRAWN, actor=actor, at=timezone.now(), reason=reason)


def back_to_draft(item: Item, *, reason: str, actor: Any = None) -> None:
    """For re-inspection after a return, or to list a withdrawn piece again.

    Raises ListingRefused while somebody is paying for it, and for a sold one until its return has put it back
    into the stock.
    """
    _move(item, ListingState.DRAFT, actor=actor, at=timezone.now(), reason=reason)


@transaction.atomic
def _move(item: Item, to: ListingState, *, actor: Any, at: datetime, reason: str = "") -> None:
    """A consigned piece is moved from its consignment: the database refuses everybody else, in words for staff."""
    try:
        with transaction.atomic():
            acting(actor)
            _moved(lock_item(item.pk), to, actor=actor, at=at, reason=reason)
    except IntegrityError as error:
        raise ListingRefused(told_by(error, *RULES_ABOVE)) from None
    item.refresh_from_db(fields=["state", "sold_at", "listed_at"])


def _moved(
    locked: Item, to: ListingState, *, actor: Any, at: datetime, reason: str = "", rows: Writer = AT_ONCE
) -> None:
    if to not in ALLOWED[locked.state]:
        raise ListingRefused(f"A piece that is {locked.state} can't become {to}.")
    if to == ListingState.LISTED and (missing := missing_for_listing(locked)):
        raise ListingRefused(*missing)
    if to in (ListingState.WITHDRAWN, ListingState.DRAFT):
        _refuse_if_taken(locked)
    before, locked.state = locked.state, to
    locked.sold_at = at if to == ListingState.SOLD else None
    locked.listed_at = at if to == ListingState.LISTED else locked.listed_at
    rows.change(locked, "state", "sold_at", "listed_at", "updated_at")
    audit.record(f"catalog.{to}", locked, actor=actor, reason=reason, into=rows, before=before)


def _refuse_if_taken(item: Item) -> None:
    """A piece that leaves the shop under a buyer's hands leaves her money without a piece."""
    if item.holds.filter(released_at__isnull=True).exists():
        raise ListingRefused("A client is paying for it: wait until her hold has ended.")
    if is_spoken_for(item):
        raise ListingRefused("It belongs to an order: it comes back by a return.")
