"""How a mail leaves the house: SMTP in production, files under var/mails in development."""

import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from portero.core.mail.enclosing import Enclosure, TooLarge
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


class Unaddressable(Exception):
    """The address can't be written into an envelope."""


class NotTaken(Exception):
    """The transport had nothing to say against the mail and yet didn't take it."""


def deliver(mail: Mail, enclosed: Sequence[Enclosure] = (), *, taken: Callable[[], None]) -> None:
    """Hand one mail, with what is enclosed, to the transport of `MAIL_TRANSPORT_URL`.

    `taken` is called between its answer and our goodbye: whatever goes wrong with the goodbye, the mail has left.
    Raises Unaddressable, NotTaken and whatever the transport raises (OSError and its children, BadHeaderError);
    then it did not leave. What `taken` raises goes through.
    """
    message = _message(mail)
    for paper in enclosed:
        message.attach(*paper)
    connection = message.connection = _connection()
    connection.open()
    try:
        if message.send() != 1:
            raise NotTaken("The transport took nothing.")
        taken()
    finally:
        with suppress(OSError):
            connection.close()


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        mail.sender or settings.DEFAULT_FROM_EMAIL,
        [_addressed(mail.to)],
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
    return message


def _addressed(to: str) -> str:
    """One address whose mailbox is ASCII; Django would write any other as an encoded word: somebody else's mailbox."""
    try:
        to.rpartition("@")[0].encode("ascii")
        address = sanitize_address(to, "utf-8")
    except ValueError as error:  # also what can't be encoded
        raise Unaddressable(str(error)) from error
    if not all(address.rpartition("@")):
        raise Unaddressable(f"Invalid address {to!r}")
    return to


def message_id(mail: Mail) -> str:
    """The same for every attempt, so that a mail that left twice can be known as one."""
    return f"<mail-{mail.pk}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def refused_for_good(error: Exception) -> bool:
    """Whether another attempt is pointless: a header or address that can't be, more enclosed than gets through, or
    a permanent (5xx) answer to this recipient or this text. A 5xx to our name, password or sender is our own
    mistake: the mail waits for its mending.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, BadHeaderError | Unaddressable | TooLarge)


def out_of_reach(error: Exception) -> bool:
    """Whether the next mail will fare as badly: nobody answered, or not to anything that this mail says."""
    about_the_mail = smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError
    return isinstance(error, OSError) and not isinstance(error, about_the_mail)


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
