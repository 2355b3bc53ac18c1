"""The places of a page where a photograph stands, and how wide it is there: what `sizes` tells the browser.

The lengths follow from static/css (card.css, gallery.css, hero.css, summary.css); whoever moves a breakpoint there
moves it here. Media conditions are written with min-width: browsers that don't know ranges read `sizes` too.
"""

from dataclasses import dataclass
from functools import cache

from catalog.photography.names import widths_up_to


@dataclass(frozen=True)
class Place:
    """How wide a photograph is shown, and which widths in pixels are offered for it."""

    sizes: str
    least: int
    most: int


PLACES = {
    # Two columns on a phone, three on a tablet, then three beside the rail or four without it, 22rem at most.
    "card": Place("(min-width: 60rem) 22rem, (min-width: 40rem) 34vw, 50vw", 320, 640),
    "gallery": Place("(min-width: 91rem) 43rem, (min-width: 60rem) 47vw, 100vw", 480, 1600),
    "thumb": Place("5rem", 160, 320),
    "hero": Place("(min-width: 91rem) 39rem, (min-width: 60rem) 43vw, 92vw", 480, 1600),
    "half": Place("(min-width: 91rem) 29rem, (min-width: 60rem) 32vw, 92vw", 320, 1280),
    "basket": Place("(min-width: 60rem) 9rem, 6.5rem", 160, 480),
    "close": Place("16rem", 320, 640),  # a sixth of a pinned photograph, magnified
}


@cache
def widths_in(place: str, widest: int) -> tuple[int, ...]:
    """The widths offered in a place, ascending; the nearest one where none lies within its bounds.

    Raises KeyError for a place that isn't in PLACES.
    """
    bounds, all_widths = PLACES[place], widths_up_to(widest)
    fitting = tuple(width for width in all_widths if bounds.least <= width <= bounds.most)
    # A photograph that is smaller than the least width is offered as wide as it is.
    return fitting or all_widths[-1:]


def nearest(widest: int, at_least: int) -> int:
    """The smallest width that is `at_least` so wide, else the widest; 0 where there are no renditions."""
    widths = widths_up_to(widest)
    return next((width for width in widths if width >= at_least), widths[-1] if widths else 0)
