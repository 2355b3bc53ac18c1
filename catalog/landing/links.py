"""Where a landing page leads on: the kinds, styles and houses within it, with what can be bought under each."""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest

from catalog.models import Category, Designer
from catalog.shelf.words import Words
from portero.core.named_addresses import url

MOST = 12
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Link:
    """A page within, its name and how many pieces can be bought there."""

    name: str
    url: str
    pieces: int


@dataclass(frozen=True)
class Group:
    """Links of one sort under a title; `short` are the same things as a sentence names them."""

    title: str
    links: tuple[Link, ...]
    short: tuple[str, ...] = ()


def kind_links(
    counts: Counts, words: Words, designer: Designer | None = None, *, within: Category | None = None
) -> Group:
    """The kinds under a page: the children of `within`, else the kinds at the top; of one house where given."""

    def is_next(slug: str) -> bool:
        number = words.number("category", slug) or 0
        parent = words.parents.get(number)
        return parent == within.pk != number if within else parent == number

    here = {slug: pieces for slug, pieces in counts.get("category", {}).items() if is_next(slug)}
    return _group("Categories", "category", here, words, house=designer.slug if designer else "")


def style_links(counts: Counts, words: Words) -> Group:
    """The styles with most pieces; the list belongs to one house, so that its name isn't said again."""
    return _group("Styles", "style", counts.get("style", {}), words)


def designer_links(counts: Counts, words: Words, category: Category) -> Group:
    """The houses with most pieces of a kind."""
    return _group("Designers", "designer", counts.get("designer", {}), words, kind=category.slug)


def _group(
    title: str, facet: str, here: Mapping[str, int], words: Words, *, house: str = "", kind: str = ""
) -> Group:
    """Those with most pieces to buy, at most MOST of them; each under its house or its kind where that is given."""
    named = [
        (-pieces, word.label, slug) for slug, pieces in here.items() if (word := words.named(facet, slug))
    ]
    chosen = nsmallest(MOST, named)
    links = tuple(Link(name, _address(facet, slug, house, kind), -fewer) for fewer, name, slug in chosen)
    return Group(title, links, tuple(link.name for link in links))


def _address(facet: str, slug: str, house: str, kind: str) -> str:
    if house or kind:
        return url("catalog:designer-category", house or slug, kind or slug)
    return url(f"catalog:{facet}", slug)
