"""The full price of a bag: pieces, delivery per shipment, tax by jurisdiction, before anything is ordered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.models import Item
from orders.models import Contact, DeliveryOption
from orders.tax.calculator import Sale, TaxableLine, TaxQuote, calculator
from orders.tax.places import Destination

HOME = "US"


@dataclass(frozen=True)
class Wishes:
    """What a buyer chose beside the pieces: where they go and how.

    A destination in the United States without a state is one that isn't known yet.
    """

    to: Destination = field(default_factory=Destination)
    speed: str = Contact.Speed.STANDARD.value
    billing_differs: bool = False


@dataclass(frozen=True)
class ShipmentQuote:
    """The pieces that leave from one place together, how they travel and what that costs (USD before tax)."""

    origin: str
    origin_city: str
    items: tuple[Item, ...]
    option: DeliveryOption

    @property
    def charge(self) -> Decimal:
        return self.option.charge


@dataclass(frozen=True)
class Quote:
    """What the buyer pays, in USD; every sum is of the parts shown."""

    items: tuple[Item, ...]
    shipments: tuple[ShipmentQuote, ...]
    tax: TaxQuote
    tax_known: bool
    verification: tuple[str, ...]

    @property
    def items_total(self) -> Decimal:
        return sum((price_of(item) for item in self.items), Decimal("0.00"))

    @property
    def delivery_total(self) -> Decimal:
        return sum((shipment.charge for shipment in self.shipments), Decimal("0.00"))

    @property
    def tax_total(self) -> Decimal:
        return self.tax.total

    @property
    def total(self) -> Decimal:
        return self.items_total + self.delivery_total + self.tax_total


def price_of(item: Item) -> Decimal:
    """The price of a piece that is for sale, in USD. Raises ValueError for one without a price."""
    if item.price is None:
        raise ValueError(f"{item.number} has no price.")
    return item.price


def quote_for(items: Sequence[Item], wishes: Wishes, *, at: datetime | None = None) -> Quote:
    """The full price of these pieces delivered as wished; no tax while the address isn't known."""
    at = at or timezone.now()
    to = wishes.to
    shipments = tuple(_shipments(items, to.country, wishes.speed))
    sale = Sale(
        lines=[TaxableLine(item.number, item.category.tax_category, price_of(item)) for item in items],
        shipping=sum((s.charge for s in shipments), Decimal("0.00")),
        to=to,
        on=timezone.localdate(at),
    )
    known = to.country != HOME or bool(to.state)
    return Quote(
        items=tuple(items),
        shipments=shipments,
        tax=calculator().quote(sale) if known else TaxQuote(),
        tax_known=known,
        verification=tuple(_verification(wishes)),
    )


def destination_of(address: Any) -> Destination:
    """Where an order's or a bag's address is, as the tax tables are asked (Oscar's line4 is the city)."""
    return Destination(
        state=address.state,
        country=address.country_id,
        zip=digits_of(address.postcode),
        city=address.line4,
        line1=address.line1,
    )


def digits_of(postcode: str) -> str:
    """`10021-1234` as the tax tables write it: `100211234`."""
    return "".join(filter(str.isdigit, postcode))


def lane_between(origin: str, destination: str) -> DeliveryOption.Lane:
    """Within the United States by USPS, anything else by DHL (domain.md, Delivery)."""
    within = origin == destination == HOME
    return DeliveryOption.Lane.DOMESTIC if within else DeliveryOption.Lane.INTERNATIONAL


def _shipments(items: Sequence[Item], country: str, speed: str) -> Iterable[ShipmentQuote]:
    options = {option.lane: option for option in DeliveryOption.objects.filter(speed=speed)}
    places = dict.fromkeys((item.ships_from, item.ships_from_city) for item in items)
    for origin, city in places:
        together = tuple(i for i in items if (i.ships_from, i.ships_from_city) == (origin, city))
        yield ShipmentQuote(origin, city, together, options[lane_between(origin, country)])


def _verification(wishes: Wishes) -> Iterable[str]:
    if wishes.speed == Contact.Speed.EXPEDITED:
        yield "Expedited delivery"
    if wishes.billing_differs:
        yield "The delivery address differs from the billing address"
