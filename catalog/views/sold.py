"""The archive of what was sold. Its first page is for search engines too; filters and earlier pages are not."""

from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.models import Category, Designer, Style
from catalog.queries import sold
from catalog.queries.sold import Place, Wanted
from catalog.structured_data import trail
from catalog.views.public import kept_shortly

Row = TypeVar("Row", bound=Model)
LONGEST = 30


@require_safe
@kept_shortly
def archive(request: HttpRequest) -> HttpResponse:
    """The latest sales of `designer`, `style` and `category` (slugs), before a place in the list."""
    wanted = _wanted(request)
    pieces, earlier = sold.latest(wanted)
    address = reverse("catalog:sold")
    context = {
        "wanted": wanted,
        "pieces": pieces,
        "range": sold.price_range(wanted),
        "designers": sold.designers_sold(),
        "styles": sold.styles_sold(wanted.designer) if wanted.designer else (),
        "categories": sold.categories_sold(),
        "earlier": _address(request, earlier) if earlier else "",
        "latest": _address(request, None) if wanted.before else "",
        "canonical": address,
        "noindex": wanted.narrowed or wanted.before is not None,
        "trail": trail([("Sold", address)]),
    }
    return render(request, "catalog/sold.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for. Raises Http404 for a slug that nothing has."""
    style, designer = _named(request, Style, "style"), _named(request, Designer, "designer")
    if style and designer and style.designer_id != designer.pk:
        style = None  # another house was chosen: its predecessor's style goes
    return Wanted(designer, style, _named(request, Category, "category"), _place(request))


def _named(request: HttpRequest, model: type[Row], name: str) -> Row | None:
    slug = request.GET.get(name, "")
    found = model._default_manager.filter(slug=slug[:140]).first() if slug else None
    if slug and found is None:
        raise Http404(f"No {name} has this name.")
    return found


def _place(request: HttpRequest) -> Place | None:
    """The place that `before` names; None for one that is no place."""
    moment, _, pk = request.GET.get("before", "")[:LONGEST].partition("-")
    if not (moment.isascii() and pk.isascii() and moment.isdigit() and pk.isdigit()):
        return None
    try:
        # Microseconds: a float would lose one, and with it a piece between two pages.
        at = datetime.fromtimestamp(int(moment) // 1_000_000, UTC).replace(
            microsecond=int(moment) % 1_000_000
        )
    except (ValueError, OverflowError, OSError):
        return None
    return Place(at, int(pk))


def _address(request: HttpRequest, before: Place | None) -> str:
    """The same filters before another place, or at the latest sale."""
    asked = request.GET.copy()
    asked.pop("before", None)
    if before:
        seconds = int(before.at.timestamp())
        asked["before"] = f"{seconds * 1_000_000 + before.at.microsecond}-{before.pk}"
    return f"?{asked.urlencode()}" if asked else reverse("catalog:sold")
