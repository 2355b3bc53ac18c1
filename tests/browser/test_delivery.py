"""The delivery step in a browser: two parcels, a counted note, the sum that follows, and the same without scripts."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from orders.order.models import Order
from portero.core.figures import FigureValue
from tests.browser.conftest import no_violations
from tests.browser.test_first_sale import give_address
from tests.drills.running_shop import Web, running_shop
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import a_country
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def shop(stripe_double: StripeDouble, settings: Settings) -> Iterator[Web]:
    a_country()
    FigureValue.objects.create(name="gift_wrap_charge", value="12.00", reason="Tissue has become dearer")
    with running_shop(stripe_double, workers=1, threads=8) as web:
        yield web


def to_delivery(shop: Web, page: Page) -> None:
    """A guest with a piece from New York and one from Tokyo, at the delivery step."""
    for item in (listed_item(), abroad_item("JP", title="Kelly 25")):
        page.goto(f"{shop.url}/bag/add/{item.number}/")
        page.get_by_role("button", name="Add to bag").first.click()
        page.wait_for_url("**/bag/")
    page.goto(shop.url + "/checkout/")
    give_address(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_step_has_no_violations_and_the_sum_follows_what_is_ticked(
    shop: Web, visit: Visit, scheme: str
) -> None:
    page = visit("desk", color_scheme=scheme)
    to_delivery(shop, page)
    expect(page.get_by_label(re.compile("A note"))).to_be_hidden()
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_label(re.compile("Wrap it as a gift")).check()
    expect(page.locator("#order-so-far")).to_contain_text("Gift wrap")
    note = page.get_by_label(re.compile("A note"))
    note.fill("For Ana,\nwith love")
    expect(page.locator("#note-left")).to_contain_text("282 of 300 left.")
    note.fill("x" * 301)
    expect(page.locator("#note-left")).to_contain_text("1 too many.")
    page.get_by_role("button", name="Continue to review").first.click()
    expect(page.locator(".error")).to_contain_text("this is 1 more")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    note.fill("For Ana,\nwith love")
    page.get_by_role("button", name="Continue to review").first.click()
    page.wait_for_url("**/checkout/review/")
    expect(page.locator(".gift-card")).to_have_text(re.compile("For Ana,\\s*with love"))
    no_violations(page)


def test_without_scripts_the_gift_and_the_signature_reach_the_order(shop: Web, visit: Visit) -> None:
    page = visit("phone", java_script_enabled=False)
    page.goto(f"{shop.url}/bag/add/{listed_item(price=640).number}/")
    page.get_by_role("button", name="Add to bag").first.click()
    page.wait_for_url("**/bag/")
    page.goto(shop.url + "/checkout/")
    give_address(page, look=False)
    page.get_by_label("Ask for a signature on delivery").check()
    page.get_by_label(re.compile("Wrap it as a gift")).check()
    page.get_by_label(re.compile("A note")).fill("For Ana")
    page.get_by_role("button", name="Continue to review").last.click()
    page.get_by_role("button", name="Continue to payment").last.click()
    page.wait_for_url("**/pay/")
    order = Order.objects.get()
    assert (order.contact.gift_note, order.contact.signature) == ("For Ana", True)
    assert order.shipments.get().signature
    assert order.charges.get().amount == 12
