"""When the pieces of a list last changed: what search engines are told, without reading a million rows for it."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from catalog.models import ListingState
from catalog.shelf.bitmaps import Ints, numbers
from catalog.shelf.reading import LISTED, date_of
from catalog.shelf.stock import Stock
from catalog.shelf.words import Words

STATES = (ListingState.SOLD, ListingState.LISTED)  # by the bit that says so
Dated = dict[tuple[str, ...], datetime]


def by_facets(stock: Stock, words: Words, facets: Sequence[str]) -> Dated:
    """The latest change of the shown pieces by the values of these facets together; a category has its children's."""
    if "category" not in facets:
        return _by_columns(stock, words, [(name, name) for name in facets])
    of_kinds = [
        _by_columns(stock, words, [(name, column if name == "category" else name) for name in facets])
        for column in ("category", "top")
    ]
    values = {value for found in of_kinds for value in found}
    return {value: max(found[value] for found in of_kinds if value in found) for value in values}


def by_keys(stock: Stock, width: int) -> dict[tuple[str, int], datetime]:
    """The latest change of the shown pieces by state and by range of that many primary keys, counted from 0."""
    rows = numbers(stock.every)
    listed = (stock.facts[rows] & LISTED).astype(np.int64)
    keys, latest = _latest((stock.pks[rows] - 1) // width * 2 + listed, stock.changed[rows])
    return {
        (str(STATES[key % 2]), key // 2): date_of(at) for key, at in zip(keys.tolist(), latest, strict=True)
    }


def _by_columns(stock: Stock, words: Words, named: Sequence[tuple[str, str]]) -> Dated:
    """`named`: facets, each with the column that has its values."""
    rows = numbers(stock.every)
    columns = [stock.columns[column] for _, column in named]
    shape = [len(column.values) for column in columns]
    keys = np.zeros(len(rows), np.int64)
    for column in columns:
        keys = keys * len(column.values) + column.codes[rows].astype(np.int64)
    places, dates = _latest(keys, stock.changed[rows])
    found: Dated = {}
    for *codes, at in zip(*(codes.tolist() for codes in np.unravel_index(places, shape)), dates, strict=True):
        values = [
            words.value(name, column.values[code]) if code else None
            for (name, _), column, code in zip(named, columns, codes, strict=True)
        ]
        if all(values):
            found[tuple(filter(None, values))] = date_of(at)
    return found


def _latest(keys: Ints, changed: Ints) -> tuple[Ints, list[int]]:
    """The keys that there are, ascending, and the latest of each one's changes."""
    latest = np.zeros(int(keys.max(initial=-1)) + 1, np.uint32)
    np.maximum.at(latest, keys, changed)
    present = np.flatnonzero(latest)
    return present, latest[present].tolist()
