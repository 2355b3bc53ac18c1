"""The environment of the components: what stands around the pieces of a list, rendered by Jinja2.

The pages themselves are Django templates; `{% component "cards.html" items=... %}` sets a component into one. What
a page shows a hundred times, its cards and the boxes of its filters, comes from functions that put text together.
An attribute that isn't there is an error here, as it is in Python: a card must not quietly miss its price.
"""

from functools import cache
from typing import Any
from urllib.parse import quote

from django.http import QueryDict
from django.template.defaultfilters import capfirst, floatformat, truncatechars
from django.utils.html import format_html
from django.utils.safestring import SafeString
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from catalog.browsing.boxes import facet_html
from catalog.cards import cards_html
from catalog.pages.holes import hole
from catalog.photography.picture import photo_url, picture
from portero.core.named_addresses import static, url
from portero.core.templatetags import shop
from portero.core.words import number

FILTERS = (
    shop.absolute,
    shop.bare,
    shop.cents,
    shop.counted,
    shop.country_name,
    shop.day,
    shop.dollars,
    shop.in_country,
    shop.lower_first,
    shop.millimetres,
    shop.placed,
    shop.ship_by_time,
    shop.until,
    number,
    floatformat,
    capfirst,
    truncatechars,
)


def environment(**options: Any) -> Environment:
    """Jinja2 with the shop's ways of writing sums, days and places, by the names that the pages use too.

    `still("pay/marks.html", method="card")` is a component that says the same each time: it is drawn once.
    """
    strict = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options | strict)  # noqa: S701  (it escapes: the line above says so)
    made.filters |= {one.__name__: one for one in (*FILTERS, grouped, quoted, token_field, with_query)}
    made.globals |= {
        one.__name__: one for one in (cards_html, facet_html, hole, photo_url, picture, static, url)
    }
    made.globals["still"] = cache(lambda name, **facts: Markup(made.get_template(name).render(facts)))  # noqa: S704  (it escapes by itself)
    return made


def token_field(token: str) -> SafeString:
    """The hidden field that shows a form to be ours, as `{% csrf_token %}`."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


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
