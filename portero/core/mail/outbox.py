"""The outbox: mails are written as rows in the caller's transaction, and taken out of it to be sent.

A mail leaves at least once: a worker killed between the transport and its note sends it again, under the
same Message-ID, so that the receiving side can tell. Logs name rows, never people.
"""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone

from portero.core.mail import transport
from portero.core.mail.models import Mail

logger = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=5)
RETRIES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]
SWEEP_AT_ONCE = 200
SUBJECT_LENGTH = 200


def post(kind: str, *, about: str, to: str, context: dict[str, Any]) -> Mail | None:
    """Write the mail `emails/<kind>` into the outbox, in the caller's transaction; sent after commit.

    `emails/<kind>.subject.txt`, `.txt` and `.html` are rendered with the context; only the HTML escapes.
    Returns None if this kind of mail about this subject was written to this address before.
    """
    context = {**context, "shop_url": settings.PUBLIC_URL}
    subject = one_line(_plain(f"emails/{kind}.subject.txt", context))
    text = _plain(f"emails/{kind}.txt", context)
    html = render_to_string(f"emails/{kind}.html", {**context, "subject": subject})
    return write(kind, about=about, to=to, subject=subject, text=text, html=html)


def write(
    kind: str, *, about: str, to: str, subject: str, text: str, html: str = "", sender: str = ""
) -> Mail | None:
    """Insert an outbox row and send it after commit; None when the same mail exists already.

    The UniqueConstraint decides, not a look-up, so two writers at once leave one mail.
    """
    mail = Mail(kind=kind, about=about, to=to, subject=one_line(subject), text=text, html=html, sender=sender)
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError as error:
        if "mail_once_per_subject_and_kind" not in str(error):
            raise
        return None
    from portero.core.tasks import send_mail

    send_mail.delay(mail.pk)
    return mail


def one_line(subject: str) -> str:
    """A subject fit for a header: no line break can start a header of its own."""
    return " ".join(subject.split())[:SUBJECT_LENGTH]


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


def _plain(template: str, context: dict[str, Any]) -> str:
    """Text is not HTML: `Hermès & fils` stays as it is; blocks that say nothing leave no gap."""
    found = Engine.get_default().get_template(template)
    rendered = found.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", rendered).strip() + "\n"


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
