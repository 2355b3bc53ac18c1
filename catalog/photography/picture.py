"""Photographs as HTML and as addresses: no query and no call to the storage, however many stand on a page.

The same function is the tag `{% picture %}` of Django's templates (`{% load photos %}`) and a global of Jinja2.
"""

from functools import cache, lru_cache
from html import escape
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.utils.safestring import SafeString

from catalog.photography.names import RECIPE, folder_of, rendition
from catalog.photography.places import PLACES, nearest, widths_in

SIZE = (
    800,
    1000,
)  # the proportion of a card (static/css/components/photo.css), where the photograph's isn't given
FALLBACK = "jpg"
CUT = "|"
# When a photograph is fetched: before all others, with the page, when it comes into sight.
FIRST, EAGER, LAZY = ' fetchpriority="high"', ' decoding="async"', ' loading="lazy" decoding="async"'


def picture(
    name: str,
    widest: int,
    alt: str = "",
    *,
    place: str = "card",
    width: int = SIZE[0],
    height: int = SIZE[1],
    eager: bool = False,
    first: bool = False,
    css: str = "",
) -> SafeString:
    """`<picture>` with AVIF and WebP in the widths that fit `place` (places.PLACES), and a JPEG for the rest.

    `name` is the stored name, `widest` the number beside it (see names): 0 shows the stored file as it is. `width`
    and `height` give the photograph's proportion, so that nothing moves when it arrives. `eager`: in sight when
    the page opens; `first`: the page's largest, fetched before all others. Nothing for an empty name.
    Raises KeyError for an unknown place.
    """
    if not name:
        return SafeString()
    rest = f' alt="{escape(alt)}"{_class(css)}{_when(eager or first, first)}'
    if not widest:
        return SafeString(f'<img src="{address(name)}"{_size(0, width, height)}{rest}>')
    prefix = f"{address(folder_of(name))}{RECIPE}-"
    return SafeString(
        f"{prefix.join(_frame(place, widest, width, height))}{rest}></picture>"
    )  # values are escaped


def photo_url(name: str, widest: int, at_least: int = 0, ending: str = FALLBACK) -> str:
    """The address of one rendition, `at_least` so many pixels wide if there is one (0: the widest).

    For mails, Open Graph, feeds and the enlarged view: a JPEG is read everywhere. The stored file's address while
    there are no renditions; "" for an empty name.
    """
    if not name or not widest:
        return address(name)
    return address(rendition(name, nearest(widest, at_least or widest), ending))


def address(name: str) -> str:
    """The public address of a stored file or of a folder; "" for an empty name."""
    return f"{_origin()}{quote(name)}" if name else ""


@cache
def _origin() -> str:
    """Everything before a stored name, asked of the storage once: its `url` costs more than the rest of a card."""
    return default_storage.url("-")[:-1]


@lru_cache(4_096)
def _frame(place: str, widest: int, width: int, height: int) -> tuple[str, ...]:
    """The element as far as its `alt`, cut wherever the address of a photograph's renditions begins.

    Of photographs of one size in one place nothing else differs, and a list shows a hundred of them.
    """
    widths = widths_in(place, widest)
    sources = "".join(_source(widths, ending, place) for ending in ("avif", "webp"))
    largest = f'<img src="{CUT}{widths[-1]}.{FALLBACK}"{_size(widths[-1], width, height)}'
    return tuple(f"<picture>{sources}{largest}".split(CUT))


def _source(widths: tuple[int, ...], ending: str, place: str) -> str:
    offered = ", ".join(f"{CUT}{width}.{ending} {width}w" for width in widths)
    return f'<source type="image/{ending}" srcset="{offered}" sizes="{PLACES[place].sizes}">'


def _size(shown: int, width: int, height: int) -> str:
    """The proportion as attributes: in pixels of the file that `src` names, else as given."""
    return (
        f' width="{shown or width}" height="{round((shown or width) * height / width) if width else height}"'
    )


def _when(eager: bool, first: bool) -> str:
    return FIRST if first else EAGER if eager else LAZY


def _class(css: str) -> str:
    return f' class="{escape(css)}"' if css else ""
