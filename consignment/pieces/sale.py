"""What a sale means for a consigned piece; orders call it, and pieces that nobody consigned cost one indexed query."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog import custody
from catalog.models import Custody, Item, Ownership
from consignment.curation import examination
from consignment.models import Consignment
from consignment.pieces import mails, states

S = Consignment.State


def sold(consigned: Iterable[Consignment], *, order: str, at: datetime) -> None:
    """The consigned pieces of a confirmed order are sold, in the caller's transaction.

    They were locked (`locks.lock_listed`) before their items were.
    """
    for consignment in consigned:
        moved = states.move(consignment.pk, S.SOLD, at=at, said="")
        if moved.item is not None:
            custody.owner_becomes(moved.item, Ownership.Kind.CLIENT, order, why=f"Order {order}", at=at)
        mails.tell(moved, "sold", once=order, price=moved.item.price if moved.item else None)


@transaction.atomic
def came_back(
    item: Item, *, why: str, actor: Any = None, at: datetime | None = None, had_left: bool = False
) -> bool:
    """A sold piece is ours to offer again (a return, or an order called off): it is looked at as if just received.

    One that had left us is reviewed anew, by others: another may have come back in its place. One that never left goes
    on under the case that it passed. It belongs to its consignor again. `had_left`: it was away, although whoever
    opened its parcel has it by now.

    False for a piece that isn't consigned, or whose consignment isn't sold.
    """
    at = at or timezone.now()
    latest = Consignment.objects.filter(item=item).order_by("-pk").first()
    if latest is None or latest.state != S.SOLD:
        return False
    consignment = states.move(latest.pk, S.RECEIVED, actor=actor, said=why, at=at)
    custody.owner_becomes(
        item, Ownership.Kind.CONSIGNOR, str(consignment.consignor_id), why=why, at=at, actor=actor
    )
    if had_left or not _is_with_us(item):
        examination.begin(consignment, actor=actor, now=at)
        if actor is not None and not _is_in_the_vault(item):
            custody.hand_over(item, Custody.Holder.STAFF, person=actor, given_by=actor, why=why, at=at)
    mails.tell(consignment, "came_back", once=f"{consignment.events.count()}", reason=why)
    return True


def left(item_pks: Iterable[int], *, to: Custody.Holder, detail: str, actor: Any, at: datetime) -> None:
    """Pieces that stand in our custody book go to the carrier, or arrive at their buyer."""
    for item in _in_the_book(item_pks):
        custody.hand_over(item, to, detail=detail, given_by=actor, why="Sold.", at=at)


def undelivered(item_pks: Iterable[int], *, actor: Any, at: datetime) -> None:
    """Pieces that stand in our custody book are with whoever opened the parcel that the carrier brought back."""
    for item in _in_the_book(item_pks):
        told = {"given_by": actor, "why": "Came back undelivered.", "at": at}
        custody.hand_over(item, Custody.Holder.STAFF, person=actor, **told)


def _in_the_book(item_pks: Iterable[int]) -> QuerySet[Item]:
    return Item.objects.filter(pk__in=item_pks, custody__until__isnull=True, custody__isnull=False)


def _is_with_us(item: Item) -> bool:
    current = custody.custody_of(item)
    return current is not None and current.holder in (Custody.Holder.VAULT, Custody.Holder.STAFF)


def _is_in_the_vault(item: Item) -> bool:
    current = custody.custody_of(item)
    return current is not None and current.holder == Custody.Holder.VAULT
