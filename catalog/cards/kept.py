"""Cards that this process has drawn before, each as long as nothing about its piece changed.

The shelf knows from the database's log which pieces changed until now, before every answer (docs/shelf.md). A card is
kept with the moment before its facts were read, so one that is older than a change of its piece is drawn anew. What
changes without the log, a hold that runs out, isn't kept; nor does a card outlive the year that its dates leave out.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from catalog.cards.drawing import card_html
from catalog.photography.picture import FIRST, LAZY
from catalog.queries.cards import cards_of
from catalog.shelf import Shelf

LEVEL = 2  # of the headings in a list
MOST = 10_000  # about 2 kB each, in either of two halves


class Drawn(NamedTuple):
    """A card as it goes out, its photograph (see `picture`), and what it is true for."""

    html: str
    photo: str
    widest: int
    alt: str
    moment: int
    year: int


class _Halves:
    """Half is forgotten at once: what nobody asked for since the last time. No lock: a race only forgets more."""

    def __init__(self) -> None:
        self._newer: dict[int, Drawn] = {}
        self._older: dict[int, Drawn] = {}

    def get(self, pk: int) -> Drawn | None:
        found = self._newer.get(pk)
        if found is None and (found := self._older.get(pk)) is not None:
            self.put(pk, found)
        return found

    def put(self, pk: int, drawn: Drawn) -> None:
        if len(self._newer) >= MOST:
            self._older, self._newer = self._newer, {}
        self._newer[pk] = drawn

    def clear(self) -> None:
        self._newer, self._older = {}, {}


_kept = _Halves()


def drawn_cards(shelf: Shelf, pks: Sequence[int]) -> list[Drawn]:
    """The cards of these pieces in this order, for a list; one that left the shop a moment ago is left out.

    One query for those that aren't known or aren't true any more, none where all are.
    """
    moment, year = shelf.moment, timezone.localdate().year  # before anything is read
    found = {pk: drawn for pk in pks if (drawn := _true(shelf, pk, year))}
    for card in cards_of(pk for pk in pks if pk not in found):
        drawn = Drawn(
            card_html(card, level=LEVEL), card.lead_photo, card.lead_widest, card.lead_alt, moment, year
        )
        found[card.pk] = drawn
        if not card.held_until:
            _kept.put(card.pk, drawn)
    return [found[pk] for pk in pks if pk in found]


def _true(shelf: Shelf, pk: int, year: int) -> Drawn | None:
    drawn = _kept.get(pk)
    return drawn if drawn and drawn.year == year and shelf.unchanged((pk,), drawn.moment) else None


def together(cards: Iterable[Drawn], *, eager: int) -> SafeString:
    """The cards as a list shows them; the photographs of the first `eager` are fetched before all others."""
    htmls = [card.html for card in cards]
    first = [html.replace(LAZY, FIRST, 1) for html in htmls[:eager]]
    return SafeString("\n".join([*first, *htmls[eager:]]))


def forget() -> None:
    """Keep nothing."""
    _kept.clear()
