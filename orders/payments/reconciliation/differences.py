"""Differences as tasks: one row however often one is found; it ends when both sides agree, or with a reason."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from orders.payments.models import Difference, ReconciliationRun
from orders.payments.reconciliation.compare import Line
from portero.core import audit

State, Kind = Difference.State, Difference.Kind
# What only the provider's list shows: once it is gone from there, nothing differs any more.
THEIRS_ALONE = [Kind.MISSING_HERE, Kind.REFUND_HERE]


class CloseRefused(Exception):
    """There is nothing to close, or no reason was given; the message is for staff."""


def waiting() -> QuerySet[Difference]:
    """Differences nobody has seen to, the oldest first."""
    return Difference.objects.filter(state=State.OPEN).order_by("found_at", "pk")


def book(run: ReconciliationRun, lines: Iterable[Line]) -> int:
    """Write what a run found, in its transaction, and end what it found no more; returns how many it found."""
    told = list(lines)
    found = [_seen(run, line).pk for line in told if line.difference]
    compared = [line.reference for line in told]
    gone = Q(kind__in=THEIRS_ALONE, at__gte=run.since, at__lt=run.until)
    ended = waiting().filter(Q(reference__in=compared) | gone, provider=run.provider).exclude(pk__in=found)
    ended.update(state=State.RESOLVED, ended_at=timezone.now(), note=f"Both sides agree in run {run.pk}.")
    return len(found)


@transaction.atomic
def close(difference: Difference, *, actor: Any, reason: str) -> None:
    """Somebody has put it right, or knows why it differs. It comes back only with other sums.

    Raises CloseRefused without a reason, or for one that has ended.
    """
    if not reason.strip():
        raise CloseRefused("Say why both sides differ, or what you did.")
    locked = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    if locked.state != State.OPEN:
        raise CloseRefused("This difference has ended already.")
    locked.state, locked.ended_at = State.CLOSED, timezone.now()
    locked.note, locked.closed_by = reason.strip()[:300], actor
    locked.save()
    audit.record("payments.difference_closed", locked, actor=actor, reason=reason.strip(), about=locked.about)


def _seen(run: ReconciliationRun, line: Line) -> Difference:
    facts: dict[str, Any] = {
        "payment": line.payment,
        "at": line.at,
        "ours": line.ours,
        "theirs": line.theirs,
        "their_currency": line.currency,
        "about": line.about,
        "last_seen_in": run,
    }
    names = {"provider": run.provider, "kind": line.difference, "reference": line.reference}
    row, fresh = Difference.objects.get_or_create(**names, defaults=facts | {"found_in": run})
    return row if fresh else _again(row.pk, facts)


def _again(pk: int, facts: dict[str, Any]) -> Difference:
    """Found again: what had agreed is open once more; what staff closed only if the sums are others now."""
    row = Difference.objects.select_for_update(of=("self",)).get(pk=pk)
    other = any(getattr(row, name) != facts[name] for name in ("ours", "theirs", "their_currency"))
    if row.state == State.RESOLVED or (row.state == State.CLOSED and other):
        row.state, row.ended_at, row.note, row.closed_by = State.OPEN, None, "", None
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return row
