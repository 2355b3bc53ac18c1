"""The pages that visitors land on: a house, a style, a kind, a house's pieces of one kind."""

from functools import cache

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog import landing
from catalog.browsing import scopes
from catalog.browsing.places import scope_of
from catalog.context import shelf_of
from catalog.models import Category, Designer, Style
from catalog.views.browse import listing
from catalog.views.public import kept_shortly


@require_safe
@kept_shortly
def designer(request: HttpRequest, slug: str) -> HttpResponse:
    """One house."""
    words = shelf_of(request).words
    house = cache(lambda: get_object_or_404(Designer, slug=slug))
    scope = scope_of(words, ("designer", slug), lambda: scopes.of_designer(house()))
    return listing(request, scope, landing=lambda found: landing.of_designer(house(), found, words))


@require_safe
@kept_shortly
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One category with its children."""
    words = shelf_of(request).words
    kind = cache(lambda: get_object_or_404(Category.objects.select_related("parent"), slug=slug))
    scope = scope_of(words, ("category", slug), lambda: scopes.of_category(kind()))
    return listing(request, scope, landing=lambda found: landing.of_category(kind(), found, words))


@require_safe
@kept_shortly
def style(request: HttpRequest, slug: str) -> HttpResponse:
    """One model of a house."""
    model = cache(lambda: get_object_or_404(Style.objects.select_related("designer"), slug=slug))
    scope = scope_of(shelf_of(request).words, ("style", slug), lambda: scopes.of_style(model()))
    return listing(request, scope, landing=lambda found: landing.of_style(model(), found))


@require_safe
@kept_shortly
def designer_category(request: HttpRequest, designer: str, category: str) -> HttpResponse:
    """A house's pieces of one kind; a style's short address leads to the style's own page."""
    words = shelf_of(request).words
    house = cache(lambda: get_object_or_404(Designer, slug=designer))
    if words.number("category", category) is None:
        return _style_of(house(), category)
    kind = cache(lambda: get_object_or_404(Category.objects.select_related("parent"), slug=category))
    scope = scope_of(
        words, ("designer", designer, category), lambda: scopes.of_designer_category(house(), kind())
    )
    return listing(
        request, scope, landing=lambda found: landing.of_designer_category(house(), kind(), found, words)
    )


def _style_of(house: Designer, named: str) -> HttpResponse:
    """`/designers/chanel/classic-flap/`: styles keep the house in their own slug, so that the two can't collide."""
    found = Style.objects.filter(designer=house, slug__in=[named, f"{house.slug}-{named}"]).first()
    if found is None:
        raise Http404
    return HttpResponsePermanentRedirect(found.get_absolute_url())
