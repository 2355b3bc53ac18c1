"""The first page and the index of designers."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.context import shelf_of
from catalog.queries import home as pieces
from catalog.queries.vocabulary import Counted, designers
from catalog.searching.texts import plain
from catalog.shelf import Query
from catalog.structured_data import organization
from catalog.views.public import kept_shortly

INDEXED = 20
NEW = Query(fixed={"new": ("1",)}, to_buy=True, size=0, facets=())


@require_safe
@kept_shortly
def home(request: HttpRequest) -> HttpResponse:
    """One picture, what is new, the houses, and how a piece is examined."""
    shelf = shelf_of(request)
    houses = designers(shelf)
    most = sorted(houses, key=lambda house: -house.pieces)[:INDEXED]
    context = {
        "lead": pieces.editorial_piece(),
        "arrivals": pieces.arrivals(),
        "new_count": shelf.answer(NEW).available,
        "designer_count": len(houses),
        "designers": sorted(most, key=_place),
        "pinned": pieces.pinned_defect(),
        "canonical": request.path,
        "organization": organization(),
    }
    return render(request, "catalog/home.html", context)


@require_safe
@kept_shortly
def designer_index(request: HttpRequest) -> HttpResponse:
    """Every house with pieces, by first letter."""
    houses = sorted(designers(shelf_of(request)), key=_place)
    letters = [(letter, list(group)) for letter, group in groupby(houses, key=_letter)]
    return render(request, "catalog/designers.html", {"letters": letters, "canonical": request.path})


def _place(house: Counted) -> str:
    return plain(house.name)


def _letter(house: Counted) -> str:
    first = plain(house.name)[:1].upper()
    return first if first.isalpha() else "0 to 9"
