"""The record of a received piece: a new draft with its own number, or the one that we have kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import slugify

from catalog import listing, stock
from catalog.models import Inclusion, Item, ListingState
from catalog.searching.texts import vector_of
from consignment.models import Consignment

if TYPE_CHECKING:
    from consignment.logistics.receiving import Intake

SOURCE = "consignment"


def made(consignment: Consignment, intake: "Intake", number: str, now: datetime) -> Item:
    """A draft under this item number, with what the desk saw; what came with it is on its list of inclusions."""
    item = Item(
        number=number,
        designer=intake.designer,
        style=intake.style,
        category=intake.category,
        title=intake.title,
        slug=slugify(f"{intake.designer.name} {intake.title}")[:220],
        source=SOURCE,
        source_reference=consignment.agreement.number,
        created_at=now,
    )
    stock.make_products([item])
    item.words = vector_of(item)
    item.save()
    item.refresh_from_db(fields=["words"])
    Inclusion.objects.bulk_create(
        Inclusion(item=item, position=position, name=name, present=present)
        for position, (name, present) in enumerate(intake.lines)
    )
    return item


def taken_in_again(item: Item) -> Item:
    """A piece that we know: its number, photographs and history stay; it is a draft again, and in stock.

    Raises ListingRefused while an order that hasn't left has it.
    """
    stock.take_in_again(item)
    if item.state != ListingState.DRAFT:
        listing.back_to_draft(item, reason="It is with us again.")
    return item
