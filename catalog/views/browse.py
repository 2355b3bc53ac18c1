"""Lists of pieces: everything and what is new; the landing pages are lists with words of their own."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalog.browsing import scopes
from catalog.browsing.found import found_in
from catalog.browsing.page import list_page
from catalog.browsing.results import Results, results
from catalog.browsing.scopes import Scope
from catalog.browsing.selection import PER_PAGE, SORTS, Selection, read_selection
from catalog.browsing.understood import Understood
from catalog.cards.kept import together
from catalog.context import shelf_of
from catalog.landing import Found, Landing
from catalog.views.public import kept_shortly


@require_safe
@kept_shortly
def shop(request: HttpRequest) -> HttpResponse:
    """All pieces."""
    return listing(request, scopes.all_pieces())


@require_safe
@kept_shortly
def new(request: HttpRequest) -> HttpResponse:
    """What was listed lately."""
    return listing(request, scopes.new_arrivals())


def listing(
    request: HttpRequest,
    scope: Scope,
    *,
    understood: Understood | None = None,
    note: str = "",
    landing: Callable[[Found], Landing] | None = None,
) -> HttpResponse:
    """The page of a scope under the selection in the address; `landing` gives the words of an unfiltered one.

    `understood` is a search: its filters count, its words are in the texts, the best of its pieces come first.
    """
    shelf = shelf_of(request)
    asked = read_selection(request.GET)
    selection = understood.selection if understood else asked
    page = results(shelf, scope, selection, found=understood.found.query if understood else None)
    if understood:
        page = replace(page, chips=understood.chips(shelf))
    facts = {
        "scope": scope,
        "selection": selection,
        "results": page,
        "cards": together(page.cards, eager=2),
        "note": note,
        "landing": landing(found_in(shelf, scope, sold=page.sold))
        if landing and _is_plain(selection, page)
        else None,
        "understood": understood,
        "nearest": understood.nearest(shelf) if understood and not page.total else None,
        "sorts": {"": "Best match", **SORTS} if understood else SORTS,
        "sizes": PER_PAGE,
        "previous": asked.address(page=page.page - 1) if page.page > 1 else None,
        "next": asked.address(page=page.page + 1) if page.page < page.pages else None,
        "canonical": scope.url + asked.canonical(page.page),
        "noindex": selection.is_filtered or bool(asked.words) or bool(selection.sort) or not page.total,
        "asked": request.GET,
        "search_words": asked.words,
        "wish": scope.url + selection.address(),
    }
    return HttpResponse(list_page(facts))


def _is_plain(selection: Selection, page: Results) -> bool:
    """The list as it stands by itself, newest first: the only view whose words are those of the whole."""
    return page.page == 1 and not selection.is_filtered and selection.sort in ("", "newest")
