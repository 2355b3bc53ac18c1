"""The mails about an order, its parcels and its address, as their readers get them."""

from datetime import timedelta
from typing import Any

from orders.breakdown import Row as TaxRow
from orders.breakdown import Taxed
from orders.fulfilment.models import Astray, ShipmentState
from orders.mails import departure_of
from orders.sample_order import BUYER, PRICE, REFUND, TAX, bill, context, order, page, shipment
from portero.core.mail.samples import NOW, Context, declare
from portero.core.words import day, moment

TOPIC = "Orders and parcels"
TRACKING = "https://tools.usps.com/go/TrackConfirmAction?tLabels=9405511899560012345678"
LATER = NOW + timedelta(hours=48)
RETURNED = "credit from return RT-48213057 of order R-20931755 and "
CANCELLED = {"reason": "You cancelled it.", "authorised": False, "wired": False}
MOVE = {
    "before": "Clara Whitfield, 740 Park Avenue, Apt 11B, New York, NY 10021",
    "after": "Clara Whitfield, 1201 North Market Street, Wilmington, DE 19801",
}


def confirmed(*, from_abroad: bool = False, exchanged: bool = False, **contact: Any) -> Context:
    """What was paid and by when it leaves, for the order as she chose it."""
    rows = [TaxRow(name, "", percent, PRICE, amount, "", "") for name, percent, amount in TAX]
    return context(
        order(**contact),
        bill=bill(),
        paid_by=f"Paid by {RETURNED if exchanged else ''}Visa ending 4417",
        exchanged=exchanged,
        invoice_link=page("papers", "invoice"),
        taxed=[Taxed("Hermès Birkin 30", rows)],
        tax_note="",
        departures=[departure_of(shipment())],
        signature=True,
        from_abroad=from_abroad,
        return_days=10,
        restocking_fee="$15",
    )


def parcel(state: ShipmentState = ShipmentState.TO_PACK, **facts: Any) -> Context:
    """A mail about the parcel."""
    return context(shipment=shipment(state), ship_by=moment(LATER), **facts)


def sent(*, late: bool = False, more_follows: bool = False, again: bool = False) -> Context:
    """The parcel has left: in time and alone, or not; once more, after it came back."""
    facts = {"late": late, "more_follows": more_follows, "again": again}
    return parcel(ShipmentState.SHIPPED, tracking_link=TRACKING, **facts)


def refunded_parcel(**facts: Any) -> Context:
    """A parcel that came back undelivered, and what becomes of her money."""
    return parcel(
        ShipmentState.CANCELLED, **{"reason": "You asked for your money.", "sees_to": False} | facts
    )


def delivered(*, over: bool = False, given_up: bool = False) -> Context:
    """The parcel has arrived, in time to send it back or not."""
    arrived = NOW + timedelta(days=4)
    back = "" if over or given_up else day(NOW + timedelta(days=11))
    facts = {"delivered": moment(arrived), "return_until": back, "given_up": given_up}
    return parcel(ShipmentState.DELIVERED, condition_until=day(arrived + timedelta(days=30)), **facts)


def astray(kind: Astray.Kind) -> Context:
    """What the carrier says of the parcel."""
    return context(shipment=shipment(ShipmentState.SHIPPED), how=kind, tracking_link=TRACKING)


