"""Placing, keeping and releasing holds: the timed, exclusive claims on a piece."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.locks import lock_open_holds
from catalog.models import Hold, Item
from portero.core.figures import figure
from portero.core.own_words import done
from portero.core.rows import AT_ONCE, Writer

# In words of its own: every sale ends with it, and Django would write the words anew each time.
RELEASE_ONE = """
    update catalog_hold set released_at = %s, release_reason = %s
    where item_id = %s and holder = %s and released_at is null
"""
REASON_LENGTH = 60  # what the columns keep of it; the whole sentence stands with the order's event


class HeldBySomebodyElse(Exception):
    """Another client holds these pieces; `items` names them."""

    def __init__(self, items: list[Item]) -> None:
        super().__init__(", ".join(item.number for item in items))
        self.items = items


def checkout_time() -> timedelta:
    """How long a piece is held for a client who pays."""
    return timedelta(minutes=int(figure("checkout_hold_minutes")))


def place(
    items: Iterable[Item],
    *,
    holder: str,
    kind: Hold.Kind,
    lasts: timedelta,
    now: datetime | None = None,
    rows: Writer = AT_ONCE,
) -> list[Hold]:
    """Hold all of these pieces for one holder, or none.

    The caller has locked the items (`catalog.locks.lock_items`). The holder's own live hold is kept and
    prolonged. Raises HeldBySomebodyElse, naming every piece that somebody else holds; an expired hold that
    nobody released yet still counts, because its payment may be under way until the sweep has cancelled it.
    """
    now = now or timezone.now()
    items = list(items)
    open_holds = {hold.item_id: hold for hold in lock_open_holds(item.pk for item in items)}
    lost = [item for item in items if item.pk in open_holds and open_holds[item.pk].holder != holder]
    if lost:
        raise HeldBySomebodyElse(lost)
    until = now + lasts
    new = {item.pk: Hold(item=item, holder=holder, created_at=now) for item in items}
    return [_keep(open_holds.get(item.pk) or new[item.pk], kind, until, rows) for item in items]


def _keep(hold: Hold, kind: Hold.Kind, until: datetime, rows: Writer) -> Hold:
    hold.kind, hold.expires_at = kind, until
    if hold._state.adding:
        rows.add(hold)
    else:
        rows.change(hold, "kind", "expires_at")
    return hold


@transaction.atomic(savepoint=False)
def release(
    holder: str,
    *,
    reason: str,
    item_pks: Iterable[int] | None = None,
    only_ended: bool = False,
    now: datetime | None = None,
) -> int:
    """Release what a holder holds (all of it, or these pieces); returns how many pieces became free.

    `only_ended` is decided on the locked rows: a hold that was prolonged a moment ago stays.
    """
    now = now or timezone.now()
    pieces = None if item_pks is None else set(item_pks)
    if pieces is not None and len(pieces) == 1 and not only_ended:
        return _release_one(holder, next(iter(pieces)), reason, now)
    mine = Hold.objects.filter(holder=holder, released_at__isnull=True)
    if pieces is not None:
        mine = mine.filter(item_id__in=pieces)
    if only_ended:
        mine = mine.filter(expires_at__lte=now)
    return _locked(mine).update(released_at=now, release_reason=reason[:REASON_LENGTH])


def release_with(rows: Writer, holder: str, item_pks: Collection[int], *, reason: str, now: datetime) -> None:
    """As `release` of these pieces; that of a single one is written with the caller's other rows.

    One row needs no order: a piece has at most one hold that isn't released.
    """
    if len(item_pks) == 1:
        (item_pk,) = item_pks
        rows.do(RELEASE_ONE, now, reason[:REASON_LENGTH], item_pk, holder)
    else:
        release(holder, reason=reason, item_pks=item_pks, now=now)


def _release_one(holder: str, item_pk: int, reason: str, now: datetime) -> int:
    return done(RELEASE_ONE, now, reason[:REASON_LENGTH], item_pk, holder)


@transaction.atomic
def hand_over(old_holder: str, new_holder: str) -> int:
    """The same client under another name (she signed in and her bags were merged); returns how many moved."""
    return _locked(Hold.objects.filter(holder=old_holder)).update(holder=new_holder)


def _locked(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """Those that are unreleased, locked by primary key: an UPDATE alone would lock them in any order."""
    live = holds.filter(released_at__isnull=True).select_for_update(of=("self",)).order_by("pk")
    return Hold.objects.filter(pk__in=list(live.values_list("pk", flat=True)))
