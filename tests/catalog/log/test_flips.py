"""A byte in each column of a row, one after the other; the drill does it to ten thousand rows."""

import random

import pytest

from catalog.log import roots
from catalog.models import ItemLogEntry
from tests.catalog.log.flips import FLIPS, append_to, chains, flip
from tests.catalog.log.tampering import found, tampering, undone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("column", FLIPS)
@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_flipped_byte_names_its_row(column: str, place: int) -> None:
    items = chains(3, 6)
    roots.publish()
    append_to(items, 3)
    row = list(items[1].log.order_by("number"))[place]
    with undone():
        with tampering() as cursor:
            flip(cursor, row.pk, column, random.Random(place))
        assert (items[1].number, row.number) in {(piece, number) for piece, number, _ in found()}
        now = ItemLogEntry.objects.get(item_id=row.item_id, number=row.number) if column == "id" else row
        if column not in ("item_id", "number"):
            assert {named for _, _, named in found() if named} == {now.pk}
    assert found() == []
