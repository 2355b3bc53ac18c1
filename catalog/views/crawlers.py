"""What search engines ask for first: robots.txt and the sitemap."""

from itertools import chain

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.models import Item
from catalog.queries.cards import VISIBLE
from catalog.queries.vocabulary import designers, top_categories
from catalog.views.about import PAGES
from catalog.views.public import kept_shortly

NEWEST = 20_000  # a sitemap holds 50,000 addresses at most


@require_safe
@kept_shortly
def robots(request: HttpRequest) -> HttpResponse:
    """Personal pages and filter combinations stay out of the index."""
    lines = [
        "User-agent: *",
        *[f"Disallow: /{path}" for path in ("bag/", "checkout/", "orders/", "account/", "staff/", "search/")],
        f"Sitemap: {settings.PUBLIC_URL}{reverse('catalog:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@kept_shortly
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that may be found: lists, houses, pieces for sale and sold."""
    fixed = [reverse(f"catalog:{name}") for name in ("home", "shop", "new", "designers")]
    pieces = (
        Item.objects.filter(state__in=VISIBLE).order_by("-listed_at").values_list("number", "slug")[:NEWEST]
    )
    addresses = chain(
        fixed,
        (reverse("catalog:about", args=[page]) for page in PAGES),
        (reverse("catalog:category", args=[one.slug]) for one in top_categories()),
        (reverse("catalog:designer", args=[one.slug]) for one in designers()),
        (reverse("catalog:item", args=names) for names in pieces),
    )
    return render(request, "catalog/sitemap.xml", {"addresses": addresses}, content_type="application/xml")
