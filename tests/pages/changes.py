"""What may happen to a piece, to one like it or to all of them, and what its page says from then on."""

from collections.abc import Callable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from catalog import holds
from catalog.models import (
    Colour,
    ConditionReport,
    Defect,
    Hold,
    Inclusion,
    Item,
    ListingState,
    Measurement,
    Photo,
    ZoneGrade,
)
from catalog.pricing import set_price
from orders.delivery.models import DeliveryCharge
from portero.core.figures import FigureValue


@transaction.atomic
def on_hold(item: Item) -> None:
    """She is paying for it."""
    holds.place([item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=holds.checkout_time())


def sold(item: Item) -> None:
    """The commit that ends its time in the window."""
    Item.objects.filter(pk=item.pk).update(state=ListingState.SOLD, sold_at=timezone.now())


def with_a_photograph(item: Item) -> None:
    """Its first."""
    Photo.objects.create(
        item=item,
        position=1,
        view="front",
        file="items/z.webp",
        alt="Seen from the front",
        width=8,
        height=10,
    )


def dearer_delivery() -> None:
    """Seven dollars more on every charge."""
    for charge in DeliveryCharge.objects.all():
        charge.charge += 7
        charge.save()


CHANGES: dict[str, tuple[Callable[[Item, Item], object], str]] = {
    "a price": (lambda item, like: set_price(item, Decimal(11900), kind="step"), "$11,900"),
    "a hold": (lambda item, like: on_hold(item), "It is on hold for someone else until"),
    "a sale": (lambda item, like: sold(item), "Sold on"),
    "an edited description": (
        lambda item, like: Item.objects.filter(pk=item.pk).update(description="Looked at again."),
        "Looked at again.",
    ),
    "a new photograph": (lambda item, like: with_a_photograph(item), "Seen from the front"),
    "a defect": (
        lambda item, like: Defect.objects.create(
            item=item, position=1, kind="Rubbing", place="base", severity="light"
        ),
        "Rubbing, base",
    ),
    "a report": (
        lambda item, like: ConditionReport.objects.create(item=item, summary="In daylight."),
        "In daylight.",
    ),
    "a zone": (
        lambda item, like: ZoneGrade.objects.create(
            item=item, zone="corners", grade="good", note="As found."
        ),
        "<dt>Corners and edges</dt><dd>Good",
    ),
    "an inclusion": (lambda item, like: Inclusion.objects.create(item=item, name="Raincoat"), "Raincoat"),
    "a measurement": (
        lambda item, like: Measurement.objects.create(
            item=item, key="base", label="Base", value=31, unit="cm"
        ),
        "31 cm",
    ),
    "a similar piece on hold": (lambda item, like: on_hold(like), '<p class="card-flag">On hold</p>'),
    "a similar piece sold": (lambda item, like: sold(like), "Only one comparable piece was sold or listed"),
    "a similar piece's new price": (lambda item, like: set_price(like, Decimal(9100), kind="step"), "$9,100"),
    "a word of the vocabulary": (lambda item, like: Colour.objects.update(name="Sand"), "<dd>Sand</dd>"),
    "a figure that staff set": (
        lambda item, like: FigureValue.objects.create(name="return_days", value=12, reason="Longer."),
        "Ask within 12 days",
    ),
    "a charge for delivery": (lambda item, like: dearer_delivery(), '"shippingRate"'),
}
