"""Short questions to the charge tables, with what they answer."""

from datetime import date
from decimal import Decimal

from orders.delivery import tables
from orders.delivery.offers import Offer, Parcel, offer
from orders.tax.places import Destination

TODAY = date(2026, 11, 21)


def offered(
    place: str, value: str = "12500.00", speed: str = "standard", *, origin: str = "US", on: date = TODAY
) -> Offer:
    """How a parcel travels to `JP` or `US-AK`."""
    country, _, state = place.partition("-")
    parcel = Parcel(origin, Destination(country=country, state=state), Decimal(value), on)
    return offer(tables.current(), parcel, speed)


def charge(place: str, value: str = "12500.00", speed: str = "standard", **facts: object) -> str:
    """The charge, or the sentence why it isn't offered so."""
    found = offered(place, value, speed, **facts)  # type: ignore[arg-type]
    return found.problem or found.note or str(found.charge)
