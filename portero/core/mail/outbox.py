"""The outbox: mails are written as rows in the caller's transaction, and taken out of it to be sent.

A mail leaves at least once: a worker killed between the transport and its note sends it again, under the
same Message-ID, so that the receiving side can tell. Logs name rows, never people.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from portero.core.mail import transport
from portero.core.mail.composing import compose, one_line, rendered
from portero.core.mail.models import Mail
from portero.core.rows import Together

logger = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=5)
RETRIES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]
SWEEP_AT_ONCE = 200


def post(kind: str, *, about: str, to: str, context: dict[str, Any], unsubscribe: str = "") -> Mail | None:
    """Write the mail `emails/<kind>` into the outbox, in the caller's transaction; sent after commit.

    `unsubscribe` is the address that ends such mails by one POST (RFC 8058), for a mail that she subscribed to.
    Returns None if this kind of mail about this subject was written to this address before.
    """
    letter = rendered(kind, context | {"unsubscribe": unsubscribe})
    facts = letter._asdict() | {"unsubscribe": unsubscribe}
    return _insert(Mail(kind=kind, about=about, to=to, **facts))


def post_later(
    kind: str, *, about: str, to: str, facts: dict[str, Any], rows: Together | None = None
) -> Mail | None:
    """As `post`, but the task that sends the mail writes it: nobody waits for that inside the transaction.

    `facts` (JSON) are kept as they are now; `settings.MAIL_CONTEXTS[kind]` makes the context of them, and may add
    only what never changes again. A mail that can't be written is tried again and then *failed*, like any other.
    `rows`: it is written with these; if it was there already, what is returned is the one that was dropped.
    """
    mail = Mail(kind=kind, about=about, to=to, facts=facts)
    if rows is None:
        return _insert(mail)
    rows.add(mail, named=True, unless_there=True)
    _send_after_commit(mail)
    return mail


def write(
    kind: str, *, about: str, to: str, subject: str, text: str, html: str = "", sender: str = ""
) -> Mail | None:
    """Insert an outbox row and send it after commit; None when the same mail exists already."""
    subject = one_line(subject)
    return _insert(Mail(kind=kind, about=about, to=to, subject=subject, text=text, html=html, sender=sender))


def _insert(mail: Mail) -> Mail | None:
    """The UniqueConstraint decides, not a look-up, so two writers at once leave one mail."""
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError as error:
        if "mail_once_per_subject_and_kind" not in str(error):
            raise
        return None
    _send_after_commit(mail)
    return mail


def _send_after_commit(mail: Mail) -> None:
    """Its key may come with other rows', just before the commit; of one that wasn't written, nothing is sent."""
    from portero.core.tasks import send_mail

    transaction.on_commit(lambda: send_mail.delay(mail.pk))


def send(mail_id: int, *, now: datetime | None = None) -> bool:
    """Send one row if it is due and nobody else is sending it; True if it left.

    Compare-and-set decides who sends, so a task delivered twice sends once. An error keeps the row with a
    later due time; after the last retry, or when the address is refused for good, it is *failed* and stays
    visible to staff.
    """
    now = now or timezone.now()
    due = Mail.objects.filter(pk=mail_id, state=Mail.State.QUEUED, due_at__lte=now)
    if not due.update(state=Mail.State.SENDING, due_at=now + STUCK_AFTER, attempts=F("attempts") + 1):
        return False
    mail = Mail.objects.get(pk=mail_id)
    try:
        if compose(mail):
            _taken(mail).update(subject=mail.subject, text=mail.text, html=mail.html, facts=None)
        transport.deliver(mail)
    except Exception as error:  # noqa: BLE001  (whatever one mail does, its row must not stay in *sending*)
        _keep_for_later(mail, error, now)
        return False
    _taken(mail).update(state=Mail.State.SENT, sent_at=timezone.now(), error="")
    return True


def sweep(*, now: datetime | None = None) -> int:
    """Put rows back that a killed worker left in *sending*, send all that are due; returns how many left."""
    now = now or timezone.now()
    stuck = Mail.objects.filter(state=Mail.State.SENDING, due_at__lte=now)
    stuck.filter(attempts__gt=len(RETRIES)).update(
        state=Mail.State.FAILED, error="The worker died with every attempt."
    )
    stuck.update(state=Mail.State.QUEUED)
    due = Mail.objects.filter(state=Mail.State.QUEUED, due_at__lte=now).order_by("due_at", "pk")
    return sum(send(pk, now=now) for pk in due.values_list("pk", flat=True)[:SWEEP_AT_ONCE])


def _taken(mail: Mail) -> Any:
    """The row, as long as it is still this attempt's: a sweep may have given it to somebody else."""
    return Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, attempts=mail.attempts)


def _keep_for_later(mail: Mail, error: Exception, now: datetime) -> None:
    again = mail.attempts <= len(RETRIES) and not transport.refused_for_good(error)
    _taken(mail).update(
        state=Mail.State.QUEUED if again else Mail.State.FAILED,
        due_at=now + RETRIES[mail.attempts - 1] if again else now,
        error=f"{type(error).__name__}: {error}"[:500],
    )
    logger.warning(
        "mail %s (%s) not sent, attempt %s: %s", mail.pk, mail.kind, mail.attempts, type(error).__name__
    )
