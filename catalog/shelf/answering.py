"""One query answered from the columns: the part of the list, its sums, and the counts of its facets."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np
from pyroaring import BitMap

from catalog.shelf.bitmaps import Ints, Rows, Selected, all_in, numbers, tiers
from catalog.shelf.filters import Filters
from catalog.shelf.query import FLAGS, Answer, Query
from catalog.shelf.stock import Stock
from catalog.shelf.words import Words
from portero.core.money import from_minor

LARGE = 20_000  # pieces to buy: counting fewer is as quick as looking up what was counted
MOST_KEPT = 2_000  # counts of one column, a few hundred bytes each


def answer(stock: Stock, words: Words, query: Query, newest: Callable[[], int]) -> Answer:
    """See `Query` and `Answer`; the stock must not change meanwhile. Raises KeyError for an unknown facet."""
    filters = Filters(stock, words, newest)
    fixed, chosen = filters.fixed(query), filters.chosen(query)
    found = all_in([*fixed, *chosen.values()])
    every = stock.every if found is None else found
    available = stock.listed.intersection_cardinality(every)
    # What is for sale, where any is: a price that was paid once would lead to nothing.
    lowest, highest = _extremes(stock, every & stock.listed if available else every)
    return Answer(
        pks=stock.pks[_page(stock, filters, query, every)].tolist(),
        available=available,
        sold=len(every) - available,
        lowest=lowest,
        highest=highest,
        counts=_Counting(stock, filters, query, fixed, chosen).all(words),
    )


def count(stock: Stock, words: Words, query: Query, newest: Callable[[], int]) -> int:
    """How many pieces a query has, sold ones too."""
    filters = Filters(stock, words, newest)
    found = all_in([*filters.fixed(query), *filters.chosen(query).values()])
    return len(stock.every if found is None else found)


def _page(stock: Stock, filters: Filters, query: Query, chosen: BitMap) -> Rows:
    ordering, keys = (
        (stock.by_price, stock.prices) if "price" in query.sort else (stock.by_time, stock.listed_at)
    )
    down = query.sort != "price"
    better = filters.better(query) if query.sort == "best" else []
    pages, first, size = [], query.first, query.size
    for tier in tiers(chosen, better):
        if first < len(tier):
            pages.append(ordering.page(tier, first, size, keys, stock.pks, down=down))
            size -= len(pages[-1])
        first = max(0, first - len(tier))
        if size <= 0:
            break
    return np.concatenate(pages) if pages else numbers(BitMap())


def _extremes(stock: Stock, chosen: BitMap) -> tuple[Decimal | None, Decimal | None]:
    if not chosen:
        return None, None
    lowest, highest = stock.by_price.ends(chosen, stock.prices)
    return from_minor(lowest), from_minor(highest)


class _Counting:
    """Counts of pieces to buy, under all filters but the facet's own; what two facets share is found once."""

    def __init__(
        self, stock: Stock, filters: Filters, query: Query, fixed: list[BitMap], chosen: dict[str, BitMap]
    ) -> None:
        self._stock, self._filters, self._query = stock, filters, query
        self._fixed, self._chosen = fixed, chosen
        self._bases: dict[str, Selected | None] = {}

    def all(self, words: Words) -> dict[str, dict[str, int]]:
        """The counts of the facets and flags that were asked for."""
        self._words = words
        names = self._query.facets
        return {name: self._flag(name) if name in FLAGS else self._facet(name) for name in names}

    def _flag(self, name: str) -> dict[str, int]:
        base = self._base(name)
        rows = self._stock.listed if base is None else base.rows
        number = rows.intersection_cardinality(self._filters.flag(name))
        return {"1": number} if number else {}

    def _facet(self, name: str) -> dict[str, int]:
        if name != "category":
            return self._counted(name, name)
        children = self._counted("category", "category")
        return children | self._counted("category", "top")

    def _counted(self, name: str, column_name: str) -> dict[str, int]:
        counts = self._counts(name, column_name)
        codes = np.flatnonzero(counts[1:]) + 1  # the first code is that of pieces without this fact
        spelled = self._spelled(name, column_name)
        found = zip(codes.tolist(), counts[codes].tolist(), strict=True)
        return {value: count for code, count in found if (value := spelled[code])}

    def _spelled(self, name: str, column_name: str) -> list[str | None]:
        """The values of a column by code, as an address has them; kept until a piece or a word changes."""
        kept = self._stock.spelled
        if column_name not in kept:
            numbers = self._stock.columns[column_name].values[1:]
            kept[column_name] = [None, *(self._words.value(name, number) for number in numbers)]
        return kept[column_name]

    def _counts(self, name: str, column_name: str) -> Ints:
        """By code; of a large selection they are kept until a piece changes: many lists share one filter."""
        base, column = self._base(name), self._stock.columns[column_name]
        if base is None:
            return column.totals
        key = self._filters.key(self._query, but=name) if len(base) > LARGE else None
        if key is None:
            return column.counts(base)
        kept = self._stock.kept
        if (column_name, key) not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[column_name, key] = column.counts(base)
        return kept[column_name, key]

    def _base(self, name: str) -> Selected | None:
        """The listed pieces under all filters but that one; None where nothing narrows them."""
        but = name if name in self._chosen else ""
        if but not in self._bases:
            others = [rows for filter_name, rows in self._chosen.items() if filter_name != but]
            found = all_in([*self._fixed, *others])
            self._bases[but] = None if found is None else Selected(found & self._stock.listed)
        return self._bases[but]
