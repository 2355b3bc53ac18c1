"""The mails of the ship-by clock, as the bench and the manager get them."""

from orders.sample_order import order, piece, shipment
from portero.core.mail.samples import NOW, Context, declare
from portero.core.words import moment

TOPIC = "To the staff"


def clock(**facts: int | bool) -> Context:
    """A parcel whose time runs out."""
    parcel = shipment()
    promised = moment(parcel.ship_by or NOW)
    return {"shipment": parcel, "order": order(), "pieces": [piece()], "ship_by": promised, **facts}


declare(
    "ship_by_reminder",
    topic=TOPIC,
    to="fulfilment; the second time administrators too",
    when="24 and 36 of the 48 hours to ship are over.",
    samples={
        "first": lambda: clock(hours_left=24, second=False),
        "second": lambda: clock(hours_left=12, second=True),
    },
)
declare("ship_by_missed", topic=TOPIC, to="administrators", when="The 48 hours are over.", samples=clock)
