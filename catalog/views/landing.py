"""The pages that visitors land on: a house, a style, a kind, a house's pieces of one kind."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog import landing
from catalog.browsing import scopes
from catalog.models import Category, Designer, Style
from catalog.views.browse import listing
from catalog.views.public import kept_shortly


@require_safe
@kept_shortly
def designer(request: HttpRequest, slug: str) -> HttpResponse:
    """One house."""
    house = get_object_or_404(Designer, slug=slug)
    return listing(request, scopes.of_designer(house), landing=partial(landing.of_designer, house))


@require_safe
@kept_shortly
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One category with its children."""
    kind = get_object_or_404(Category.objects.select_related("parent"), slug=slug)
    return listing(request, scopes.of_category(kind), landing=partial(landing.of_category, kind))


@require_safe
@kept_shortly
def style(request: HttpRequest, slug: str) -> HttpResponse:
    """One model of a house."""
    model = get_object_or_404(Style.objects.select_related("designer"), slug=slug)
    return listing(request, scopes.of_style(model), landing=partial(landing.of_style, model))


@require_safe
@kept_shortly
def designer_category(request: HttpRequest, designer: str, category: str) -> HttpResponse:
    """A house's pieces of one kind; a style's short address leads to the style's own page."""
    house = get_object_or_404(Designer, slug=designer)
    kind = Category.objects.select_related("parent").filter(slug=category).first()
    if kind is None:
        return _style_of(house, category)
    scope = scopes.of_designer_category(house, kind)
    return listing(request, scope, landing=partial(landing.of_designer_category, house, kind))


def _style_of(house: Designer, named: str) -> HttpResponse:
    """`/designers/chanel/classic-flap/`: styles keep the house in their own slug, so that the two can't collide."""
    found = Style.objects.filter(designer=house, slug__in=[named, f"{house.slug}-{named}"]).first()
    if found is None:
        raise Http404
    return HttpResponsePermanentRedirect(found.get_absolute_url())
