"""New arrivals for feed readers; catalog.pages answers 304 to one that has them already, as on every public page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalog.feeds.arrivals import Arrivals, AtomArrivals
from catalog.views.public import kept_shortly

_rss, _atom = Arrivals(), AtomArrivals()


@require_safe
@kept_shortly
def rss(request: HttpRequest, designer: str = "") -> HttpResponse:
    """RSS 2.0, of the whole shop or one house."""
    return _rss(request, designer=designer)


@require_safe
@kept_shortly
def atom(request: HttpRequest, designer: str = "") -> HttpResponse:
    """Atom 1.0, of the whole shop or one house."""
    return _atom(request, designer=designer)
