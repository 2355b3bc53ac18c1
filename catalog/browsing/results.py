"""One page of a list: cards, counts, filters, chips. One question to the shelf, one query for unknown cards."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.browsing.facets import FLAG_LABELS, TITLES, Facet, facets, offered
from catalog.browsing.scopes import Scope
from catalog.browsing.selection import Selection
from catalog.cards.kept import Drawn, drawn_cards
from catalog.shelf import Answer, Query, Shelf
from catalog.shelf.words import Words
from portero.core.money import dollars


@dataclass(frozen=True)
class Chip:
    """A filter in use and the address without it."""

    label: str
    remove: str


@dataclass(frozen=True)
class Results:
    """What the browse page shows. `counts` are pieces to buy by facet and value, `lowest` and `highest` USD."""

    cards: list[Drawn]
    available: int
    sold: int
    lowest: Decimal | None
    highest: Decimal | None
    facets: list[Facet]
    chips: list[Chip]
    page: int
    pages: int
    notice: str

    @property
    def total(self) -> int:
        """Pieces to buy and sold ones."""
        return self.available + self.sold


def results(shelf: Shelf, scope: Scope, selection: Selection, *, found: Query | None = None) -> Results:
    """The page that was asked for; a page beyond the last one shows the last one and says so.

    `found` is what a search asks beside the selection: the best come first until another order is asked for.
    """
    query = _query(scope, selection, found or Query())
    answer = shelf.answer(query)
    pages = max(1, -(-(answer.available + answer.sold) // selection.per_page))
    page = min(selection.page, pages)
    if page < selection.page:
        first = (page - 1) * selection.per_page
        answer = replace(answer, pks=shelf.answer(replace(query, first=first, facets=())).pks)
    return Results(
        cards=drawn_cards(shelf, answer.pks),
        available=answer.available,
        sold=answer.sold,
        lowest=answer.lowest,
        highest=answer.highest,
        facets=_facets(answer, shelf.words, scope, selection),
        chips=list(chips_of(selection, shelf.words)),
        page=page,
        pages=pages,
        notice=_notice(selection, page, shelf.words),
    )


def _query(scope: Scope, selection: Selection, found: Query) -> Query:
    return Query(
        fixed=scope.fixed,
        chosen=selection.chosen,
        flags=selection.flags,
        price_from=selection.price_from,
        price_to=selection.price_to,
        only=found.only,
        better=found.better,
        sort=selection.sort or found.sort,
        first=(selection.page - 1) * selection.per_page,
        size=selection.per_page,
        facets=offered(scope.fixed, selection),
    )


def _facets(answer: Answer, words: Words, scope: Scope, selection: Selection) -> list[Facet]:
    return facets(answer.counts, words, scope.fixed, selection)


def _notice(selection: Selection, page: int, words: Words) -> str:
    if selection.page > page:
        return f"There is no page {selection.page}. This is the last one."
    if "page" in selection.errors:
        return selection.errors["page"]
    unknown = [
        f"{TITLES[name].lower()} “{value}”"
        for name, values in selection.chosen.items()
        for value in values
        if words.named(name, value) is None
    ]
    return f"We know no {' and no '.join(unknown)}." if unknown else ""


def chips_of(selection: Selection, words: Words) -> Iterator[Chip]:
    """The filters of an address, each leading to the address without it."""
    for name, values in selection.chosen.items():
        for value in values:
            word = words.named(name, value)
            label = word.label if word else value.replace("-", " ")
            yield Chip(label, selection.address(without=(name, value)))
    for flag in selection.flags:
        yield Chip(FLAG_LABELS[flag], selection.address(without=(flag, "1")))
    for name, typed, amount, said in (
        ("from", selection.typed_from, selection.price_from, "From"),
        ("to", selection.typed_to, selection.price_to, "Up to"),
    ):
        if typed:
            label = dollars(amount) if amount is not None else typed
            yield Chip(f"{said} {label}", selection.address(without=(name, typed)))
