"""The daily roots of the item log, for everybody to read, keep and check."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.feeds.log_roots import LogRoots
from catalog.log import kept
from catalog.models import ItemLogRoot
from catalog.views.public import kept_shortly
from portero.core.sealing import canonical
from portero.core.templatetags.shop import absolute

A_PAGE, A_FILE = 31, 400
TYPE = "portero.item-log-roots/1"
_atom = LogRoots()


@require_safe
@kept_shortly
def log(request: HttpRequest) -> HttpResponse:
    """How the log works, its roots by day, and how to check them."""
    roots, earlier = _page(request, A_PAGE)
    context = {
        "roots": roots,
        "earlier": earlier,
        "canonical": request.path,
        "shared_title": "The record of every piece",
    }
    return render(request, "catalog/log.html", context)


@require_safe
@kept_shortly
def roots(request: HttpRequest) -> HttpResponse:
    """The roots as JSON, newest first, each with its statement byte for byte; readable from any page."""
    found, earlier = _page(request, A_FILE)
    told = {
        "type": TYPE,
        "keys": absolute(reverse("keys")),
        "earlier": absolute(f"{request.path}?before={earlier}") if earlier else None,
        "roots": [kept.copy_of(root) for root in found],
    }
    answer = HttpResponse(canonical(told), content_type="application/json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@kept_shortly
def atom(request: HttpRequest) -> HttpResponse:
    """The newest roots for feed readers."""
    return _atom(request)


def _page(request: HttpRequest, most: int) -> tuple[list[ItemLogRoot], str]:
    """Roots before the day that is asked for, newest first, and the day before which there are more, if there are.

    Raises Http404 for what isn't a day.
    """
    found = ItemLogRoot.objects.all()
    if before := request.GET.get("before"):
        try:
            found = found.filter(day__lt=date.fromisoformat(before))
        except ValueError:
            raise Http404 from None
    roots = list(found[: most + 1])
    more = len(roots) > most
    return roots[:most], roots[most - 1].day.isoformat() if more else ""
