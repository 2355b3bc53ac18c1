"""The lists of pieces that a search engine may keep: houses, styles, kinds, houses by kind, and the fixed pages.

A list's date is that of the piece in it that changed last; a list without pieces isn't named.
"""

from datetime import datetime

from django.urls import reverse

from catalog.shelf import Shelf
from catalog.sitemaps.writing import Page
from catalog.views.about import PAGES

# The names of the sections, the names of their pages' addresses, and what those are made of.
SECTIONS = {
    "designers": ("designer", ("designer",)),
    "styles": ("style", ("style",)),
    "categories": ("category", ("category",)),
    "designer-categories": ("designer-category", ("designer", "category")),
}


def lists(shelf: Shelf) -> dict[str, list[Page]]:
    """The pages of every section, by their addresses."""
    dated = {section: shelf.latest(*facets) for section, (_, facets) in SECTIONS.items()}
    found = {
        section: [
            Page(reverse(f"catalog:{SECTIONS[section][0]}", args=slugs), at)
            for slugs, at in sorted(of_section.items())
        ]
        for section, of_section in dated.items()
    }
    return {"pages": _fixed(max(dated["designers"].values(), default=None))} | found


def _fixed(changed_at: datetime | None) -> list[Page]:
    """Pages that always exist; the ones about the house say no date, because their words change with a release."""
    of_pieces = [
        Page(reverse(f"catalog:{name}"), changed_at) for name in ("home", "shop", "new", "designers")
    ]
    about = [Page(reverse("catalog:about", args=[page])) for page in PAGES]
    others = [Page(reverse(name)) for name in ("catalog:log", "trust:page", "promise:page", "sell:start")]
    return [*of_pieces, *about, *others]
