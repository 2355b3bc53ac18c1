"""Who may send a mail now, and what becomes of it: a claim with a lease, retries with an end.

Times are the database's, so that machines whose clocks differ agree on whose lease is over.
"""

import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Now

from portero.core.mail import transport
from portero.core.mail.models import Mail

LEASE = timedelta(minutes=5)
RETRIES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]
# RFC 5321, 4.5.4.1: a sender tries for four to five days before it gives up.
GIVE_UP_AFTER = timedelta(days=4)
# A database that restarts is back within seconds; it is asked for less than a lease.
NOTED_WITHIN, ASK_AGAIN_AFTER = 60.0, 0.5
DIED = "The worker ended while it sent this mail."


class Claim(NamedTuple):
    """One attempt at one mail: the row as it was taken, and when."""

    mail: Mail
    at: datetime

    @property
    def row(self) -> QuerySet[Mail]:
        """The row, as long as it is still this attempt's: a sweep may have given it to somebody else."""
        return Mail.objects.filter(pk=self.mail.pk, state=Mail.State.SENDING, attempts=self.mail.attempts)


def claim_one(pk: int, *, now: datetime | None = None) -> Claim | None:
    """Take this mail if it waits and is due; a first attempt is due whatever the clock of its writer said."""
    return _claim(Q(pk=pk) & (Q(attempts=0) | _due(now)), now)


def claim_next(*, now: datetime | None = None) -> Claim | None:
    """Take the mail that has been due longest and that nobody else is taking."""
    return _claim(_due(now), now)


def renew(claim: Claim) -> bool:
    """Begin the lease anew, just before the mail goes out; False if the row is no longer ours to send."""
    return bool(claim.row.update(due_at=Now() + LEASE))


def note_sent(claim: Claim) -> None:
    """The transport has it: whatever the row says meanwhile, nobody sends it again.

    A database that is away is asked again for a minute: each mail whose note is lost goes out twice.
    """
    asked_until = time.monotonic() + NOTED_WITHIN
    while True:
        try:
            _write_sent(claim)
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > asked_until:
                raise
            connection.close()
            time.sleep(ASK_AGAIN_AFTER)


def put_off(claim: Claim, error: Exception) -> None:
    """Keep the mail for the next attempt, or as *failed* when there is no sense in one."""
    over = transport.refused_for_good(error) or _too_old(claim.mail, claim.at)
    claim.row.update(
        state=Mail.State.FAILED if over else Mail.State.QUEUED,
        due_at=claim.at if over else claim.at + _pause(claim.mail.attempts),
        error=f"{type(error).__name__}: {error}".replace("\0", "")[:500],
    )


def free_the_stuck(*, now: datetime | None = None) -> None:
    """Put back what nobody finished within its lease.

    The first time it is due at once, then later and later: the mail itself may be what ends its workers.
    """
    stuck = Mail.objects.select_for_update(skip_locked=True).filter(_due(now), state=Mail.State.SENDING)
    with transaction.atomic():
        for mail in stuck.annotate(claimed_at=_clock(now)).order_by("pk"):
            at = mail.claimed_at
            over = _too_old(mail, at)
            mail.state = Mail.State.FAILED if over else Mail.State.QUEUED
            mail.due_at = at if over else at + _pause(mail.attempts - 1)
            mail.error = DIED
            mail.save(update_fields=["state", "due_at", "error"])


def failed_lately() -> QuerySet[Mail]:
    """What was given up within the last seven days and was not written to another address since."""
    failed = Mail.objects.filter(state=Mail.State.FAILED, due_at__gte=Now() - timedelta(days=7))
    return failed.exclude(again_at__gte=F("due_at"))


def _claim(which: Q, now: datetime | None) -> Claim | None:
    waiting = Mail.objects.select_for_update(skip_locked=True).filter(which, state=Mail.State.QUEUED)
    with transaction.atomic():
        mail = waiting.annotate(claimed_at=_clock(now)).order_by("due_at", "pk").first()
        if mail is None:
            return None
        mail.attempts += 1
        Mail.objects.filter(pk=mail.pk).update(
            state=Mail.State.SENDING, due_at=_clock(now) + LEASE, attempts=F("attempts") + 1
        )
    return Claim(mail, mail.claimed_at)


def _write_sent(claim: Claim) -> None:
    unsent = Mail.objects.filter(pk=claim.mail.pk).exclude(state=Mail.State.SENT)
    unsent.update(state=Mail.State.SENT, sent_at=Now(), facts=None, error="")


def _due(now: datetime | None) -> Q:
    """Its time has come; of a mail that is being sent: its lease is over."""
    return Q(due_at__lte=_clock(now))


def _clock(now: datetime | None) -> Any:
    return Now() if now is None else Value(now, output_field=DateTimeField())


def _pause(attempts: int) -> timedelta:
    return RETRIES[min(attempts, len(RETRIES)) - 1] if attempts > 0 else timedelta(0)


def _too_old(mail: Mail, at: datetime) -> bool:
    return (mail.again_at or mail.created_at) + GIVE_UP_AFTER <= at
