"""Writing mails into the outbox, and taking them out of it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from portero.core.mail.models import Mail

logger = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=5)
RETRIES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]


def post(kind: str, *, about: str, to: str, context: dict[str, Any]) -> Mail | None:
    """Write the mail `emails/<kind>` into the outbox, in the caller's transaction; sent after commit.

    `emails/<kind>.subject.txt`, `.txt` and `.html` are rendered with the context. Returns None if this
    kind of mail about this subject was written before (a UniqueConstraint decides, not a look-up).
    """
    context = {**context, "shop_url": settings.PUBLIC_URL}
    subject = " ".join(render_to_string(f"emails/{kind}.subject.txt", context).split())
    text = render_to_string(f"emails/{kind}.txt", context)
    html = render_to_string(f"emails/{kind}.html", {**context, "subject": subject})
    return write(kind, about=about, to=to, subject=subject, text=text, html=html)


def write(
    kind: str, *, about: str, to: str, subject: str, text: str, html: str = "", sender: str = ""
) -> Mail | None:
    """Insert an outbox row and send it after commit; None when the same mail exists already."""
    mail = Mail(kind=kind, about=about, to=to, subject=subject, text=text, html=html, sender=sender)
    try:
        with transaction.atomic():
            mail.save()
    except IntegrityError:
        return None
    from portero.core.tasks import send_mail

    send_mail.delay(mail.pk)
    return mail


def send(mail_id: int, *, now: datetime | None = None) -> bool:
    """Send one row if it is due and nobody else is sending it; True if it left.

    Compare-and-set decides who sends, so a task delivered twice sends once. A transport error keeps the
    row with a later due time; after the last retry it is *failed* and stays visible to staff.
    """
    now = now or timezone.now()
    taken = Mail.objects.filter(pk=mail_id, state=Mail.State.QUEUED, due_at__lte=now).update(
        state=Mail.State.SENDING, due_at=now + STUCK_AFTER
    )
    if not taken:
        return False
    mail = Mail.objects.get(pk=mail_id)
    try:
        _transport(mail)
    except OSError as error:  # smtplib's errors are OSErrors
        _keep_for_later(mail, error, now)
        return False
    Mail.objects.filter(pk=mail_id).update(
        state=Mail.State.SENT, sent_at=timezone.now(), attempts=mail.attempts + 1, error=""
    )
    return True


def sweep(*, now: datetime | None = None) -> int:
    """Put rows back that a killed worker left in *sending*, and send all that are due; returns how many left."""
    now = now or timezone.now()
    with transaction.atomic():
        stuck = Mail.objects.select_for_update(skip_locked=True).filter(
            state=Mail.State.SENDING, due_at__lte=now
        )
        Mail.objects.filter(pk__in=list(stuck.values_list("pk", flat=True))).update(state=Mail.State.QUEUED)
    due = Mail.objects.filter(state=Mail.State.QUEUED, due_at__lte=now).order_by("due_at")[:200]
    return sum(send(pk, now=now) for pk in due.values_list("pk", flat=True))


def _transport(mail: Mail) -> None:
    transport = dict(settings.MAIL_TRANSPORT)
    backend = transport.pop("EMAIL_BACKEND")
    options = {
        "host": transport.get("EMAIL_HOST"),
        "port": transport.get("EMAIL_PORT"),
        "username": transport.get("EMAIL_HOST_USER"),
        "password": transport.get("EMAIL_HOST_PASSWORD"),
        "use_tls": transport.get("EMAIL_USE_TLS", False),
        "use_ssl": transport.get("EMAIL_USE_SSL", False),
        "timeout": 20,
    }
    connection = get_connection(backend, **(options if backend.endswith("smtp.EmailBackend") else {}))
    message = EmailMultiAlternatives(
        mail.subject, mail.text, mail.sender or settings.DEFAULT_FROM_EMAIL, [mail.to], connection=connection
    )
    message.extra_headers["Message-ID"] = (
        f"<mail-{mail.pk}@{settings.PUBLIC_URL.split('//')[-1].split(':')[0]}>"
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def _keep_for_later(mail: Mail, error: OSError, now: datetime) -> None:
    attempts = mail.attempts + 1
    again = attempts <= len(RETRIES)
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.QUEUED if again else Mail.State.FAILED,
        due_at=now + RETRIES[attempts - 1] if again else now,
        attempts=attempts,
        error=f"{type(error).__name__}: {error}"[:500],
    )
    logger.warning("mail %s not sent (attempt %s): %s", mail.pk, attempts, type(error).__name__)
