"""What the delivery step offers: each speed with its price, and per parcel how, when and why not otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.utils import timezone

from catalog.models import Item
from orders.delivery.promise import Window, window
from orders.fulfilment.clock import deadline
from orders.models import Contact
from orders.quote import Quote, ShipmentQuote, Wishes, quote_for


@dataclass(frozen=True)
class Leg:
    """A parcel of an offered speed: by when it leaves and when it arrives if it is paid (or approved) now."""

    shipment: ShipmentQuote
    leaves_by: datetime
    arrives: Window


@dataclass(frozen=True)
class Choice:
    """A speed and the quote at it. Not `offered` where no parcel can travel so; `why_not` is the reason."""

    speed: Contact.Speed
    quote: Quote
    legs: list[Leg]

    @property
    def offered(self) -> bool:
        return any(leg.shipment.option.speed == self.speed for leg in self.legs) and not self.quote.problems

    @property
    def why_not(self) -> str:
        return " ".join(
            dict.fromkeys(leg.shipment.offer.note for leg in self.legs if leg.shipment.offer.note)
        )


def choices(items: Sequence[Item], wishes: Wishes, *, at: datetime | None = None) -> list[Choice]:
    """Both speeds for these pieces, all else as wished."""
    at = at or timezone.now()
    quotes = [(speed, quote_for(items, replace(wishes, speed=speed.value), at=at)) for speed in Contact.Speed]
    return [Choice(speed, quote, legs(quote, at)) for speed, quote in quotes]


def legs(quote: Quote, at: datetime) -> list[Leg]:
    """The parcels of a quote with the days they travel on if the clock starts at `at`."""
    return [_leg(shipment, at) for shipment in quote.shipments if not shipment.offer.problem]


def _leg(shipment: ShipmentQuote, at: datetime) -> Leg:
    """A preorder leaves on its announced day, anything else by its ship-by."""
    leaves, offer = deadline(at), shipment.offer
    if shipment.ships_on is not None:
        leaves = max(at, timezone.make_aware(datetime.combine(shipment.ships_on, time(12))))
    return Leg(shipment, leaves, window(leaves, offer.days_min, offer.days_max))


def picked(offers: Sequence[Choice], speed: str) -> Choice:
    """The choice at this speed if it is offered, else the first that is, else the first."""
    offered = [choice for choice in offers if choice.offered] or list(offers[:1])
    return next((choice for choice in offered if choice.speed == speed), offered[0])
