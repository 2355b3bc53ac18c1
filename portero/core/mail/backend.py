"""Django's mail backend: whatever a library sends becomes an outbox row."""

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from portero.core.mail import outbox


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write one row per recipient; the outbox task sends them. Returns how many messages were taken.

        Raises ValueError for one with attachments: a row names papers that the shop
        can fetch again, and nothing is dropped in silence.
        """
        for message in email_messages:
            if message.attachments:
                raise ValueError("The outbox keeps no attachments.")
            kind, about = _subject(message)
            for recipient in message.recipients():
                outbox.write(
                    kind,
                    about=about,
                    to=recipient,
                    subject=str(message.subject),
                    text=str(message.body),
                    html=_html(message),
                    sender=message.from_email,
                )
        return len(email_messages)


def _subject(message: EmailMessage) -> tuple[str, str]:
    """Our own mails carry both as headers; a library's mail is a subject of its own."""
    headers = message.extra_headers
    return headers.get("X-Portero-Kind", "library"), headers.get("X-Portero-About", uuid.uuid4().hex)


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
