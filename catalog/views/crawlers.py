"""What crawlers ask for first: robots.txt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.views.public import kept_shortly

PERSONAL = (
    *("bag/", "checkout/", "orders/", "account/", "staff/", "fragments/", "estimate/", "search/"),
    *("saved-search/", "line/", "recently-viewed/", "new-since/"),
    *("sell/draft/", "sell/sent/", "sell/confirm/", "sell/mine/"),
)


@require_safe
@kept_shortly
def robots(request: HttpRequest) -> HttpResponse:
    """Personal pages and searches stay out; a filtered list says noindex itself, which only who reads it can know."""
    lines = [
        "User-agent: *",
        *[f"Disallow: /{path}" for path in PERSONAL],
        f"Sitemap: {settings.PUBLIC_URL}{reverse('catalog:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
