"""The comparable and the similar pieces of a piece, in two queries; three where little is like it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from catalog.comparables.candidates import Candidate, candidates, further
from catalog.comparables.rule import SIZED, Compared, compare
from catalog.comparables.similar import enough_near, similar
from catalog.models import Item
from catalog.queries.cards import Card, cards_of


@dataclass(frozen=True)
class Relatives:
    """`this` as the rules see the piece, what its price is `compared` with and their `cards`, and `similar` pieces."""

    this: Candidate | None
    compared: Compared
    cards: Sequence[Card]
    similar: Sequence[Card]


def relatives_of(item: Item) -> Relatives:
    """The pieces near this one; a piece that was never for sale has none."""
    if item.price is None or (item.sold_at or item.listed_at) is None:
        return Relatives(None, Compared((), same_style=True), (), ())
    this, found = Candidate.of(item), candidates(item)
    compared = compare(this, found, sized=item.category.measured_as in SIZED, now=timezone.now())
    liked = [one.pk for one in similar(this, _with_further(item, this, found))]
    # One query for both; a piece that was withdrawn since the first is left out.
    shown = {card.pk: card for card in cards_of({*liked, *(one.pk for one in compared.pieces)})}
    return Relatives(
        this,
        compared,
        [shown[one.pk] for one in compared.pieces if one.pk in shown],
        [shown[pk] for pk in liked if pk in shown],
    )


def _with_further(item: Item, this: Candidate, near: list[Candidate]) -> list[Candidate]:
    if enough_near(this, near):
        return near
    known = {one.pk for one in near}
    return near + [one for one in further(item) if one.pk not in known]
