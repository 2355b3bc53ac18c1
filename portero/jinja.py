"""The environment of the components: what stands around the pieces of a list, rendered by Jinja2.

The pages themselves are Django templates; `{% component "cards.html" items=... %}` sets a component into one. What
a page shows a hundred times, its cards and the boxes of its filters, comes from functions that put text together.
An attribute that isn't there is an error here, as it is in Python: a card must not quietly miss its price.
"""

from functools import cache
from typing import Any
from urllib.parse import quote

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import QueryDict
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from catalog.browsing.boxes import facet_html
from catalog.cards import cards_html
from catalog.photography.picture import photo_url
from portero.core.templatetags import shop

FILTERS = (
    shop.absolute,
    shop.counted,
    shop.dollars,
)


def environment(**options: Any) -> Environment:
    """Jinja2 with the shop's ways of writing sums, days and places, by the names that the pages use too."""
    strict = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options | strict)  # noqa: S701  (it escapes: the line above says so)
    made.filters |= {one.__name__: one for one in (*FILTERS, grouped, quoted, with_query)}
    made.globals |= {one.__name__: one for one in (cards_html, facet_html, photo_url, url, static)}
    return made


def url(view: str, *words: str) -> str:
    """An address by the name of its view and its words (slugs, item numbers), as `{% url %}`, thirty times as quick."""
    return _form(view, len(words)).format(*words)


@cache
def _form(view: str, words: int) -> str:
    """The address with a place for each word."""
    marks = [f"word-{n}" for n in range(words)]
    address = reverse(view, args=marks).replace("{", "{{").replace("}", "}}")
    for n, mark in enumerate(marks):
        address = address.replace(mark, f"{{{n}}}")
    return address


@cache
def static(path: str) -> str:
    """The address of a file of the shop's own, as `{% static %}`."""
    return staticfiles_storage.url(path)


def grouped(number: int) -> str:
    """`12,345`."""
    return f"{number:,}"


def quoted(text: str) -> str:
    """The text as the value of a field in an address."""
    return quote(text, safe="")


def with_query(asked: QueryDict, **changes: object) -> str:
    """The query string of an address with some of its fields changed, or left out (None)."""
    changed = asked.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}" if changed else ""
