"""How a mail leaves the house: SMTP in production, files under var/mails in development."""

import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portero.core.mail.models import Mail

TIMEOUT_SECONDS = 20
SMTP_OPTIONS = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_tls": "EMAIL_USE_TLS",
    "use_ssl": "EMAIL_USE_SSL",
}


def deliver(mail: Mail) -> None:
    """Hand one mail to the transport of `MAIL_TRANSPORT_URL`.

    Raises whatever the transport raises (OSError and its children, BadHeaderError); then it did not leave.
    """
    sender = mail.sender or settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        sender,
        [mail.to],
        connection=_connection(),
        reply_to=[settings.CARE_EMAIL],  # every mail says that an answer reaches client care
    )
    message.extra_headers["Message-ID"] = message_id(mail)
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        # RFC 8058: the reader's mail program offers the way out itself, by one POST.
        message.extra_headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def message_id(mail: Mail) -> str:
    """The same for every attempt, so that a mail that left twice can be known as one."""
    return f"<mail-{mail.pk}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def refused_for_good(error: Exception) -> bool:
    """Whether another attempt is pointless: a header that can't be, or a permanent (5xx) answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, BadHeaderError)


def _connection() -> BaseEmailBackend:
    configured: dict[str, Any] = settings.MAIL_TRANSPORT
    backend: str = configured["EMAIL_BACKEND"]
    options: dict[str, Any] = {}
    if backend.endswith("smtp.EmailBackend"):
        options = {name: configured.get(key) for name, key in SMTP_OPTIONS.items()}
        options["timeout"] = TIMEOUT_SECONDS
    elif backend.endswith("filebased.EmailBackend"):
        options["file_path"] = configured["EMAIL_FILE_PATH"]
    connection: BaseEmailBackend = get_connection(backend, **options)
    return connection
