"""The page of one piece."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog import shelf
from catalog.comparables import relatives_of
from catalog.models import ListingState
from catalog.numbers import read_number
from catalog.pages import shared
from catalog.pages.own import OwnAnswer
from catalog.pages.piece import page_of
from catalog.queries.cards import cards_meant
from catalog.queries.piece import piece
from catalog.views.public import kept_shortly


@require_safe
@kept_shortly
def item(request: HttpRequest, number: str, slug: str = "") -> HttpResponse:
    """One piece. A draft doesn't exist here; another spelling of the address leads to the right one."""
    shown = shelf.current()
    moment, snapshot = (
        shown.moment,
        shown.snapshot,
    )  # before anything is read: what is read then is as new or newer
    page = shared.get(request.path) if settings.PIECES_KEPT_SECONDS else None
    if page is not None:
        return OwnAnswer(page, moment)
    found = piece(read_number(number) or "")
    if found is None:
        return unknown(request, number)
    if found.state == ListingState.WITHDRAWN:
        context = {"item": found, "similar": relatives_of(found).similar}
        return render(request, "catalog/withdrawn.html", context, status=410)
    if (number, slug) != (found.number, found.slug):
        return redirect(found, permanent=True)
    page = page_of(found)
    shared.put(request.path, page, snapshot)
    return OwnAnswer(page, moment)


def unknown(request: HttpRequest, number: str, *, status: int = 404) -> HttpResponse:
    """No piece has this number; those that it may have meant."""
    meant = cards_meant(number)
    return render(
        request, "catalog/unknown_number.html", {"number": number[:30], "meant": meant}, status=status
    )
