"""Row locks on pieces, always by primary key; docs/locking.md has the order between models."""

from collections.abc import Iterable

from django.db.models import QuerySet

from catalog.models import Hold, Item

# What quotes, bills and mails read of a piece.
FACTS = ("designer", "style", "category", "material")


def lock_item(pk: int) -> Item:
    """The item, locked until the transaction ends. Raises Item.DoesNotExist."""
    return Item.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_items(pks: Iterable[int]) -> list[Item]:
    """The items, locked in the order of their primary keys, so that two buyers can't deadlock.

    With what quotes, bills and mails read of a piece.
    """
    return list(_locked(pks).select_related(*FACTS))


def lock_items_alone(pks: Iterable[int]) -> list[Item]:
    """As `lock_items`, for who reads and writes the items' own columns only."""
    return list(_locked(pks))


def _locked(pks: Iterable[int]) -> QuerySet[Item]:
    """A query that names the items is asked in the same statement."""
    wanted = pks if isinstance(pks, QuerySet) else set(pks)
    return Item.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")


def lock_open_holds(item_pks: Iterable[int]) -> list[Hold]:
    """The unreleased holds on these pieces, locked; call it after the items are locked."""
    return list(
        Hold.objects.select_for_update(of=("self",))
        .filter(item_id__in=set(item_pks), released_at__isnull=True)
        .order_by("pk")
    )


def lock_item_unless_busy(pk: int) -> Item | None:
    """The item, locked, with what a mail says of it; None while somebody else has it (a sweep comes back)."""
    free = Item.objects.select_for_update(of=("self",), skip_locked=True)
    return free.select_related(*FACTS).filter(pk=pk).first()
