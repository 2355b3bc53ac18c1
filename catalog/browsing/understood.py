"""The search in an address, understood: its filters join those that were ticked, what is left is found in the texts."""

from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.browsing.results import Chip, chips_of
from catalog.browsing.selection import Selection
from catalog.browsing.wider import above
from catalog.queries.cards import Card, cards_of
from catalog.searching.answering import Filters, Found, nearest, search
from catalog.searching.reading import Reading
from catalog.shelf import FACETS, Query, Shelf

SHOWN = 8  # nearest pieces


@dataclass(frozen=True)
class Nearest:
    """What comes nearest where nothing has all that was typed: some of it, without what, and where the rest is.

    `available` can be bought; of the others `sold` are kept as a price reference. `within` names the
    kinds that they are of, where no part of the search itself is in the shop.
    """

    items: list[Card]
    available: int
    sold: int
    given_up: tuple[str, ...]
    words: str
    within: str = ""


@dataclass(frozen=True)
class Understood:
    """`asked` is the address as it is, `selection` the same with the filters that were read in its words."""

    asked: Selection
    selection: Selection
    reading: Reading
    found: Found

    def chips(self, shelf: Shelf) -> list[Chip]:
        """The filters that were read, each leading to the words without it; then those that were ticked."""
        without = [replace(self.asked, words=self.reading.without(span)) for span in self.reading.spans]
        read_in = [
            Chip(span.label, selection.address())
            for span, selection in zip(self.reading.spans, without, strict=True)
        ]
        return [*read_in, *chips_of(self.asked, shelf.words)]

    @property
    def literal(self) -> str:
        """The search for what was typed to the letter, where it was taken for mistyped."""
        plainly = self.reading.words.replace('"', " ")
        return replace(self.asked, words=f'"{plainly}"').address()

    def nearest(self, shelf: Shelf) -> Nearest | None:
        """The nearest pieces, where there is none; None where nothing is near either."""
        near = None if self.found.total else nearest(self.reading, shelf=shelf)
        if near is None:
            return None if self.found.total else self._wider(shelf)
        answer = shelf.answer(replace(near.query, size=SHOWN, facets=()))
        cards = cards_of(answer.pks)
        return Nearest(cards, answer.available, answer.sold, near.given_up, near.reading.kept)

    def _wider(self, shelf: Shelf) -> Nearest | None:
        found = above(self.reading.chosen, shelf)
        if found is None:
            return None
        chosen, names = found
        answer = shelf.answer(Query(chosen=chosen, to_buy=True, size=SHOWN, facets=()))
        if not answer.available:
            return None
        return Nearest(
            cards_of(answer.pks), answer.available, 0, (), " ".join(names), within=" or ".join(names)
        )


def understand(asked: Selection, shelf: Shelf) -> Understood:
    """Read the words of an address. The search's prices and the field's narrow each other."""
    filters = Filters(asked.chosen, asked.flags, asked.price_from, asked.price_to)
    found = search(asked.words, filters, shelf=shelf)
    reading, query = found.reading, found.query
    selection = replace(
        asked,
        words=reading.rest,
        chosen={name: query.chosen.get(name, ()) for name in FACETS},
        flags=query.flags,
        price_from=query.price_from,
        price_to=query.price_to,
        typed_from=asked.typed_from if reading.price_from is None else _typed(query.price_from),
        typed_to=asked.typed_to if reading.price_to is None else _typed(query.price_to),
    )
    return Understood(asked, selection, reading, found)


def _typed(price: Decimal | None) -> str:
    return "" if price is None else f"{price:.2f}".removesuffix(".00")
