"""One byte of one row, in any of its columns, as somebody would flip it who hopes that nobody looks."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from catalog.models import Item, ItemLogEntry
from tests.factories.catalog import draft_item

# Of a body the braces stay, of a kind its letters: tables refuse anything else even without triggers.
FLIPS: dict[str, Callable[[random.Random], str]] = {
    "id": lambda dice: f"id # {1 << dice.randrange(24, 31)}",
    "item_id": lambda dice: f"item_id # {1 << dice.randrange(24, 31)}",
    "number": lambda dice: f"number # {1 << dice.randrange(8, 30)}",
    "kind": lambda dice: _letter("kind", dice.random(), 0),
    "at": lambda dice: f"at + interval '1 microsecond' * {1 << dice.randrange(40)}",
    "body": lambda dice: _letter("body", dice.random(), 1),
    "previous": lambda dice: _byte("previous", dice),
    "digest": lambda dice: _byte("digest", dice),
}


def _letter(column: str, share: float, margin: int) -> str:
    """Another letter somewhere in it."""
    place = f"({1 + margin} + floor({share} * (length({column}) - {2 * margin})))::int"
    other = f"case substr({column}, {place}, 1) when 'q' then 'z' else 'q' end"
    return f"overlay({column} placing {other} from {place} for 1)"


def _byte(column: str, dice: random.Random) -> str:
    place, change = dice.randrange(32), dice.randrange(1, 256)
    return f"set_byte({column}, {place}, get_byte({column}, {place}) # {change})"


def flip(cursor: Any, row: int, column: str, dice: random.Random) -> None:
    """Flip it."""
    cursor.execute(f"update catalog_itemlogentry set {column} = {FLIPS[column](dice)} where id = %s", [row])
    assert cursor.rowcount == 1


def chains(pieces: int, events: int) -> list[Item]:
    """That many pieces with so many events each."""
    items = [draft_item() for _ in range(pieces)]
    append_to(items, events - 2)  # it was taken in and priced
    return items


def append_to(items: Sequence[Item], events: int) -> None:
    """So many events more for each, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into catalog_itemlogentry (item_id, kind, at, body)"
            ' select item, \'reviewed\', now(), \'{"case":"A-\' || n || \'","note":"Prägung \\\\ ok"}\''
            " from unnest(%s::bigint[]) item, generate_series(1, %s) n order by item, n",
            [[item.pk for item in items], events],
        )


def insert_before(cursor: Any, row: ItemLogEntry) -> int:
    """An entry between two others, which make room, with a right digest and the right one before it; its row."""
    values = [row.item_id, row.number]
    for shift in (1_000_000, -999_999):
        cursor.execute(
            f"update catalog_itemlogentry set number = number + {shift} where item_id = %s and number >= %s",
            values,
        )
    cursor.execute(
        "insert into catalog_itemlogentry (item_id, number, kind, at, body, previous, digest)"
        " values (%s, %s, 'reviewed', now(), '{}', %s, sha256('')) returning id",
        [*values, bytes(row.previous)],
    )
    key: int = cursor.fetchone()[0]
    cursor.execute(
        "update catalog_itemlogentry e set digest = sha256(catalog_log_bytes("
        "i.number, e.number, e.kind, e.at, e.body, e.id, e.previous))"
        " from catalog_item i where i.id = e.item_id and e.id = %s",
        [key],
    )
    return key
