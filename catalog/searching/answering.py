"""A search from words to pieces: read, asked of the texts and the shelf, put in order; the nearest where none fits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.models import Designer
from catalog.searching.engine import read
from catalog.searching.finding import found_in_texts, preferred
from catalog.searching.reading import PRICE, Reading, Span, Word
from catalog.shelf import Query, Shelf, current

# What is given up first where nothing fits: a size is nearer to another than a house to another.
GIVEN_UP = ("size", "year", "ships", "new", "reduced", "hardware", "never", "grade", PRICE, "finish", "material",
            "shade", "colour", "category", "style", "designer")  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the address says beside the words."""

    chosen: Mapping[str, tuple[str, ...]]
    flags: tuple[str, ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None


@dataclass(frozen=True)
class Found:
    """The reading that was answered, the query for the shelf (in order of fitting), how many pieces it has.

    `given_up` names what had to be left out of what was typed, so that there is a piece at all.
    """

    reading: Reading
    query: Query
    total: int
    given_up: tuple[str, ...] = ()


def find(reading: Reading, filters: Filters | None = None, *, shelf: Shelf | None = None) -> Found:
    """The pieces that have all that was read and filtered; perhaps none. `shelf`: the one of this request."""
    shelf = shelf or current()
    query = _query(reading, filters or Filters({}), shelf)
    total = shelf.count(query)
    if total > 1:
        query = replace(query, better=preferred(reading, shelf), sort="best")
    return Found(reading, query, total)


def search(words: str, filters: Filters | None = None, *, shelf: Shelf | None = None) -> Found:
    """Read and find; where nothing has a word that is no filter, as if it were mistyped, if that finds something."""
    shelf = shelf or current()
    found = find(read(words), filters, shelf=shelf)
    if found.total or not found.reading.left:
        return found
    doubted = find(read(words, doubted=True), filters, shelf=shelf)
    return doubted if doubted.total else found


def nearest(reading: Reading, *, shelf: Shelf | None = None) -> Found | None:
    """What comes nearest where nothing fits all; None where not even one part of the search is known."""
    shelf = shelf or current()
    reading, gone = _of_the_house(reading, shelf)
    if gone and (found := find(reading, shelf=shelf)).total:
        return replace(found, given_up=gone)
    for less, names in _less(reading, shelf):
        if (less.spans or less.left) and (found := find(less, shelf=shelf)).total:
            return replace(found, given_up=gone + names)
    return None


def _of_the_house(reading: Reading, shelf: Shelf) -> tuple[Reading, tuple[str, ...]]:
    """Instead of a style of which the shop has nothing at all, its house; and the style as given up."""
    spans = [span for span in reading.spans if span.facet == "style"]
    chosen = {"style": reading.chosen.get("style", ())}
    if not spans or "designer" in reading.chosen or _has_any(shelf, chosen):
        return reading, ()
    houses = Designer.objects.filter(styles__slug__in=chosen["style"]).distinct().values_list("slug", "name")
    if len(houses) != 1:
        return reading, ()
    ((slug, name),) = houses
    house = replace(spans[0], facet="designer", values=(slug,), label=name, meant=name)
    others = tuple(span for span in reading.spans if span not in spans)
    return replace(reading, spans=(house, *others)), _names(reading, spans)


def _has_any(shelf: Shelf, chosen: Mapping[str, tuple[str, ...]]) -> bool:
    return shelf.count(Query(chosen=chosen)) > 0


def _query(reading: Reading, filters: Filters, shelf: Shelf) -> Query:
    chosen = dict(reading.chosen)
    for facet, values in filters.chosen.items():
        chosen[facet] = tuple(dict.fromkeys(chosen.get(facet, ()) + values))
    lows = [low for low in (reading.price_from, filters.price_from) if low is not None]
    highs = [high for high in (reading.price_to, filters.price_to) if high is not None]
    return Query(
        chosen={facet: values for facet, values in chosen.items() if values},
        flags=tuple(dict.fromkeys(reading.flags + filters.flags)),
        price_from=max(lows, default=None),
        price_to=min(highs, default=None),
        only=found_in_texts(reading, shelf),
    )


def _less(reading: Reading, shelf: Shelf) -> Iterator[tuple[Reading, tuple[str, ...]]]:
    """The reading with less and less: first words that no text has, then one part, then ever more of them."""
    unwritten = [word for word in reading.left if not _is_in_texts(reading, word, shelf)]
    if unwritten:
        reading = _without(reading, unwritten)
        yield reading, _names(reading, unwritten)
    parts: list[Span | Word] = [
        *reading.left,
        *sorted(reading.spans, key=lambda span: GIVEN_UP.index(span.facet)),
    ]
    for part in parts:
        yield _without(reading, [part]), _names(reading, [*unwritten, part])
    for count in range(2, len(parts)):
        yield _without(reading, parts[:count]), _names(reading, [*unwritten, *parts[:count]])


def _is_in_texts(reading: Reading, word: Word, shelf: Shelf) -> bool:
    keys = found_in_texts(Reading(reading.words, (), (word,)), shelf)
    return bool(keys) and shelf.count(Query(only=keys)) > 0


def _without(reading: Reading, parts: Sequence[Span | Word]) -> Reading:
    return replace(
        reading,
        spans=tuple(span for span in reading.spans if span not in parts),
        left=tuple(word for word in reading.left if word not in parts),
        phrases=() if any(isinstance(part, Word) for part in parts) else reading.phrases,
    )


def _names(reading: Reading, parts: Sequence[Span | Word]) -> tuple[str, ...]:
    return tuple(
        part.label if isinstance(part, Span) else f"“{reading.words[part.start : part.end]}”"
        for part in parts
    )
