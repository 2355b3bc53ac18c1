"""The search box: an item number leads to its piece, words to a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from catalog import search as words_search
from catalog.browsing.scopes import search_results
from catalog.browsing.selection import read_selection
from catalog.models import Item, ListingState
from catalog.numbers import looks_like_number, read_number
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
    words = read_selection(request.GET).words
    number = read_number(words)
    piece = _piece(number) if number else None
    if piece:
        return redirect(piece)
    scope = search_results(words)
    return listing(request, scope, only=_found(words), note=_note(words, number))


def _found(words: str) -> list[int] | None:
    """The pieces that have all these words, best first; None where nothing was typed."""
    if not words:
        return None
    found = words_search.best_first(words).filter(words_search.found_by(words))
    return list(found.values_list("pk", flat=True))


def _piece(number: str) -> Item | None:
    return Item.objects.exclude(state=ListingState.DRAFT).only("number", "slug").filter(number=number).first()


def _note(words: str, number: str | None) -> str:
    if number:
        return UNKNOWN.format(number=number)
    return MISTYPED.format(words=words) if looks_like_number(words) else ""
