"""Where a landing page leads on: the kinds, styles and houses within it, with what can be bought under each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.urls import reverse

from catalog.models import Category, Designer, Style

MOST = 12
Row = TypeVar("Row", Category, Designer, Style)
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


def kind_links(counts: Counts, designer: Designer | None = None, *, within: Category | None = None) -> Group:
    """The kinds under a page: the children of `within`, else the kinds at the top; of one house where given."""
    here = counts.get("category", {})
    kinds = [
        kind for kind in Category.objects.filter(slug__in=list(here)) if kind.pk != (within and within.pk)
    ]
    parent = within.pk if within else None
    chosen = _most([kind for kind in kinds if kind.parent_id == parent], here)
    links = tuple(Link(kind.name, _kind_url(kind, designer), here[kind.slug]) for kind in chosen)
    return Group("Categories", links, tuple(kind.name for kind in chosen))


def style_links(counts: Counts) -> Group:
    """The styles with most pieces; the list belongs to one house, so that its name isn't said again."""
    here = counts.get("style", {})
    top = sorted(here, key=lambda slug: (-here[slug], slug))[: MOST * 2]
    chosen = _most(list(Style.objects.filter(slug__in=top)), here)
    links = tuple(Link(style.name, style.get_absolute_url(), here[style.slug]) for style in chosen)
    return Group("Styles", links, tuple(style.name for style in chosen))


def designer_links(counts: Counts, category: Category) -> Group:
    """The houses with most pieces of a kind."""
    here = counts.get("designer", {})
    top = sorted(here, key=lambda slug: (-here[slug], slug))[: MOST * 2]
    chosen = _most(list(Designer.objects.filter(slug__in=top)), here)
    links = tuple(Link(house.name, _kind_url(category, house), here[house.slug]) for house in chosen)
    return Group("Designers", links, tuple(house.name for house in chosen))


def _most(rows: Iterable[Row], counts: Mapping[str, int]) -> list[Row]:
    """Those with pieces to buy, most first, at most MOST of them."""
    filled = [row for row in rows if counts.get(row.slug)]
    return sorted(filled, key=lambda row: (-counts[row.slug], row.name))[:MOST]


def _kind_url(kind: Category, designer: Designer | None) -> str:
    if designer is None:
        return kind.get_absolute_url()
    return reverse("catalog:designer-category", args=[designer.slug, kind.slug])
