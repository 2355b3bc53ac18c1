"""One query answered from the columns: the part of the list, its sums, and the counts of its facets."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np
from pyroaring import BitMap

from catalog.shelf.bitmaps import Rows, all_in, numbers
from catalog.shelf.filters import Filters
from catalog.shelf.query import FLAGS, Answer, Query
from catalog.shelf.stock import Stock
from catalog.shelf.words import Words
from portero.core.money import from_minor


def answer(stock: Stock, words: Words, query: Query, newest: Callable[[], int]) -> Answer:
    """See `Query` and `Answer`; the stock must not change meanwhile. Raises KeyError for an unknown facet."""
    filters = Filters(stock, words, newest)
    fixed, chosen = filters.fixed(query), filters.chosen(query)
    found = all_in([*fixed, *chosen.values()])
    every = stock.every if found is None else found
    available = stock.listed.intersection_cardinality(every)
    lowest, highest = _extremes(stock, every)
    return Answer(
        pks=stock.pks[_page(stock, query, every)].tolist(),
        available=available,
        sold=len(every) - available,
        lowest=lowest,
        highest=highest,
        counts=_Counting(stock, words, fixed, chosen).all(query.facets, filters),
    )


def _page(stock: Stock, query: Query, chosen: BitMap) -> Rows:
    if query.sort == "best" and query.only is not None:
        inside = np.zeros(stock.used, np.bool_)
        inside[numbers(chosen)] = True
        rows = stock.rows(query.only)
        return rows[inside[rows]][query.first : query.first + query.size]
    ordering, keys = (
        (stock.by_price, stock.prices) if "price" in query.sort else (stock.by_time, stock.listed_at)
    )
    return ordering.page(chosen, query.first, query.size, keys, stock.pks, down=query.sort != "price")


def _extremes(stock: Stock, chosen: BitMap) -> tuple[Decimal | None, Decimal | None]:
    if not chosen:
        return None, None
    ends = (
        stock.by_price.page(chosen, 0, 1, stock.prices, stock.pks, down=down)[0] for down in (False, True)
    )
    lowest, highest = (from_minor(int(stock.prices[row])) for row in ends)
    return lowest, highest


class _Counting:
    """Counts of pieces to buy, under all filters but the facet's own; what two facets share is found once."""

    def __init__(self, stock: Stock, words: Words, fixed: list[BitMap], chosen: dict[str, BitMap]) -> None:
        self._stock, self._words, self._fixed, self._chosen = stock, words, fixed, chosen
        self._bases: dict[str, tuple[BitMap | None, Rows]] = {}

    def all(self, facets: tuple[str, ...], filters: Filters) -> dict[str, dict[str, int]]:
        """The counts of these facets and flags."""
        return {name: self._flag(name, filters) if name in FLAGS else self._facet(name) for name in facets}

    def _flag(self, name: str, filters: Filters) -> dict[str, int]:
        base, _ = self._base(name)
        rows = self._stock.listed if base is None else base
        number = rows.intersection_cardinality(filters.flag(name))
        return {"1": number} if number else {}

    def _facet(self, name: str) -> dict[str, int]:
        if name != "category":
            return self._counted(name, name)
        children = self._counted("category", "category")
        return children | self._counted("category", "top")

    def _counted(self, name: str, column_name: str) -> dict[str, int]:
        base, rows = self._base(name)
        column = self._stock.columns[column_name]
        counts = (column.totals if base is None else column.counts(base, rows)).tolist()
        found = {}
        for code, count in enumerate(counts):
            if count and code and (word := self._words.word(name, column.values[code])):
                found[word.value] = count
        return found

    def _base(self, name: str) -> tuple[BitMap | None, Rows]:
        """The listed pieces under all filters but that one; None where nothing narrows them."""
        but = name if name in self._chosen else ""
        if but not in self._bases:
            others = [rows for filter_name, rows in self._chosen.items() if filter_name != but]
            found = all_in([*self._fixed, *others])
            base = None if found is None else found & self._stock.listed
            self._bases[but] = base, numbers(base if base is not None else BitMap())
        return self._bases[but]
