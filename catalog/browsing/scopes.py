"""Where a shopper stands: all pieces, a category, a designer, the new arrivals, or a search."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from catalog.landing.subject import Subject
from catalog.models import Category, Designer, Style


@dataclass(frozen=True)
class Scope:
    """A list's heading, address and condition; `crumbs` lead to it, `fixed` names a filter it makes needless."""

    title: str
    url: str
    condition: Q
    intro: str = ""
    fixed: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()


def all_pieces() -> Scope:
    """Everything that is or was for sale."""
    return Scope("All pieces", reverse("catalog:shop"), Q())


def of_category(category: Category) -> Scope:
    """A category with its children."""
    return _of(Subject(category=category))


def of_designer(designer: Designer) -> Scope:
    """All pieces of one house."""
    return _of(Subject(designer=designer), fixed="designer")


def of_style(style: Style) -> Scope:
    """One model of a house."""
    return _of(Subject(designer=style.designer, style=style), fixed="style")


def of_designer_category(designer: Designer, category: Category) -> Scope:
    """A house's pieces of one kind, children included."""
    return _of(Subject(designer=designer, category=category), fixed="designer")


def _of(subject: Subject, fixed: str = "") -> Scope:
    return Scope(subject.name, subject.url, subject.condition, fixed=fixed, crumbs=subject.crumbs)


def new_arrivals(newest: Q) -> Scope:
    """What was listed within the days that count as new."""
    return Scope("New arrivals", reverse("catalog:new"), newest, fixed="new")


def search_results(words: str, found: Q) -> Scope:
    """What a search found."""
    title = f"Results for “{words}”" if words else "Search"
    return Scope(title, reverse("catalog:search"), found)
