"""From the words of a query to sets of rows."""

from collections.abc import Callable, Hashable, Mapping
from datetime import timedelta
from decimal import Decimal

import numpy as np
from django.utils import timezone
from pyroaring import BitMap

from catalog.shelf.bitmaps import all_in, any_of, bitmap
from catalog.shelf.query import FLAGS, Keys, Query
from catalog.shelf.reading import moment
from catalog.shelf.stock import Stock
from catalog.shelf.words import Words
from portero.core.figures import figure

MOST_CENTS = 10**14


class Filters:
    """The sets that one query speaks of; `newest_from` gives the first moment that counts as a new arrival."""

    def __init__(self, stock: Stock, words: Words, newest_from: Callable[[], int]) -> None:
        self._stock, self._words, self._newest_from = stock, words, newest_from
        self._new: BitMap | None = None

    def fixed(self, query: Query) -> list[BitMap]:
        """What narrows the list before anybody chose anything."""
        sets = [self._named(name, values) for name, values in query.fixed.items() if values]
        if query.only is not None:
            sets.append(self._keyed(query.only))
        if query.to_buy:
            sets.append(self._stock.listed)
        return sets

    def chosen(self, query: Query) -> dict[str, BitMap]:
        """What was chosen, by the name of the filter."""
        sets = {name: self._named(name, values) for name, values in query.chosen.items() if values}
        sets |= {flag: self.flag(flag) for flag in query.flags}
        if query.price_from is not None or query.price_to is not None:
            sets["price"] = self._priced(query.price_from, query.price_to)
        return sets

    def better(self, query: Query) -> list[BitMap]:
        """What brings a piece forward in the order "best", each for itself."""
        return [
            all_in([self._named(name, values) for name, values in one.items()]) or BitMap()
            if isinstance(one, Mapping)
            else self._keyed(one)
            for one in query.better
        ]

    def flag(self, name: str) -> BitMap:
        """The pieces never carried, listed lately, or reduced. Raises KeyError for another name."""
        if name == "new":
            if self._new is None:
                before = self._stock.by_time.at_most(self._newest_from() - 1, self._stock.listed_at)
                self._new = self._stock.every - before
            return self._new
        return {"never": self._stock.never, "reduced": self._stock.reduced}[name]

    def key(self, query: Query, *, but: str) -> Hashable | None:
        """What a selection is kept by, without one filter; None where it is one search's, or changes with time."""
        if query.only is not None or "new" in query.flags or "new" in query.fixed:
            return None
        parts: set[Hashable] = {("fixed", *one) for one in query.fixed.items()}
        parts |= {one for one in query.chosen.items() if one[0] != but and one[1]}
        parts |= {flag for flag in query.flags if flag != but}
        return frozenset({*parts, ("price", query.price_from, query.price_to)})

    def _keyed(self, keys: Keys) -> BitMap:
        return bitmap(np.sort(self._stock.rows(keys)))

    def _named(self, name: str, values: tuple[str, ...]) -> BitMap:
        if name in FLAGS:
            return self.flag(name)
        numbers = [number for value in values if (number := self._words.number(name, value)) is not None]
        if name == "category":
            numbers = self._narrowest(numbers)
        sets = self._stock.columns[name].having(numbers)
        if name == "category":
            sets += self._stock.columns["top"].having(numbers)
        return sets[0] if len(sets) == 1 else any_of(sets)

    def _narrowest(self, categories: list[int]) -> list[int]:
        """Without those of which a child is named too: who ticks handbags and then totes means the totes."""
        parents = {parent for one in categories if (parent := self._words.parents.get(one, one)) != one}
        return [one for one in categories if one not in parents]

    def _priced(self, low: Decimal | None, high: Decimal | None) -> BitMap:
        order, prices = self._stock.by_price, self._stock.prices
        found = self._stock.every if high is None else order.at_most(_cents(high), prices)
        return found if low is None else found - order.at_most(_cents(low) - 1, prices)


def newest_from() -> int:
    """The moment since when a piece counts as a new arrival, by now and by the figure in force."""
    return moment(timezone.now() - timedelta(days=int(figure("new_arrival_days"))))


def _cents(price: Decimal) -> int:
    return min(int(price * 100), MOST_CENTS)
