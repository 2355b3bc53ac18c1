"""Where the buyer of an order is reached: a mistyped e-mail is corrected by staff, and mails go there from then on."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from orders import lifecycle
from orders.locks import lock_order
from orders.models import Contact
from orders.order.models import Order
from portero.core import audit
from portero.core.mail.models import Mail

# What a mail about an order, or about one of its parcels, is about: `order:R-40172864:refund-7`.
ABOUT = re.compile(r"(?:order|shipment):(R-\d+)")


class CorrectionRefused(Exception):
    """The address stays; the message says why, to staff."""


@transaction.atomic
def correct_email(order_pk: int, email: str, *, actor: Any, reason: str) -> Order:
    """The buyer of this order is reached at another address from now on; returns the fresh order.

    Her link opens the order from any mailbox: the reason says how we know that it is she. Raises CorrectionRefused
    for an address that is none or the one that it has, and without a reason.
    """
    email, reason = email.strip(), reason.strip()
    if not reason:
        raise CorrectionRefused("How do we know that it is she?")
    try:
        validate_email(email)
    except ValidationError:
        raise CorrectionRefused("That is no e-mail address.") from None
    order = lock_order(order_pk)
    before = order.contact.email
    if email.lower() == before.lower():
        raise CorrectionRefused("That is the address it has.")
    Contact.objects.filter(order=order).update(email=email)
    order.contact.email = email
    told = {"before": before, "after": email}
    lifecycle.append(order, "email_corrected", public=False, actor=actor, reason=reason[:300], **told)
    audit.record("orders.email_corrected", order, actor=actor, reason=reason, **told)
    return order


def addressee(mail: Mail) -> str:
    """The address of the buyer of the order that the mail is about; that of the mail if it isn't hers or about none."""
    found = ABOUT.match(mail.about)
    events = Order.objects.filter(number=found[1]) if found else Order.objects.none()
    order = events.select_related("contact").first()
    if order is None or not _was_hers(order, mail.to):
        return mail.to
    return order.contact.email


def _was_hers(order: Order, address: str) -> bool:
    """Staff get mails about an order too: only what went to her is sent after her."""
    before = order.events.filter(kind="email_corrected").values_list("data__before", flat=True)
    return address.lower() in {one.lower() for one in before}
