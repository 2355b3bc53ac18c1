"""Every page that a visitor can open: no axe violation, nothing scrolls sideways, nothing in the console."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from catalog.models import Item
from tests.browser.conftest import no_violations
from tests.drills.running_shop import running_shop
from tests.factories.catalog import abroad_item, held_item, listed_item, sold_item
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMED = (
    "catalog:home",
    "catalog:designers",
    "catalog:shop",
    "catalog:new",
    "catalog:sold",
    "catalog:offline",
    "orders:bag",
    "orders:find",
    "certificates:look-up",
    "trust:page",
    "promise:page",
    "accounts:sign-in",
    "accounts:register",
    "accounts:password-reset",
)
ASKED = ("/search/?q=hermes", "/search/?q=nothing+like+it", "/shop/?price_from=abc")


def addresses(item: Item) -> list[str]:
    """Pages with an address of their own, searches, the info pages, and pieces in every state."""
    with transaction.atomic():
        pieces = [item, sold_item(), held_item(), abroad_item("JP")]
    info = [
        reverse("catalog:about", args=[page]) for page in ("grades", "authenticity", "delivery-and-returns")
    ]
    return [
        *(reverse(name) for name in NAMED),
        *ASKED,
        *info,
        reverse("catalog:designer", args=[item.designer.slug]),
        reverse("catalog:category", args=[item.category.slug]),
        reverse("catalog:designer-category", args=[item.designer.slug, item.category.slug]),
        f"/styles/{item.designer.slug}-birkin-30/",
        *(piece.get_absolute_url() for piece in pieces),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages(scheme: str, stripe_double: StripeDouble, visit: Callable[..., Page]) -> None:
    paths = addresses(listed_item())
    with running_shop(stripe_double, workers=1, threads=8) as web:
        page = visit("desk", color_scheme=scheme)
        for path in paths:
            page.goto(web.url + path)
            page.wait_for_load_state("networkidle")
            no_violations(page)
