"""The search box: an item number leads to its piece, words to a list; and what it offers while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog.browsing.scopes import search_results
from catalog.browsing.selection import read_selection
from catalog.browsing.understood import understand
from catalog.context import shelf_of
from catalog.models import Item, ListingState
from catalog.numbers import looks_like_number, read_number
from catalog.searching.suggestions import suggest
from catalog.views.browse import listing
from catalog.views.item import unknown
from catalog.views.public import kept_shortly


@require_safe
@kept_shortly
def search(request: HttpRequest) -> HttpResponse:
    """Results for the words typed; a right item number goes straight to the piece."""
    asked = read_selection(request.GET)
    number = read_number(asked.words)
    piece = _piece(number) if number else None
    if piece:
        return redirect(piece)
    if number or looks_like_number(asked.words):
        return unknown(request, asked.words, status=200)
    understood = understand(asked, shelf_of(request)) if asked.words else None
    return listing(request, search_results(asked.words), understood=understood)


@require_safe
@kept_shortly
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list under the search box for what is typed so far; empty where nothing fits."""
    return render(request, "catalog/parts/suggest.html", {"groups": suggest(request.GET.get("q", ""))})


def _piece(number: str) -> Item | None:
    return Item.objects.exclude(state=ListingState.DRAFT).only("number", "slug").filter(number=number).first()
