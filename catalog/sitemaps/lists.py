"""The lists of pieces that a search engine may keep: houses, styles, kinds, houses by kind, and the fixed pages.

A list's date is that of the piece in it that changed last; a list without pieces isn't named.
"""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import F, Max
from django.urls import reverse

from catalog.models import Item
from catalog.queries.cards import VISIBLE
from catalog.sitemaps.writing import Page
from catalog.views.about import PAGES

KEPT = 600  # seconds: dates of lists, no piece and no count
SECTIONS = ("pages", "designers", "styles", "categories", "designer-categories")
Dated = dict[tuple[str, ...], datetime]


def lists() -> dict[str, list[Page]]:
    """The pages of every section, newest change first known; one query over all pieces in ten minutes."""
    kept: dict[str, list[Page]] = cache.get_or_set("sitemap:lists", _lists, KEPT) or {}
    return kept


def _lists() -> dict[str, list[Page]]:
    dated: dict[str, Dated] = {section: {} for section in SECTIONS}
    for row in _combinations():
        house, kind, parent, style = (
            row["designer__slug"],
            row["category__slug"],
            row["parent"],
            row["style__slug"],
        )
        kinds = [slug for slug in (kind, parent) if slug]
        _note(dated["designers"], row, (house,))
        if style:
            _note(dated["styles"], row, (style,))
        for slug in kinds:
            _note(dated["categories"], row, (slug,))
            _note(dated["designer-categories"], row, (house, slug))
        _note(dated["pages"], row, ())
    names = {"designers": "designer", "styles": "style", "categories": "category"}
    names["designer-categories"] = "designer-category"
    found = {
        section: [
            Page(reverse(f"catalog:{name}", args=slugs), at) for slugs, at in sorted(dated[section].items())
        ]
        for section, name in names.items()
    }
    return {"pages": _fixed(dated["pages"].get(()))} | found


def _combinations() -> Any:
    """House, kind and style together: some thousand rows, however many pieces."""
    return (
        Item.objects.filter(state__in=VISIBLE)
        .order_by()
        .values("designer__slug", "style__slug", "category__slug", parent=F("category__parent__slug"))
        .annotate(changed_at=Max("updated_at"))
    )


def _note(dated: Dated, row: dict[str, Any], key: tuple[str, ...]) -> None:
    dated[key] = max(row["changed_at"], dated.get(key, row["changed_at"]))


def _fixed(changed_at: datetime | None) -> list[Page]:
    """Pages that always exist; the ones about the house say no date, because their words change with a release."""
    of_pieces = [
        Page(reverse(f"catalog:{name}"), changed_at) for name in ("home", "shop", "new", "designers")
    ]
    return of_pieces + [Page(reverse("catalog:about", args=[page])) for page in PAGES]
