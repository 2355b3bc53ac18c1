"""What has been committed since the last look: one indexed query.

A transaction with a lower number may commit after one with a higher. So a process doesn't remember how far
it has read, but the snapshot of its last look: PostgreSQL then says exactly which rows that look couldn't
see. However long a transaction stays open, nothing is read twice because of it, and nothing is missed.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import connection

from catalog.models import Change

Kind = Change.Kind

LOOK = """
with now as materialized (
    select pg_current_snapshot() as snapshot, pg_current_xact_id_if_assigned() as own
)
select now.snapshot::text, now.own::text, c.xid::text, c.id, c.kind, c.items
from now left join catalog_change c on c.xid >= %(horizon)s::xid8 and (
    not pg_visible_in_snapshot(c.xid, %(snapshot)s::pg_snapshot)
    or c.xid = now.own or c.xid = %(own)s::xid8
)
"""
UNCHANGED = """
select not exists (
    select from catalog_change c where c.xid >= %(horizon)s::xid8
    and not pg_visible_in_snapshot(c.xid, %(snapshot)s::pg_snapshot)
    and (c.items is null or c.kind = 'vocabulary' or c.items && %(pks)s::bigint[])
)
"""
REWRITTEN = """
select c.items from catalog_change c where c.xid >= %(horizon)s::xid8
and not pg_visible_in_snapshot(c.xid, %(snapshot)s::pg_snapshot) and c.kind = 'words'
"""
Row = tuple[str, list[int] | None]  # kind and items


@dataclass(frozen=True)
class Seen:
    """How far a process has looked: a snapshot, and when (monotonic seconds).

    `taken` are rows it took over from its connection's transaction before that was committed, by their key:
    if one of them is gone at the next look it was rolled back, and was never true. `own` is that transaction,
    which its own snapshot doesn't count among the open ones.
    """

    snapshot: str
    at: float
    own: str | None
    taken: Mapping[int, Row]


@dataclass(frozen=True)
class Look:
    """What one look found: pieces to read again (or all of them), the vocabulary, words to be found by, holds.

    `touched` are those pieces, and the ones with a new hold or another detail of their page; `anything` says that
    it may be any piece.
    """

    seen: Seen
    pks: frozenset[int]
    everything: bool
    vocabulary: bool
    words: bool
    holds: bool
    touched: frozenset[int]
    anything: bool

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened."""
        return not (self.touched or self.anything)

    @property
    def is_on_lists(self) -> bool:
        """Whether more changed than details that only a piece's own page shows."""
        return bool(self.pks or self.everything or self.vocabulary or self.holds)


def first_look() -> Seen:
    """Where to start from; what is read after it is at least as new."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text")
        snapshot, own = cursor.fetchone()
    start = Seen(snapshot, time.monotonic(), own, {})
    return replace(start, taken=look(start).seen.taken)


def look(since: Seen) -> Look:
    """What was committed after an earlier look, what this connection's transaction wrote, what was rolled back."""
    at = time.monotonic()
    with connection.cursor() as cursor:
        horizon = since.snapshot.partition(":")[0]
        cursor.execute(LOOK, {"horizon": horizon, "snapshot": since.snapshot, "own": since.own})
        rows = cursor.fetchall()
    snapshot, own = rows[0][:2]
    found = {key: (kind, items) for _, _, _, key, kind, items in rows if key is not None}
    gone = [row for key, row in since.taken.items() if key not in found]
    changed = [row for key, row in found.items() if key not in since.taken] + gone
    taken = {key: (kind, items) for _, _, xid, key, kind, items in rows if own and xid == own}
    return _sorted(changed, Seen(snapshot, at, own, taken))


def _sorted(changed: list[Row], seen: Seen) -> Look:
    kinds = {kind for kind, _ in changed}
    pieces = [items for kind, items in changed if kind in (Kind.PIECE, Kind.WORDS)]
    return Look(
        seen=seen,
        pks=frozenset(pk for items in pieces if items is not None for pk in items),
        everything=None in pieces,
        vocabulary=Kind.VOCABULARY in kinds,
        words=not kinds.isdisjoint((Kind.WORDS, Kind.VOCABULARY)),
        holds=Kind.HOLD in kinds,
        touched=frozenset(pk for _, items in changed if items is not None for pk in items),
        anything=Kind.VOCABULARY in kinds or any(items is None for _, items in changed),
    )


def unchanged_since(snapshot: str, pks: Iterable[int]) -> bool:
    """Whether the log has nothing about these pieces that a snapshot, which another process took, couldn't see.

    The log goes back an hour; an older snapshot is no question for it.
    """
    with connection.cursor() as cursor:
        horizon = snapshot.partition(":")[0]
        cursor.execute(UNCHANGED, {"horizon": horizon, "snapshot": snapshot, "pks": list(pks)})
        (unchanged,) = cursor.fetchone()
    return bool(unchanged)


def rewritten_since(snapshot: str) -> frozenset[int] | None:
    """The pieces whose texts changed since a snapshot that another process took; None where any may have.

    The log goes back an hour; an older snapshot is no question for it.
    """
    with connection.cursor() as cursor:
        horizon = snapshot.partition(":")[0]
        cursor.execute(REWRITTEN, {"horizon": horizon, "snapshot": snapshot})
        changed = [items for (items,) in cursor.fetchall()]
    return None if None in changed else frozenset(pk for items in changed for pk in items)
