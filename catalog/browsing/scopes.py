"""Where a shopper stands: all pieces, a category, a designer, the new arrivals, or a search."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from catalog.models import Category, Designer


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
    parent = category.parent
    return Scope(
        category.name,
        category.get_absolute_url(),
        Q(category=category) | Q(category__parent=category),
        intro=category.description,
        crumbs=((parent.name, parent.get_absolute_url()),) if parent else (),
    )


def of_designer(designer: Designer) -> Scope:
    """All pieces of one house."""
    return Scope(
        designer.name,
        designer.get_absolute_url(),
        Q(designer=designer),
        fixed="designer",
        crumbs=(("Designers", reverse("catalog:designers")),),
    )


def new_arrivals(newest: Q) -> Scope:
    """What was listed within the days that count as new."""
    return Scope("New arrivals", reverse("catalog:new"), newest, fixed="new")


def search_results(words: str, found: Q) -> Scope:
    """What a search found."""
    title = f"Results for “{words}”" if words else "Search"
    return Scope(title, reverse("catalog:search"), found)
