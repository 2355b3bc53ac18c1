"""New arrivals for feed readers; one that has them already is answered 304."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from catalog.feeds.arrivals import Arrivals, AtomArrivals, stamp
from catalog.views.public import kept_shortly

_rss, _atom = Arrivals(), AtomArrivals()


@require_safe
@kept_shortly
@condition(etag_func=stamp)
def rss(request: HttpRequest, designer: str = "") -> HttpResponse:
    """RSS 2.0, of the whole shop or one house."""
    return _rss(request, designer=designer)


@require_safe
@kept_shortly
@condition(etag_func=stamp)
def atom(request: HttpRequest, designer: str = "") -> HttpResponse:
    """Atom 1.0, of the whole shop or one house."""
    return _atom(request, designer=designer)
