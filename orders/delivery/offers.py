"""Which option takes a parcel from where it lies to where it goes, for how much, and why another doesn't."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orders.addressing.lines import is_po_box
from orders.delivery.models import Zone
from orders.delivery.tables import Tables
from orders.models import Contact, DeliveryOption
from orders.tax.places import Destination

HOME = "US"
NOWHERE = "We don’t deliver to this destination yet."


@dataclass(frozen=True)
class Parcel:
    """What is sent: from which country, where to, worth how much (USD), on which day."""

    origin: str
    to: Destination
    value: Decimal
    on: date


@dataclass(frozen=True)
class Offer:
    """How a parcel travels. `note` says why not as wished, `problem` why it can't go there at all.

    Sums are USD before tax; `carrier_cost` is None where staff didn't say (then it is the charge). With a
    problem `option` is the one that refuses and the charge is zero: nothing can be ordered then.
    """

    option: DeliveryOption
    charge: Decimal = Decimal("0.00")
    carrier_cost: Decimal | None = None
    days_min: int = 0
    days_max: int = 0
    note: str = ""
    problem: str = ""


def lane_between(origin: str, destination: str) -> DeliveryOption.Lane:
    """Within the United States by USPS, anything else by DHL (domain.md, Delivery)."""
    within = origin == destination == HOME
    return DeliveryOption.Lane.DOMESTIC if within else DeliveryOption.Lane.INTERNATIONAL


def offer(tables: Tables, parcel: Parcel, speed: str) -> Offer:
    """How this parcel travels at this speed; at the other one where the carrier doesn't offer it there.

    Raises KeyError for a lane without options: the tables must name both speeds of each lane.
    """
    lane = lane_between(parcel.origin, parcel.to.country)
    zone = tables.zone_of(parcel.to.country, parcel.to.state)
    wished = tables.options[speed, lane]
    if lane == DeliveryOption.Lane.INTERNATIONAL and is_po_box(parcel.to.line1):
        return Offer(wished, problem=f"{wished.carrier} doesn’t deliver to PO boxes.")
    if zone is None:
        return Offer(wished, problem=NOWHERE)
    if found := _priced(tables, wished, zone, parcel):
        return found
    other = tables.options[_other(speed), lane]
    if instead := _priced(tables, other, zone, parcel, note=_not_so(wished, zone)):
        return instead
    return Offer(wished, problem=f"{wished.carrier} doesn’t deliver to {zone.in_words}.")


def _priced(
    tables: Tables, option: DeliveryOption, zone: Zone, parcel: Parcel, *, note: str = ""
) -> Offer | None:
    row = tables.charge(option, zone, parcel.value, parcel.on)
    if row is None:
        return None
    days = (option.days_min, option.days_max)
    if row.days_min is not None and row.days_max is not None:
        days = (row.days_min, row.days_max)
    return Offer(option, row.charge, row.carrier_cost, *days, note=note)


def _other(speed: str) -> str:
    expedited = speed == Contact.Speed.EXPEDITED
    return (Contact.Speed.STANDARD if expedited else Contact.Speed.EXPEDITED).value


def _not_so(wished: DeliveryOption, zone: Zone) -> str:
    """`USPS doesn’t offer expedited delivery to military addresses.`"""
    how = Contact.Speed(wished.speed).label.lower()
    return f"{wished.carrier} doesn’t offer {how} delivery to {zone.in_words}."
