"""The boxes of a filter as HTML. A list has a hundred of them and more, so this is plain text put together."""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from catalog.browsing.facets import Facet, Option

SWATCH = (
    '<svg class="swatch" viewBox="0 0 18 18" aria-hidden="true"><circle cx="9" cy="9" r="9" fill="{}"/></svg>'
)
PIECE, PIECES = (f'<span class="unseen"> {noun}</span></span></label>' for noun in ("piece", "pieces"))


def facet_html(facet: Facet) -> SafeString:
    """A named group, its most useful boxes in sight and the rest folded away."""
    unfolded = " open" if facet.is_open else ""
    rest = facet.rest
    more = (
        f'<details class="rail-more"><summary class="go">{len(rest)} more</summary>{_boxes(rest)}</details>'
        if rest
        else ""
    )
    return SafeString(
        f"<details{unfolded}><summary>{facet.title}</summary>{_boxes(facet.first)}{more}</details>"
    )


def _boxes(options: tuple[Option, ...]) -> str:
    return "\n".join([_box(*option) for option in options])


def _box(field: str, value: str, label: str, pieces: int, checked: bool, swatch: str) -> str:
    begin, end = _around(field, value, label, swatch)
    return f"{begin}{' checked' if checked else ''}{end}{pieces:,}{PIECE if pieces == 1 else PIECES}"


@lru_cache(20_000)
def _around(field: str, value: str, label: str, swatch: str) -> tuple[str, str]:
    """What a box says but whether it is ticked and how many pieces: the same on every list, so it is escaped once."""
    colour = SWATCH.format(escape(swatch)) if swatch else ""
    return (
        f'<label class="pick"><input type="checkbox" name="{field}" value="{escape(value)}"',
        f">{colour}<span>{escape(label)}</span><span>",
    )
