"""Where a photograph's renditions lie: names and widths follow from the stored name and one number.

A page therefore needs no query and no storage call per picture. The number is `widest`: the width up to which
renditions stand, kept beside the name (Photo.widest, Item.lead_widest); 0 means that they aren't all there yet.
"""

from collections.abc import Iterator
from functools import cache
from posixpath import splitext

WIDTHS = (160, 320, 480, 640, 960, 1280, 1600, 2400)
ENDINGS = ("avif", "webp", "jpg")
# In every name, because a rendition may be cached for ever: raise it whenever the same photograph would be encoded
# otherwise, with a migration that sets every `widest` to 0 and `due_at` to now.
RECIPE = "v1"


@cache
def widths_up_to(widest: int) -> tuple[int, ...]:
    """The widths in pixels of a photograph that is `widest` wide: never upscaled, its own width the last."""
    own = min(widest, WIDTHS[-1])
    return (*(width for width in WIDTHS if width < own), own) if own > 0 else ()


def folder_of(name: str) -> str:
    """The folder of a stored photograph's renditions: `items/c0ffee/` for `items/c0ffee.webp`."""
    return f"{splitext(name)[0]}/"


def rendition(name: str, width: int, ending: str) -> str:
    """The storage name of one rendition: `items/c0ffee/v1-640.avif`."""
    return f"{folder_of(name)}{RECIPE}-{width}.{ending}"


def renditions(name: str, widest: int) -> Iterator[tuple[int, str, str]]:
    """Every rendition of a photograph as (width, ending, storage name), small ones first."""
    for width in widths_up_to(widest):
        for ending in ENDINGS:
            yield width, ending, rendition(name, width, ending)
