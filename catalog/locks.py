"""Row locks on pieces, always by primary key; docs/locking.md has the order between models."""

from collections.abc import Iterable

from catalog.models import Category, Designer, Hold, Item, Material
from portero.core.own_words import every, joined

# What quotes, bills and mails read of a piece.
FACTS = ("designer", "style", "category", "material")
ITEMS = "select * from catalog_item where id = any(%s::bigint[]) order by id for update"
ITEMS_QUOTED = """
    select item.*, designer.*, category.*, material.* from catalog_item item
    join catalog_designer designer on designer.id = item.designer_id
    join catalog_category category on category.id = item.category_id
    left join catalog_material material on material.id = item.material_id
    where item.id = any(%s::bigint[]) order by item.id for update of item
"""
OPEN_HOLDS = """
    select * from catalog_hold where item_id = any(%s::bigint[]) and released_at is null order by id for update
"""


def lock_item(pk: int) -> Item:
    """The item, locked until the transaction ends. Raises Item.DoesNotExist."""
    return Item.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_items(pks: Iterable[int]) -> list[Item]:
    """The items, locked in the order of their primary keys, so that two buyers can't deadlock.

    With what a quote and the payment page read of a piece: its designer, category and material.
    """
    locked = joined((Item, Designer, Category, Material), ITEMS_QUOTED, list(set(pks)))
    for item, designer, category, material in locked:
        item.designer, item.category, item.material = designer, category, material
    return [item for item, *_ in locked]


def lock_items_alone(pks: Iterable[int]) -> list[Item]:
    """As `lock_items`, for who reads and writes the items' own columns only."""
    return every(Item, ITEMS, list(set(pks)))


def lock_open_holds(item_pks: Iterable[int]) -> list[Hold]:
    """The unreleased holds on these pieces, locked; call it after the items are locked."""
    return every(Hold, OPEN_HOLDS, list(set(item_pks)))


def lock_item_unless_busy(pk: int) -> Item | None:
    """The item, locked, with what a mail says of it; None while somebody else has it (a sweep comes back)."""
    free = Item.objects.select_for_update(of=("self",), skip_locked=True)
    return free.select_related(*FACTS).filter(pk=pk).first()
