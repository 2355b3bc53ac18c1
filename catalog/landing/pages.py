"""The words of a landing page: how many pieces, at what prices, what is newest, what the house is here for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from django.db.models import Max

from catalog.landing import words as sentences
from catalog.landing.links import Group, Link, designer_links, kind_links, style_links
from catalog.landing.subject import Crumbs, Subject
from catalog.models import Category, Designer, Item, ListingState, Style
from catalog.shelf.words import Words

__all__ = ["Found", "Landing", "Link", "of_category", "of_designer", "of_designer_category", "of_style"]


class Found(Protocol):
    """The unfiltered list of a page: what `catalog.shelf` answers."""

    @property
    def pks(self) -> Sequence[int]: ...
    @property
    def available(self) -> int: ...
    @property
    def sold(self) -> int: ...
    @property
    def lowest(self) -> Decimal | None: ...
    @property
    def highest(self) -> Decimal | None: ...
    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]: ...


@dataclass(frozen=True)
class Landing:
    """What the page of a list says besides its pieces; `designer` is the house whose new arrivals can be followed."""

    title: str
    description: str
    heading: str
    intro: tuple[str, ...]
    groups: tuple[Group, ...]
    crumbs: Crumbs
    designer: str = ""


def of_designer(designer: Designer, found: Found, words: Words) -> Landing:
    """A house: its kinds and its styles."""
    subject = Subject(designer=designer)
    return _landing(
        subject, found, kind_links(found.counts, words, designer), style_links(found.counts, words)
    )


def of_style(style: Style, found: Found) -> Landing:
    """A model of a house."""
    return _landing(Subject(designer=style.designer, style=style), found)


def of_designer_category(designer: Designer, category: Category, found: Found, words: Words) -> Landing:
    """A house's pieces of one kind."""
    subject = Subject(designer=designer, category=category)
    return _landing(
        subject,
        found,
        kind_links(found.counts, words, designer, within=category),
        style_links(found.counts, words),
    )


def of_category(category: Category, found: Found, words: Words) -> Landing:
    """A kind of piece: its own kinds and the houses that make them."""
    return _landing(
        Subject(category=category),
        found,
        kind_links(found.counts, words, within=category),
        designer_links(found.counts, words, category),
    )


def _landing(subject: Subject, found: Found, *groups: Group) -> Landing:
    written, filled = subject.written(), tuple(group for group in groups if group.links)
    own = written.intro.strip() or subject.kind_description
    told = (own, sentences.in_figures(subject, found, _newest(found)), sentences.known_for(filled))
    return Landing(
        title=written.title or sentences.title(subject),
        description=written.description or sentences.description(subject, found, filled),
        heading=subject.name,
        intro=tuple(sentence for sentence in told if sentence),
        groups=filled,
        crumbs=subject.crumbs,
        designer=subject.designer.slug if subject.designer else "",
    )


def _newest(found: Found) -> datetime | None:
    """When the newest of the pieces on the first page was listed; they come newest first."""
    shown = Item.objects.filter(pk__in=list(found.pks), state=ListingState.LISTED)
    return shown.aggregate(at=Max("listed_at"))["at"] if found.available else None
