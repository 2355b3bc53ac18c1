"""Sets of rows, parted into tiers."""

from pyroaring import BitMap

from catalog.shelf.bitmaps import tiers


def test_tiers_part_rows_by_in_how_many_sets_they_are() -> None:
    better = [BitMap([1, 2, 9]), BitMap([2, 3]), BitMap([2, 4, 9])]
    assert list(tiers(BitMap([1, 2, 3, 4, 5]), better)) == [
        BitMap([2]),
        BitMap(),
        BitMap([1, 3, 4]),
        BitMap([5]),
    ]


def test_without_sets_all_rows_are_one_tier() -> None:
    assert list(tiers(BitMap([1, 5]), [])) == [BitMap([1, 5])]
