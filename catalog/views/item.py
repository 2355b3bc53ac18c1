"""The page of one piece."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import structured_data
from catalog.comparables import relatives_of
from catalog.comparables.why import why
from catalog.drawings import drawing_of
from catalog.gallery import views_of
from catalog.grade_words import GRADES, grade_word
from catalog.models import Item, ListingState
from catalog.notices import notices_of
from catalog.numbers import read_number
from catalog.queries.piece import defects_of, piece
from catalog.views.public import kept_shortly
from portero.core.context import figures_of
from portero.core.figures import Figures


@require_safe
@kept_shortly
def item(request: HttpRequest, number: str, slug: str = "") -> HttpResponse:
    """One piece. A draft doesn't exist here; another spelling of the address leads to the right one."""
    found = piece(read_number(number) or "")
    if found is None:
        return render(request, "catalog/unknown_number.html", {"number": number[:30]}, status=404)
    if found.state == ListingState.WITHDRAWN:
        context = {"item": found, "similar": relatives_of(found).similar}
        return render(request, "catalog/withdrawn.html", context, status=410)
    if (number, slug) != (found.number, found.slug):
        return redirect(found, permanent=True)
    return render(request, "catalog/item.html", _context(found, figures_of(request)))


def _context(found: Item, figures: Figures) -> dict[str, object]:
    url = found.get_absolute_url()
    crumbs = _crumbs(found)
    relatives, defects = relatives_of(found), defects_of(found)
    return {
        "item": found,
        "views": views_of(found, defects),
        "defects": defects,
        "grades": GRADES,
        "grade": grade_word(found.grade),
        "drawing": drawing_of(found),
        "why": why(found, relatives),
        "similar": relatives.similar,
        "leaves_by": timezone.now() + timedelta(hours=int(figures["ship_by_hours"])),
        "crumbs": crumbs,
        "canonical": url,
        "trail": structured_data.trail([*crumbs, (str(found.title), url)]),
        "product": structured_data.product(found, figures),
        "notices": notices_of(found),
    }


def _crumbs(found: Item) -> list[tuple[str, str]]:
    kinds = [kind for kind in (found.category.parent, found.category) if kind]
    places = [(kind.name, kind.get_absolute_url()) for kind in kinds]
    crumbs = [*places, (found.designer.name, found.designer.get_absolute_url())]
    if found.style:
        crumbs.append((found.style.name, found.style.get_absolute_url()))
    return crumbs
