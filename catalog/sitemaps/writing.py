"""Sitemaps as XML, written piece by piece (sitemaps.org 0.9, Google's image extension 1.1)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from portero.core.templatetags.shop import absolute

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


class Page(NamedTuple):
    """One address without its origin, when what it shows last changed (None: not known), its pictures."""

    path: str
    changed_at: datetime | None = None
    pictures: tuple[str, ...] = ()


def urlset(batches: Iterable[Iterable[Page]]) -> Iterator[str]:
    """A sitemap, one text per batch, so that no more than a batch is held in memory."""
    yield f'{HEAD}<urlset xmlns="{SITEMAP}" xmlns:image="{IMAGE}">\n'
    for batch in batches:
        yield "".join(_entry("url", page) for page in batch)
    yield "</urlset>\n"


def index(sitemaps: Iterable[Page]) -> str:
    """The index of all sitemaps."""
    entries = "".join(_entry("sitemap", page) for page in sitemaps)
    return f'{HEAD}<sitemapindex xmlns="{SITEMAP}">\n{entries}</sitemapindex>\n'


def _entry(tag: str, page: Page) -> str:
    changed = f"<lastmod>{page.changed_at.isoformat(timespec='seconds')}</lastmod>" if page.changed_at else ""
    pictures = "".join(
        f"<image:image><image:loc>{escape(absolute(address))}</image:loc></image:image>"
        for address in page.pictures
    )
    return f"<{tag}><loc>{escape(absolute(page.path))}</loc>{changed}{pictures}</{tag}>\n"
