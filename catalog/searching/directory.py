"""The names that the search box can complete, found by the beginnings of their words."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.models import Category, Designer, Style
from catalog.searching.spelling import allowed
from catalog.searching.tokens import tokens_of


@dataclass(frozen=True, slots=True)
class Place:
    """A list: the filter and value that count it, what it is called, its address."""

    facet: str
    slug: str
    label: str
    url: str


class Directory:
    """Places by the words of all their names."""

    def __init__(self, named: Iterable[tuple[Place, Sequence[str]]]) -> None:
        having: dict[str, set[Place]] = defaultdict(set)
        self._kinds: dict[str, set[Place]] = defaultdict(set)
        for place, names in named:
            self._kinds[place.facet].add(place)
            for name in names:
                for word in said(name):
                    having[word].add(place)
        self._words = sorted(having)
        self._having = dict(having)

    def find(self, words: Sequence[str]) -> set[Place]:
        """The places with names in which each of the words begins one; nothing for no words."""
        found = [self._beginning(word) for word in words]
        return set.intersection(*found) if found else set()

    def all(self, facet: str) -> set[Place]:
        """Every place of one kind."""
        return self._kinds[facet]

    def corrected(self, words: Sequence[str]) -> list[str]:
        """The words with those that begin nothing replaced by the nearest that does."""
        return [word if self._beginning(word) else self._nearest(word) for word in words]

    def _beginning(self, word: str) -> set[Place]:
        found: set[Place] = set()
        for known in self._words[bisect_left(self._words, word) :]:
            if not known.startswith(word):
                break
            found |= self._having[known]
        return found

    def _nearest(self, word: str) -> str:
        wrong = allowed(len(word))
        near = (
            process.extractOne(word, self._words, scorer=OSA.distance, score_cutoff=wrong) if wrong else None
        )
        return near[0] if near else word


def said(text: str) -> list[str]:
    """The words of a text without accents and case, plurals kept: beginnings are typed letter by letter."""
    return [token.said for token in tokens_of(text)]


def read_directory() -> Directory:
    """Every house, style and category; three queries."""
    named: list[tuple[Place, Sequence[str]]] = []
    for house in Designer.objects.all():
        url = house.get_absolute_url()
        named.append((Place("designer", house.slug, house.name, url), (house.name, *house.aliases)))
    for style in Style.objects.select_related("designer"):
        label = f"{style.designer.name} {style.name}"
        place = Place("style", style.slug, label, reverse("catalog:style", args=[style.slug]))
        named.append((place, (label, *style.aliases, *style.designer.aliases)))
    kinds = (
        (Place("category", kind.slug, kind.name, kind.get_absolute_url()), (kind.name,))
        for kind in Category.objects.all()
    )
    return Directory([*named, *kinds])
