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
from catalog.views.public import kept_shortly

MISTYPED = (
    "{words} looks like an item number, but its last digit does not fit the others. "
    "One of the digits may be mistyped: the number stands on the piece’s page, in our mails and on the parcel’s slip."
)
UNKNOWN = "No piece in the shop has the number {number}."


@require_safe
@kept_shortly
def search(request: HttpRequest) -> HttpResponse:
    """Results for the words typed; a right item number goes straight to the piece."""
    asked = read_selection(request.GET)
    number = read_number(asked.words)
    piece = _piece(number) if number else None
    if piece:
        return redirect(piece)
    scope = search_results(asked.words)
    note = _note(asked.words, number)
    understood = understand(asked, shelf_of(request)) if asked.words else None
    return listing(request, scope, understood=understood, note=note)


@require_safe
@kept_shortly
def suggestions(request: HttpRequest) -> HttpResponse:
    """The list under the search box for what is typed so far; empty where nothing fits."""
    return render(request, "catalog/parts/suggest.html", {"groups": suggest(request.GET.get("q", ""))})


def _piece(number: str) -> Item | None:
    return Item.objects.exclude(state=ListingState.DRAFT).only("number", "slug").filter(number=number).first()


def _note(words: str, number: str | None) -> str:
    if number:
        return UNKNOWN.format(number=number)
    return MISTYPED.format(words=words) if looks_like_number(words) else ""
