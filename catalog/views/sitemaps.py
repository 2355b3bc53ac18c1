"""The sitemaps: an index, short ones of lists, and pieces by ranges of their key. Streamed, and gzipped on request."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from catalog.context import shelf_of
from catalog.sitemaps import pieces, writing
from catalog.sitemaps.lists import lists
from catalog.sitemaps.writing import Page
from catalog.views.public import kept_shortly

XML = "application/xml"


@require_safe
@kept_shortly
@gzip_page
def index(request: HttpRequest) -> HttpResponse:
    """Every sitemap with the date of what changed last in it."""
    shelf = shelf_of(request)
    of_lists = [
        Page(reverse("catalog:sitemap-lists", args=[section]), _latest(pages))
        for section, pages in lists(shelf).items()
        if pages
    ]
    of_pieces = [
        Page(reverse(f"catalog:sitemap-{shard.state}", kwargs={"page": shard.page}), shard.changed_at)
        for shard in pieces.shards(shelf)
    ]
    return HttpResponse(writing.index([*of_lists, *of_pieces]), content_type=XML)


@require_safe
@kept_shortly
@gzip_page
def of_lists(request: HttpRequest, section: str) -> HttpResponse:
    """Houses, styles, kinds, houses by kind, or the fixed pages."""
    found = lists(shelf_of(request)).get(section)
    if found is None:
        raise Http404
    return HttpResponse(writing.urlset([found]), content_type=XML)


def _etag(request: HttpRequest, state: str, page: int) -> str | None:
    changed_at, count = pieces.stand(state, page)
    return f'"{changed_at.timestamp()}-{count}"' if changed_at else None


@require_safe
@kept_shortly
@gzip_page
@condition(etag_func=_etag)
def of_pieces(request: HttpRequest, state: str, page: int) -> HttpResponseBase:
    """One range of pieces, listed ones with their photographs; unchanged since the last visit: 304 without a body."""
    if not pieces.stand(state, page)[1]:
        raise Http404
    return StreamingHttpResponse(writing.urlset(pieces.batches(state, page)), content_type=XML)


def _latest(pages: list[Page]) -> datetime | None:
    return max((page.changed_at for page in pages if page.changed_at), default=None)
