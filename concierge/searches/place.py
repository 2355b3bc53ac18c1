"""The list that an address of the shop shows, in its one canonical spelling."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import ObjectDoesNotExist
from django.http import QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from catalog.browsing import scopes
from catalog.browsing.scopes import Scope
from catalog.browsing.selection import Selection, read_selection
from catalog.models import Category, Designer, Style

LONGEST_PATH, LONGEST_QUERY = 200, 2000
# How a list is shown, not what is in it.
ONLY_SHOWN = ("sort", "per", "page")


@dataclass(frozen=True)
class Place:
    """A list of pieces and what was asked of it; two addresses that show the same pieces are one place."""

    path: str
    query: str
    scope: Scope
    selection: Selection

    @property
    def address(self) -> str:
        """Its page in the shop."""
        return f"{self.path}?{self.query}" if self.query else self.path


def read_place(address: str) -> Place | None:
    """The list at an address of ours (`/shop/handbags/?colour=black`); None for anything else.

    Also for a search without a word or filter, and for an address longer than we keep.
    """
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or len(parts.path) > LONGEST_PATH:
        return None
    scope = _scope_at(parts.path)
    if scope is None:
        return None
    selection = read_selection(QueryDict(parts.query[: 2 * LONGEST_QUERY]))
    query = urlencode(sorted(pair for pair in selection.pairs() if pair[0] not in ONLY_SHOWN))
    everything = scope.url == reverse("catalog:search") and not query
    return None if everything or len(query) > LONGEST_QUERY else Place(parts.path, query, scope, selection)


def _scope_at(path: str) -> Scope | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return _scope_of(found)


def _scope_of(found: ResolverMatch) -> Scope | None:
    """The scope that the view of this address lists; None for a page that is no list, or whose word is gone."""
    make = SCOPES.get(found.view_name)
    try:
        return make(**found.kwargs) if make else None
    except ObjectDoesNotExist:
        return None


def _of_category(slug: str) -> Scope:
    return scopes.of_category(Category.objects.select_related("parent").get(slug=slug))


def _of_designer(slug: str) -> Scope:
    return scopes.of_designer(Designer.objects.get(slug=slug))


def _of_style(slug: str) -> Scope:
    return scopes.of_style(Style.objects.select_related("designer").get(slug=slug))


def _of_designer_category(designer: str, category: str) -> Scope:
    kind = Category.objects.select_related("parent").get(slug=category)
    return scopes.of_designer_category(Designer.objects.get(slug=designer), kind)


SCOPES: dict[str, Callable[..., Scope]] = {
    "catalog:shop": scopes.all_pieces,
    "catalog:search": lambda: scopes.search_results(""),
    "catalog:new": scopes.new_arrivals,
    "catalog:category": _of_category,
    "catalog:designer": _of_designer,
    "catalog:designer-category": _of_designer_category,
    "catalog:style": _of_style,
}
