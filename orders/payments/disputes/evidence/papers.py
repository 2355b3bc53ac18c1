"""What the buyer was told: the mails she got, as text."""

from typing import Any

from orders.order.models import Order
from orders.queries import mails_about
from portero.core.mail.composing import compose


def mails(order: Order) -> list[dict[str, Any]]:
    """The mails to the buyer of this order, as text; reminders to staff are none of them."""
    found = list(mails_about(order).filter(to__iexact=order.contact.email))
    for mail in found:
        compose(mail)
    return [
        {
            "file": f"mails/{n:02d}-{mail.kind}.txt",
            "to": mail.to,
            "subject": mail.subject,
            "sent_at": mail.sent_at,
            "state": mail.get_state_display(),
            "text": mail.text,
        }
        for n, mail in enumerate(found, start=1)
    ]
