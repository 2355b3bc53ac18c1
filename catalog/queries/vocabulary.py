"""Designers and categories with the number of pieces that can be bought."""

from collections.abc import Iterator
from typing import NamedTuple

from catalog.shelf import Query, Shelf


class Counted(NamedTuple):
    """A word of the vocabulary and how many pieces are listed under it."""

    slug: str
    name: str
    pieces: int


def top_categories(shelf: Shelf) -> list[Counted]:
    """The top-level categories that have listed pieces, in the house's order."""
    roots = {number for number, parent in shelf.words.parents.items() if number == parent}
    return [one for number, one in _counted(shelf, "category") if number in roots]


def designers(shelf: Shelf) -> list[Counted]:
    """Every designer with listed pieces, A to Z."""
    return [one for _, one in _counted(shelf, "designer")]


def _counted(shelf: Shelf, facet: str) -> Iterator[tuple[int, Counted]]:
    counts = shelf.answer(Query(size=0, facets=(facet,))).counts[facet]
    for number, word in shelf.words.by_number[facet].items():
        if pieces := counts.get(word.value):
            yield number, Counted(word.value, word.label, pieces)
