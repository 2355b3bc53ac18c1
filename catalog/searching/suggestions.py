"""What the search box offers while somebody types: houses, their kinds of pieces, styles, item numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from catalog.models import Item, ListingState
from catalog.queries.cards import VISIBLE
from catalog.searching.directory import Directory, Place, read_directory, said
from catalog.searching.tokens import tidy
from catalog.shelf import Query, Shelf, current
from portero.core.held import Held
from portero.core.money import dollars

TITLES = {
    "designer": "Designers",
    "pair": "In one house",
    "style": "Styles",
    "category": "Categories",
    "piece": "Pieces",
}
MOST = {"designer": 3, "pair": 3, "style": 4, "category": 2, "piece": 4}
LEAST = 2  # letters
FRESH_SECONDS = 60.0  # a new name is offered after that at the latest; the counts are those of this moment
COUNTED = ("designer", "style", "category")
NUMBER = re.compile(r"^p?-?(\d{3,10})(-\d?)?$", re.IGNORECASE)
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of the list: its group, where it leads, what it says, and what stands at its end."""

    kind: str
    label: str
    url: str
    count: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Suggestions of one kind under a heading."""

    title: str
    lines: tuple[Suggestion, ...]


_held: Held[Directory] = Held(
    read_directory, stamp=lambda: current().texts_version, fresh=lambda: FRESH_SECONDS
)


def suggest(typed: str) -> list[Group]:
    """What may be meant, by kind; only what can be bought now, most pieces first. Three questions to the shelf."""
    words = said(tidy(typed))
    if number := NUMBER.match(tidy(typed)):
        return _grouped(_numbered(f"P-{number[1]}{number[2] or ''}"))
    if sum(map(len, words)) < LEAST:
        return []
    shelf, directory = current(), _held.current()
    counts = shelf.answer(Query(size=0, facets=COUNTED)).counts
    words = words if directory.find(words) else directory.corrected(words)
    lines = _counted(directory.find(words), counts)
    return _grouped([*lines, *_pairs(directory, words, shelf, counts)])


def _counted(places: Iterable[Place], counts: Counts) -> list[Suggestion]:
    return [
        Suggestion(place.facet, place.label, place.url, count)
        for place in places
        if (count := counts[place.facet].get(place.slug, 0))
    ]


def _pairs(directory: Directory, words: Sequence[str], shelf: Shelf, counts: Counts) -> Iterator[Suggestion]:
    """Kinds of pieces of one house: "chanel sh" is Chanel's shoes and shoulder bags, "chanel" its commonest kinds."""
    for split in range(len(words), 0, -1):
        houses = [place for place in directory.find(words[:split]) if place.facet == "designer"]
        house = max(houses, key=lambda place: counts["designer"].get(place.slug, 0), default=None)
        if house is None:
            continue
        within = shelf.answer(Query(chosen={"designer": (house.slug,)}, size=0, facets=("category",))).counts
        kinds = directory.find(words[split:]) if words[split:] else directory.all("category")
        for line in _counted((kind for kind in kinds if kind.facet == "category"), within):
            slug = line.url.rstrip("/").rpartition("/")[2]
            url = reverse("catalog:designer-category", args=[house.slug, slug])
            yield replace(line, kind="pair", label=f"{house.label}, {line.label}", url=url)
        return


def _numbered(beginning: str) -> list[Suggestion]:
    pieces = Item.objects.filter(number__startswith=beginning, state__in=VISIBLE).select_related("designer")
    columns = ("number", "slug", "title", "state", "price", "designer__name")
    return [
        Suggestion(
            "piece",
            f"{piece.number} {piece.designer.name} {piece.title}",
            piece.get_absolute_url(),
            note="Sold" if piece.state == ListingState.SOLD else dollars(piece.price or Decimal()),
        )
        for piece in pieces.only(*columns).order_by("number")[: MOST["piece"]]
    ]


def _grouped(lines: Iterable[Suggestion]) -> list[Group]:
    kinds: dict[str, list[Suggestion]] = {}
    for line in sorted(lines, key=lambda line: (-line.count, line.label)):
        kinds.setdefault(line.kind, []).append(line)
    return [Group(title, tuple(kinds[kind][: MOST[kind]])) for kind, title in TITLES.items() if kind in kinds]


def forget() -> None:
    """Read the names anew at the next letter."""
    global _held
    _held = Held(read_directory, stamp=lambda: current().texts_version, fresh=lambda: FRESH_SECONDS)
