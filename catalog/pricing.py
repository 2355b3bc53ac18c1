"""The only code that changes a price: history first, then the item and Oscar's stock record."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from oscar.core.loading import get_model

from catalog.locks import lock_item
from catalog.models import Item, PriceChange
from catalog.refusals import told_by
from portero.core import audit
from portero.core.money import quantise


class PriceRefused(Exception):
    """The price can't be set; the message says why."""


@transaction.atomic
def set_price(
    item: Item, amount: Decimal, *, kind: str, actor: Any = None, note: str = "", at: datetime | None = None
) -> PriceChange:
    """Set an item's price in USD and append it to the history.

    Raises PriceRefused for a price that isn't positive, for a sold piece, whose price is a reference now, for
    one that a client is paying for (what she pays must stay the price it is sold at), for a consigned one whose
    owner didn't agree to it: the database knows what was agreed and says so (docs/consigning.md), and for one on the
    shelf that more people have to judge before it is offered at that price (docs/authenticity.md).
    """
    amount, at = quantise(amount), at or timezone.now()
    locked = lock_item(item.pk)
    if amount <= 0:
        raise PriceRefused("A price is more than zero.")
    if locked.state == "sold":
        raise PriceRefused("A sold piece keeps the price it was sold at.")
    if locked.holds.filter(released_at__isnull=True).exists():
        raise PriceRefused("A client is paying for it: wait until her hold has ended.")
    change = _appended(
        item=locked,
        kind=kind,
        amount=amount,
        previous=locked.price,
        at=at,
        note=note,
        actor=actor if getattr(actor, "is_authenticated", False) else None,
    )
    locked.previous_price, locked.price, locked.price_changed_at = locked.price, amount, at
    _saved(locked)
    get_model("partner", "StockRecord").objects.filter(product_id=locked.product_id).update(price=amount)
    audit.record(
        "catalog.price_changed",
        locked,
        actor=actor,
        reason=note,
        amount=str(amount),
        previous=str(change.previous),
    )
    item.refresh_from_db(fields=["price", "previous_price", "price_changed_at"])
    return change


def _saved(item: Item) -> None:
    try:
        with transaction.atomic():
            item.save(update_fields=["previous_price", "price", "price_changed_at", "updated_at"])
    except IntegrityError as error:
        raise PriceRefused(told_by(error, "listing_needs_passed_case")) from None


def _appended(**facts: Any) -> PriceChange:
    try:
        with transaction.atomic():
            return PriceChange.objects.create(**facts)
    except IntegrityError as error:
        raise PriceRefused(told_by(error, "price_covenant")) from None
