"""Ten thousand rows of the item log: whichever byte of whichever row is flipped without triggers, the row is named."""

import random
from collections.abc import Iterator

import pytest
from django.db import connection

from catalog.log import roots
from catalog.models import Item, ItemLogEntry
from portero.core.sealing import rotation
from tests.catalog.log.flips import FLIPS, append_to, chains, flip, insert_before
from tests.catalog.log.tampering import found, tampering, undone

pytestmark = [pytest.mark.django_db, pytest.mark.drill]
PIECES, EVENTS, SAMPLE = 500, 20, 100
# Rows under another piece, or far off in their own chain, are looked for in all of the log.
WANDERING = ("item_id", "number")


@pytest.fixture
def items(db: None) -> list[Item]:
    """Two thirds of it published."""
    rotation.rotate()
    items = chains(PIECES, EVENTS - 6)
    roots.publish()
    append_to(items, 6)
    with connection.cursor() as cursor:
        cursor.execute("analyze catalog_itemlogentry, catalog_itemloghead, catalog_itemlogleaf, catalog_item")
    return items


def rows_of(items: list[Item]) -> Iterator[tuple[Item, ItemLogEntry]]:
    for item in items:
        for row in item.log.order_by("number"):
            yield item, row


def test_a_flipped_byte_in_any_of_ten_thousand_rows(items: list[Item]) -> None:
    dice, tried = random.Random(7), dict.fromkeys(FLIPS, 0)
    for item, row in rows_of(items):
        column = dice.choice(list(FLIPS))
        with undone():
            with tampering() as cursor:
                flip(cursor, row.pk, column, dice)
            named = found(item.number)
            assert {(piece, number) for piece, number, _ in named} >= {(item.number, row.number)}, column
            if column not in (*WANDERING, "id"):
                assert {key for _, _, key in named} == {row.pk}, column
        tried[column] += 1
    assert (sum(tried.values()), min(tried.values()) > 1000) == (PIECES * EVENTS, True)
    assert found() == []


def test_a_flipped_byte_is_found_in_the_whole_log(items: list[Item]) -> None:
    dice = random.Random(8)
    for item, row in dice.sample(list(rows_of(items)), SAMPLE):
        column = dice.choice(list(FLIPS))
        with undone():
            with tampering() as cursor:
                flip(cursor, row.pk, column, dice)
            named = found()
        assert (item.number, row.number) in {(piece, number) for piece, number, _ in named}, column
        assert column == "id" or row.pk in {key for _, _, key in named}, column
        assert column in WANDERING or {piece for piece, _, _ in named} == {item.number}, column


def test_a_deleted_row_anywhere(items: list[Item]) -> None:
    for item, row in random.Random(9).sample(list(rows_of(items)), SAMPLE):
        with undone():
            with tampering() as cursor:
                cursor.execute("delete from catalog_itemlogentry where id = %s", [row.pk])
            assert {(piece, number) for piece, number, _ in found()} == {(item.number, row.number)}


def test_an_inserted_row_anywhere(items: list[Item]) -> None:
    """Between two others, which make room, with a right digest and the right one before it."""
    for item, row in random.Random(10).sample(list(rows_of(items)), SAMPLE):
        with undone():
            with tampering() as cursor:
                key = insert_before(cursor, row)
            named = found()
            assert key in {row for _, _, row in named}
            assert {piece for piece, _, _ in named} == {item.number}
