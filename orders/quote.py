"""The full price of a bag: pieces, delivery per shipment, tax by jurisdiction, before anything is ordered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalog.models import Item
from orders.delivery import tables
from orders.delivery.offers import HOME, Offer, Parcel, offer
from orders.models import Contact, DeliveryOption
from orders.routes import gate
from orders.routes.decision import Verdict
from orders.routes.models import RouteRule
from orders.tax.border import items as border_items
from orders.tax.border.values import LandedCost
from orders.tax.calculator import Sale, TaxableLine, TaxQuote, calculator
from orders.tax.days import tax_day
from orders.tax.destination import is_elsewhere
from orders.tax.exemptions import certificates
from orders.tax.levies import WORN
from orders.tax.models import ResaleCertificate
from orders.tax.places import Destination
from portero.core.figures import Figures, figures_in_force

ZERO = Decimal("0.00")
NO_CARRIER = "no carrier"


@dataclass(frozen=True)
class Wishes:
    """What a buyer chose beside the pieces: where they go and how.

    A destination in the United States without a state is one that isn't known yet. The note is for the
    recipient's eyes: it stays out of logs. `resale` is the resale certificate she buys under, by its key.
    `kept` is what of her address she insists on (orders.addressing).
    """

    to: Destination = field(default_factory=Destination)
    speed: str = Contact.Speed.STANDARD.value
    billing_differs: bool = False
    signature: bool = False
    gift: bool = False
    gift_note: str = field(default="", repr=False)
    resale: int | None = None
    kept: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class ShipmentQuote:
    """The pieces that leave from one place together, how they travel and what that costs (USD before tax)."""

    origin: str
    origin_city: str
    items: tuple[Item, ...]
    offer: Offer

    @property
    def ships_on(self) -> date | None:
        """The announced day of pieces that aren't in hand yet."""
        return self.items[0].ships_on

    @property
    def option(self) -> DeliveryOption:
        return self.offer.option

    @property
    def charge(self) -> Decimal:
        return self.offer.charge

    @property
    def insured_for(self) -> Decimal:
        """The sale price (domain.md, Delivery)."""
        return sum((price_of(item) for item in self.items), ZERO)


@dataclass(frozen=True)
class Quote:
    """What the buyer pays, in USD; every sum is of the parts shown.

    `on` is the day whose rates applied where it goes. `combined` says that the bill states delivery and handling
    in one line. `routes` are the pieces that may not go there: with one of them nothing can be ordered.
    `abroad`: she is in another country.
    """

    items: tuple[Item, ...]
    shipments: tuple[ShipmentQuote, ...]
    tax: TaxQuote
    tax_known: bool
    verification: tuple[str, ...]
    on: date
    gift_wrap: Decimal = ZERO
    handling: Decimal = ZERO
    combined: bool = False
    signature: bool = False
    border: LandedCost = field(default_factory=LandedCost)
    certificate: ResaleCertificate | None = None
    routes: tuple[Verdict, ...] = ()
    abroad: bool = False

    @property
    def items_total(self) -> Decimal:
        return sum((price_of(item) for item in self.items), ZERO)

    @property
    def delivery_total(self) -> Decimal:
        return sum((shipment.charge for shipment in self.shipments), ZERO)

    @property
    def net_total(self) -> Decimal:
        """Everything before tax: pieces, delivery, handling, gift wrap."""
        return self.items_total + self.delivery_total + self.handling + self.gift_wrap

    @property
    def tax_total(self) -> Decimal:
        return self.tax.total

    @property
    def total(self) -> Decimal:
        return self.net_total + self.tax_total + self.border.total

    @property
    def problems(self) -> list[ShipmentQuote]:
        """The shipments that can't go where she wants them; with one of them nothing can be ordered."""
        return [shipment for shipment in self.shipments if shipment.offer.problem]

    @property
    def stopped(self) -> tuple[Verdict, ...]:
        """Every piece that can't go there, with why: its route is closed, or no carrier takes it."""
        named = {verdict.number for verdict in self.routes}
        return (
            *self.routes,
            *(
                Verdict(item.number, RouteRule.Verdict.BLOCKED.value, shipment.offer.problem, rule=NO_CARRIER)
                for shipment in self.problems
                for item in shipment.items
                if item.number not in named
            ),
        )


def price_of(item: Item) -> Decimal:
    """The price of a piece that is for sale, in USD. Raises ValueError for one without a price."""
    if item.price is None:
        raise ValueError(f"{item.number} has no price.")
    return item.price


