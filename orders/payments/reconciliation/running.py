"""Runs: the provider is asked outside any transaction, then everything is compared and written in one."""

import logging
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.payments.gateway import CAPTURE, REFUND, GatewayError, Movement
from orders.payments.models import ReconciliationLine, ReconciliationRun
from orders.payments.reconciliation import books, compare, differences, period
from orders.payments.reconciliation.compare import Line
from portero.core.money import CURRENCY

logger = logging.getLogger(__name__)

State = ReconciliationRun.State
# A run takes minutes; one that is older was killed.
DEAD_AFTER = timedelta(hours=1)
# After a longer silence of the workers `manage.py reconcile` is asked for the days before.
LOOKS_BACK = timedelta(days=31)
WRITTEN_AT_ONCE = 500


def daily(*, now: datetime | None = None) -> list[ReconciliationRun]:
    """Reconcile yesterday with every provider that hasn't been; missed days are caught up in the same run.

    Safe to run twice and at once: a constraint allows one run per provider and day that hasn't failed.
    """
    now = now or timezone.now()
    _bury(now)
    day = period.yesterday(now)
    runs = [_daily(provider, day) for provider in settings.PAYMENT_PROVIDERS]
    return [run for run in runs if run is not None]


def _daily(provider: str, day: date) -> ReconciliationRun | None:
    done = ReconciliationRun.objects.filter(provider=provider, day__isnull=False, state=State.DONE)
    last = done.order_by("-day").values_list("day", flat=True).first()
    if last is not None and last >= day:
        return None
    first = max(last + timedelta(days=1), day - LOOKS_BACK) if last else day
    since, until = period.span(first - period.OVERLAP, day)
    return reconcile(provider, since, until, day=day)


def reconcile(
    provider: str, since: datetime, until: datetime, *, day: date | None = None
) -> ReconciliationRun | None:
    """Compare [since, until) with a provider; the run says how it went, also that it failed.

    None if somebody else is at, or done with, this provider's `day`.
    """
    try:
        with transaction.atomic():
            run = ReconciliationRun.objects.create(provider=provider, since=since, until=until, day=day)
    except IntegrityError as error:
        if "reconciliation_daily_once" not in str(error):
            raise
        return None
    try:
        _compare(run, books.theirs(provider, since, until))
    except GatewayError as error:
        _failed(run, f"{type(error).__name__}: {error.code or error.message}")
    except Exception as error:  # whatever one provider's list does, the others' must not wait for it
        logger.exception("reconciliation with %s failed", provider)
        _failed(run, type(error).__name__)
    return run


@transaction.atomic
def _compare(run: ReconciliationRun, movements: list[Movement]) -> None:
    lines = compare.lines(run.provider, movements, run.since, run.until)
    ReconciliationLine.objects.bulk_create([_row(run, line) for line in lines], batch_size=WRITTEN_AT_ONCE)
    run.our_captures, run.our_captured = _ours(lines, CAPTURE)
    run.their_captures, run.their_captured = _theirs(lines, CAPTURE)
    run.our_refunds, run.our_refunded = _ours(lines, REFUND)
    run.their_refunds, run.their_refunded = _theirs(lines, REFUND)
    run.found = differences.book(run, lines)
    run.state, run.finished_at = State.DONE, timezone.now()
    run.save()


def _row(run: ReconciliationRun, line: Line) -> ReconciliationLine:
    return ReconciliationLine(
        run=run,
        kind=line.kind,
        reference=line.reference,
        payment=line.payment,
        at=line.at,
        ours=line.ours,
        theirs=line.theirs,
        their_currency=line.currency,
        difference=line.difference,
    )


def _ours(lines: list[Line], kind: str) -> tuple[int, Decimal]:
    sums = [line.ours for line in lines if line.kind == kind and line.ours is not None]
    return len(sums), sum(sums, Decimal("0.00"))


def _theirs(lines: list[Line], kind: str) -> tuple[int, Decimal]:
    """What is in another currency is a difference, and no part of a sum in dollars."""
    mine = [line.theirs for line in lines if line.kind == kind and line.currency == CURRENCY]
    sums = [amount for amount in mine if amount is not None]
    return len(sums), sum(sums, Decimal("0.00"))


def _failed(run: ReconciliationRun, problem: str) -> None:
    logger.warning("reconciliation with %s failed: %s", run.provider, problem)
    ReconciliationRun.objects.filter(pk=run.pk, state=State.RUNNING).update(
        state=State.FAILED, problem=problem[:300], finished_at=timezone.now()
    )
    run.refresh_from_db()


def _bury(now: datetime) -> None:
    """Give up what a killed worker left running, so that its day can be tried again."""
    dead = ReconciliationRun.objects.filter(state=State.RUNNING, started_at__lt=now - DEAD_AFTER)
    dead.update(state=State.FAILED, problem="The worker was stopped.", finished_at=now)
