"""The page of the choice of ways to pay: components in a frame that is the same for everybody."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import engines
from django.template.loader import render_to_string

from catalog.pages.holes import Cut, cut, filled, hole
from portero.core.care import care_hours
from portero.core.context import shop
from portero.core.figures import figures_in_force

# What the summary of an order says otherwise once it is paid.
UNPAID = {"total_label": "Total", "refunds": None, "paid_with": "", "change": True}


def rendered(request: HttpRequest, context: Mapping[str, Any]) -> bytes:
    """The page with what `orders.views.pay_choice` says of the order and its ways."""
    told = {
        "csrf_token": get_token(request),
        "care_email": settings.CARE_EMAIL,
        "care_phone": settings.CARE_PHONE,
    }
    template = _template()
    values = template.new_context({**context, **UNPAID, **told})
    blocks = {name: ["".join(draw(values)).encode()] for name, draw in template.blocks.items()}
    around = _frame(care_hours(figures_in_force()).sentence, settings.PAYMENT_TEST_MODE)
    return b"".join(filled(around, blocks))


@cache
def _template() -> Any:
    return engines["components"].env.get_template("pay/page.html")  # type: ignore[attr-defined]


@lru_cache(maxsize=4)
def _frame(care: str, test_mode: bool) -> Cut:
    """Head, header and footer around the blocks, where care says this; of a request that nobody made."""
    holes = {name: hole(name) for name in _template().blocks}
    facts = {**shop(HttpRequest()), **holes, "care": {"sentence": care}, "test_mode": test_mode}
    return cut(render_to_string("orders/pay/frame.html", facts))