def quote_for(items: Sequence[Item], wishes: Wishes, *, at: datetime | None = None) -> Quote:
    """The full price of these pieces delivered as wished; no tax while the address isn't known."""
    at, figures = at or timezone.now(), figures_in_force()
    shipments = tuple(_shipments(items, wishes, timezone.localdate(at)))
    on = tax_day(at, wishes.to)
    certificate = certificates.named(wishes.resale, wishes.to.state, on)
    sale = _sale(items, shipments, wishes, on, figures)
    if certificate:
        sale = replace(sale, exemption=certificate.number)
    known = wishes.to.country != HOME or bool(wishes.to.state)
    asks_from = figures["signature_from"]
    parcels = [(shipment.origin, shipment.items, shipment.charge) for shipment in shipments]
    border = border_items.of_parcels(parcels, wishes.to, sale.on)
    quote = Quote(
        items=tuple(items),
        shipments=shipments,
        tax=calculator().quote(sale) if known else TaxQuote(),
        tax_known=known,
        abroad=wishes.to.country != HOME,
        verification=tuple(_verification(shipments, wishes)),
        on=sale.on,
        gift_wrap=sale.gift_wrap,
        handling=sale.handling,
        combined=sale.combined,
        certificate=certificate,
        border=border,
        routes=gate.of_bag(items, wishes.to, sale.on, figures_known=border.known),
    )
    return replace(quote, signature=wishes.signature or quote.items_total >= asks_from)


def _sale(
    items: Sequence[Item], shipments: Sequence[ShipmentQuote], wishes: Wishes, on: date, figures: Figures
) -> Sale:
    """The same sale as the tax tables are asked about it."""
    handling = Decimal(figures["handling_charge"])
    return Sale(
        lines=[line_of(item) for item in items],
        shipping=sum((s.charge for s in shipments), ZERO),
        to=wishes.to,
        on=on,
        handling=handling,
        gift_wrap=Decimal(figures["gift_wrap_charge"]) if wishes.gift else ZERO,
        combined=settings.DELIVERY_AND_HANDLING_IN_ONE_LINE and handling > 0,
        carrier_cost=carrier_cost_of(shipments),
        pickup_offered=settings.PICKUP_OFFERED,
    )


def line_of(item: Item) -> TaxableLine:
    """The piece as the tax tables see it; its material is asked for only where fur makes a difference."""
    category = item.category.tax_category
    material = item.material.name if category in WORN and item.material else ""
    return TaxableLine(item.number, category, price_of(item), material=material)


def carrier_cost_of(shipments: Sequence[ShipmentQuote]) -> Decimal | None:
    """What the carriers are paid, as far as it explains the charges; None where staff gave no cost at all.

    What is lost on one parcel doesn't make the gain on another one cost.
    """
    if all(s.offer.carrier_cost is None for s in shipments):
        return None
    costs = (s.charge if s.offer.carrier_cost is None else s.offer.carrier_cost for s in shipments)
    return sum((min(cost, s.charge) for cost, s in zip(costs, shipments, strict=True)), ZERO)


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


def _shipments(items: Sequence[Item], wishes: Wishes, on: date) -> Iterable[ShipmentQuote]:
    known = tables.current()
    # A preorder travels alone: nothing that is in hand waits for it.
    places = dict.fromkeys((item.ships_from, item.ships_from_city, item.ships_on) for item in items)
    for origin, city, day in places:
        place = (origin, city, day)
        together = tuple(i for i in items if (i.ships_from, i.ships_from_city, i.ships_on) == place)
        parcel = Parcel(origin, wishes.to, sum((price_of(i) for i in together), ZERO), on)
        yield ShipmentQuote(origin, city, together, offer(known, parcel, wishes.speed))


def _verification(shipments: Iterable[ShipmentQuote], wishes: Wishes) -> Iterable[str]:
    """Expedited counts where a parcel does travel so, not where it was only wished.

    A parcel goes where its ZIP is and is taxed by its state: staff look before that costs the state its tax.
    """
    if any(s.option.speed == Contact.Speed.EXPEDITED for s in shipments):
        yield "Expedited delivery"
    if wishes.billing_differs:
        yield "The delivery address differs from the billing address"
    if wishes.kept and is_elsewhere(wishes.to):
        yield "The postal code is one of another state"
