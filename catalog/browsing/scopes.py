"""Where a shopper stands: all pieces, a category, a designer, a style, the new arrivals, or a search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from catalog.browsing.conditions import fixed_condition
from catalog.landing.subject import Subject
from catalog.models import Category, Designer, Style
from catalog.structured_data import trail


@dataclass(frozen=True)
class Scope:
    """A list's heading and address; `fixed` are the values that every piece of it has, `crumbs` lead to it."""

    title: str
    url: str
    fixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    intro: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def trail(self) -> SafeString:
        """The way to it, for search engines."""
        return trail([*self.crumbs, (self.title, self.url)])

    @property
    def condition(self) -> Q:
        """The same for what asks the database instead of the shelf."""
        return fixed_condition(self.fixed)


def all_pieces() -> Scope:
    """Everything that is or was for sale."""
    return Scope("All pieces", reverse("catalog:shop"))


def of_category(category: Category) -> Scope:
    """A category with its children."""
    return _of(Subject(category=category))


def of_designer(designer: Designer) -> Scope:
    """All pieces of one house."""
    return _of(Subject(designer=designer))


def of_style(style: Style) -> Scope:
    """One model of a house."""
    return _of(Subject(designer=style.designer, style=style))


def of_designer_category(designer: Designer, category: Category) -> Scope:
    """A house's pieces of one kind, children included."""
    return _of(Subject(designer=designer, category=category))


def new_arrivals() -> Scope:
    """What was listed within the days that count as new."""
    return Scope("New arrivals", reverse("catalog:new"), {"new": ("1",)})


def search_results(words: str) -> Scope:
    """What a search found."""
    title = f"Results for “{words}”" if words else "Search"
    return Scope(title, reverse("catalog:search"))


def _of(subject: Subject) -> Scope:
    words = {"designer": subject.designer, "category": subject.category, "style": subject.style}
    fixed = {name: (word.slug,) for name, word in words.items() if word}
    return Scope(subject.name, subject.url, fixed, crumbs=subject.crumbs)
