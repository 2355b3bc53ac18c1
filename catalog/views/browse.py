"""Lists of pieces: everything, a category, a designer, what is new."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.browsing import scopes
from catalog.browsing.conditions import flag_conditions
from catalog.browsing.results import results
from catalog.browsing.scopes import Scope
from catalog.browsing.selection import PER_PAGE, SORTS, read_selection
from catalog.models import Category, Designer, Item
from catalog.structured_data import trail
from catalog.views.public import kept_shortly
from portero.core.context import figures_of


@require_safe
@kept_shortly
def shop(request: HttpRequest) -> HttpResponse:
    """All pieces."""
    return listing(request, scopes.all_pieces())


@require_safe
@kept_shortly
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One category with its children."""
    found = get_object_or_404(Category.objects.select_related("parent"), slug=slug)
    return listing(request, scopes.of_category(found))


@require_safe
@kept_shortly
def designer(request: HttpRequest, slug: str) -> HttpResponse:
    """One house."""
    return listing(request, scopes.of_designer(get_object_or_404(Designer, slug=slug)))


@require_safe
@kept_shortly
def new(request: HttpRequest) -> HttpResponse:
    """What was listed lately."""
    return listing(request, scopes.new_arrivals(flag_conditions(figures_of(request))["new"]))


def listing(
    request: HttpRequest, scope: Scope, *, ordered: QuerySet[Item] | None = None, note: str = ""
) -> HttpResponse:
    """The page of a scope under the selection in the address."""
    selection = read_selection(request.GET)
    page = results(scope, selection, figures_of(request), ordered=ordered)
    context = {
        "scope": scope,
        "selection": selection,
        "results": page,
        "note": note,
        "sorts": SORTS,
        "sizes": PER_PAGE,
        "previous": selection.address(page=page.page - 1) if page.page > 1 else None,
        "next": selection.address(page=page.page + 1) if page.page < page.pages else None,
        "canonical": scope.url
        + (f"?page={page.page}" if page.page > 1 and not selection.is_filtered else ""),
        "noindex": selection.is_filtered or bool(selection.words) or bool(selection.sort),
        "search_words": selection.words,
        "trail": trail([*scope.crumbs, (scope.title, scope.url)]),
    }
    return render(request, "catalog/browse.html", context)