declare(
    "order_received",
    topic=TOPIC,
    to=BUYER,
    when="The order is placed; nothing is paid yet.",
    samples=lambda: context(pay_link=page("pay"), bill=bill(), hold_ends=moment(NOW + timedelta(minutes=15))),
)
declare(
    "order_verifying",
    topic=TOPIC,
    to=BUYER,
    when="Her payment is authorised, or her wire is here, and staff look before it counts.",
    samples={"authorised": lambda: context(wired=False), "by wire": lambda: context(wired=True)},
)
declare(
    "payment_confirmed",
    topic=TOPIC,
    to=BUYER,
    when="Her payment is captured, or her wire is here in full.",
    samples={
        "": confirmed,
        "as a gift": lambda: confirmed(gift=True, gift_note="With love, C."),
        "abroad": lambda: confirmed(from_abroad=True),
        "as an exchange": lambda: confirmed(exchanged=True),
    },
)
declare(
    "order_cancelled",
    topic=TOPIC,
    to=BUYER,
    when="The order is cancelled: by her, by us with a reason, or because nobody paid in time.",
    samples={
        "before the charge": lambda: context(**CANCELLED | {"authorised": True}),
        "after the charge": lambda: context(**CANCELLED, **REFUND),
        "by wire": lambda: context(**CANCELLED | {"wired": True}),
        "unpaid": lambda: context(**CANCELLED | {"reason": "It was not paid in time. Nothing was charged."}),
    },
)
declare(
    "order_link",
    topic=TOPIC,
    to=BUYER,
    when="Somebody who knows number and address asks for the link; once in 15 minutes.",
    samples=lambda: context(placed=day(NOW)),
)
declare(
    "papers_again",
    topic=TOPIC,
    to=BUYER,
    when="She asks on her order’s page to have its invoice mailed again; once in 15 minutes.",
    samples={
        "": lambda: context(credit_note=False),
        "with a credit note": lambda: context(credit_note=True),
    },
)
declare(
    "shipment_sent",
    topic=TOPIC,
    to=BUYER,
    when="A parcel is with the carrier.",
    samples={
        "": sent,
        "late": lambda: sent(late=True),
        "the first of two": lambda: sent(more_follows=True),
        "once more": lambda: sent(again=True),
    },
)
declare(
    "shipment_delivered",
    topic=TOPIC,
    to=BUYER,
    when="The carrier has delivered a parcel.",
    samples={
        "": delivered,
        "the window is over": lambda: delivered(over=True),
        "given up before": lambda: delivered(given_up=True),
    },
)
declare(
    "shipment_late",
    topic=TOPIC,
    to=BUYER,
    when="48 hours are over and the parcel has not left.",
    samples={
        "to pack": lambda: parcel(packed=False),
        "packed": lambda: parcel(ShipmentState.PACKED, packed=True),
    },
)
declare(
    "parcel_astray",
    topic=TOPIC,
    to=BUYER,
    when="The carrier says that the parcel is stuck, comes back or is in error, or says nothing for days.",
    samples={
        "silent": lambda: astray(Astray.Kind.SILENT),
        "returning": lambda: astray(Astray.Kind.RETURNING),
        "failed": lambda: astray(Astray.Kind.FAILED),
        "error": lambda: astray(Astray.Kind.ERROR),
    },
)
declare(
    "parcel_lost",
    topic=TOPIC,
    to=BUYER,
    when="We give the parcel up as lost.",
    samples={
        "with the refund": lambda: parcel(ShipmentState.SHIPPED, **REFUND),
        "accounting sees to it": lambda: parcel(ShipmentState.SHIPPED),
    },
)
declare(
    "parcel_back",
    topic=TOPIC,
    to=BUYER,
    when="A parcel came back to us undelivered.",
    samples=lambda: context(shipment=shipment(ShipmentState.BACK)),
)
declare(
    "parcel_refunded",
    topic=TOPIC,
    to=BUYER,
    when="A parcel that came back to us undelivered is refunded instead of being sent again.",
    samples={
        "with the refund": lambda: refunded_parcel(**REFUND),
        "a second person approves it": lambda: refunded_parcel(sees_to=True),
        "refunded before": refunded_parcel,
    },
)
declare(
    "parcel_cancelled",
    topic=TOPIC,
    to=BUYER,
    when="One parcel of several is cancelled: by her, or by us with a reason.",
    samples={
        "with the refund": lambda: parcel(ShipmentState.TO_PACK, reason="You cancelled it.", **REFUND),
        "refunded before": lambda: parcel(reason="You cancelled it."),
    },
)
declare(
    "preorder_moved",
    topic=TOPIC,
    to=BUYER,
    when="The announced day of her preorder is another.",
    samples=lambda: context(
        name="Hermès Birkin 30 in Gold Togo",
        before=day(NOW + timedelta(days=3)),
        ships_on=day(NOW + timedelta(days=13)),
        reason="Its seller ships a week later than agreed.",
    ),
)
declare(
    "preorder_arrived",
    topic=TOPIC,
    to=BUYER,
    when="What she preordered is in hand, and its clock runs.",
    samples=parcel,
)
declare(
    "address_asked",
    topic=TOPIC,
    to=BUYER,
    when="She asks for another delivery address.",
    samples=lambda: context(**MOVE),
)
declare(
    "address_changed",
    topic=TOPIC,
    to=BUYER,
    when="The new address is approved.",
    samples={
        "": lambda: context(charged=True, **MOVE),
        "less tax": lambda: context(
            charged=True, **MOVE, **REFUND | {"refunded": "$1,109.38", "whole": False}
        ),
        "not charged yet": lambda: context(charged=False, **MOVE),
    },
)
declare(
    "address_stays",
    topic=TOPIC,
    to=BUYER,
    when="The new address is declined, or she keeps the first one.",
    samples={
        "declined": lambda: context(hers=False, may_cancel=True, **MOVE),
        "hers": lambda: context(hers=True, may_cancel=True, **MOVE),
    },
)
