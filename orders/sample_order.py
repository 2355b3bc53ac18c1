"""One order as the samples of our mails tell it: never saved, the same on every day and in every shop."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from oscar.core.loading import get_model

from orders import mails
from orders.fulfilment.models import Shipment, ShipmentState
from orders.mail_facts import Piece, Row
from orders.models import Contact
from orders.order.models import Order
from orders.payments.words import BANKS_WAIT
from portero.core.mail.samples import NOW
from portero.core.money import bare
from portero.core.templatetags.shop import absolute

ShippingAddress = get_model("order", "ShippingAddress")
Country = get_model("address", "Country")

BUYER = "the buyer"
NUMBER = "R-40172864"
TOTAL = Decimal("13649.38")
PRICE = Decimal("12500.00")
# Name, rate and amount of each tax on it.
TAX = [
    ("New York State", "4%", Decimal("500.00")),
    ("New York City", "4.5%", Decimal("562.50")),
    ("Metropolitan commuter district", "0.375%", Decimal("46.88")),
]
# What a mail says of a refund of all that was paid by card.
REFUND = {
    "refunded": "$13,649.38",
    "form": "your Visa ending 4417",
    "how_long": BANKS_WAIT,
    "voided": False,
    "whole": True,
    "by_wire": False,
}


def order(**contact: Any) -> Order:
    """Clara's order of one piece, delivered in New York; `contact` changes what she chose (`gift=True`)."""
    home = Country(iso_3166_1_a2="US", printable_name="United States")
    address = ShippingAddress(first_name="Clara", last_name="Whitfield", country=home, postcode="10021")
    address.line1, address.line2, address.line4, address.state = (
        "740 Park Avenue",
        "Apt 11B",
        "New York",
        "NY",
    )
    told = Order(number=NUMBER, total_incl_tax=TOTAL, shipping_address=address, date_placed=NOW)
    Contact(order=told, email="clara@example.com", speed=Contact.Speed.STANDARD, **contact)
    return told


def shipment(state: ShipmentState = ShipmentState.TO_PACK) -> Shipment:
    """Its parcel, from New York with USPS."""
    return Shipment(
        order=order(),
        number=f"{NUMBER}-1",
        state=state,
        origin="US",
        origin_city="New York",
        carrier="USPS",
        service="Priority Mail",
        days_min=3,
        days_max=5,
        signature=True,
        tracking_number="9405511899560012345678",
        confirmed_at=NOW,
        ship_by=NOW + timedelta(hours=48),
    )


def piece() -> Piece:
    """Its piece, as a mail shows it."""
    return Piece(
        "Hermès Birkin 30 in Gold Togo",
        "Excellent. P-4820173. From New York",
        absolute(static("mail/sample-piece.jpg")),
    )


def bill() -> list[Row]:
    """Its bill; the rows add up to TOTAL."""
    taxes = [Row(f"{name}, {percent}", bare(amount), part=True) for name, percent, amount in TAX]
    return [
        Row("Hermès Birkin 30", "$12,500.00"),
        Row("Delivery from New York, USPS", "$40.00"),
        Row("Sales tax", "$1,109.38"),
        *taxes,
    ]


def page(*more: str) -> str:
    """The address of its page, or of one below it; a sample's link opens nothing."""
    return "/".join([settings.PUBLIC_URL, "orders", f"{NUMBER}~sample", *more, ""])


def context(told: Order | None = None, /, **facts: Any) -> Mapping[str, Any]:
    """What every mail about the order may say, by the function that real mails use, and these facts."""
    of = told or order()
    return mails.order_context(of, **{"pieces": [piece()], "link": page(), **facts})
