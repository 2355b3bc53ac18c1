"""Stripe's balance transactions as movements of money. A pure function from Stripe's JSON.

They are dated when Stripe booked them: a charge that staff captured days after the authorisation stands at the day
of the capture, which its own `created` doesn't tell.
"""

from orders.payments.gateway import CAPTURE, REFUND, Movement
from orders.payments.providers.stripe.fields import (
    Json,
    currency,
    identifier,
    member,
    moment,
    money,
    text,
    told,
    unreadable,
)

# "payment" is what Stripe calls the charge of anything but a card.
KINDS = {"charge": CAPTURE, "payment": CAPTURE, "refund": REFUND, "payment_refund": REFUND}
GAVE_UP = {"failed", "canceled"}


def movement(booking: Json) -> Movement | None:
    """The capture or refund of a balance transaction with its `source` expanded; None for fees, payouts, disputes.

    A refund that failed afterwards is left out: Stripe books it back, and so no money went to her.
    """
    kind = KINDS.get(text(booking, "type"))
    source, reference = member(booking, "source"), identifier(booking.get("source"))
    if kind is None or (kind == REFUND and text(source, "status") in GAVE_UP):
        return None
    at = moment(booking.get("created"))
    if at is None:
        raise unreadable("created")
    return Movement(
        kind,
        reference=reference,
        payment_reference=identifier(source.get("payment_intent"))
        or identifier(source.get("charge"))
        or reference,
        amount=abs(money(booking, "amount")),
        currency=currency(booking),
        at=at,
        note="-".join(told(source).values()),
    )
