"""The estimate in a browser: in the page of the piece by script, and as a page of its own without one."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import no_violations
from tests.drills.running_shop import running_shop
from tests.factories.catalog import a_material, abroad_item, listed_item
from tests.factories.orders import a_country
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desk", "phone"])
def test_she_asks_on_the_page_of_the_piece(
    width: str, scheme: str, stripe_double: StripeDouble, visit: Callable[..., Page]
) -> None:
    a_country()
    a_country("FR")
    skin = a_material("Python", is_exotic=True, species="Malayopython reticulatus")
    item = abroad_item("JP", material=skin) if width == "phone" else listed_item(material=skin)
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit(width, color_scheme=scheme)
        page.goto(web.url + item.get_absolute_url())
        expect(page.get_by_text("only with a permit").first).to_be_visible()
        page.get_by_role("heading", name="Delivery, tax and returns").scroll_into_view_if_needed()
        page.get_by_label("Country").select_option("US")
        page.get_by_label("ZIP or postal code").fill("90210")
        page.get_by_role("button", name="Show the estimate").click()
        expect(page.get_by_text("It can’t go there.")).to_be_visible()
        shot(page, f"closed-{width}-{scheme}")
        if width == "desk":
            page.get_by_label("ZIP or postal code").fill("10803")
            page.get_by_role("button", name="Show the estimate").click()
            expect(page.get_by_text("Estimate to 10803")).to_be_visible()
            expect(page.get_by_text(re.compile("between .* of sales tax"))).to_be_visible()
            shot(page, f"open-{width}-{scheme}")
        no_violations(page)


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_she_asks_without_a_script(
    width: str, stripe_double: StripeDouble, visit: Callable[..., Page]
) -> None:
    a_country()
    a_country("FR")
    item = listed_item()
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit(width, java_script_enabled=False)
        page.goto(web.url + item.get_absolute_url())
        page.get_by_label("ZIP code").fill("10021")
        page.get_by_role("button", name="Show the estimate").click()
        expect(page.get_by_text("Estimate to 10021")).to_be_visible()
        page.get_by_label("Country").select_option("FR")
        page.get_by_label("ZIP or postal code").fill("75001")
        page.get_by_role("button", name="Show the estimate").click()
        expect(page.get_by_text("Estimate to France")).to_be_visible()
        expect(page.get_by_text("Duties and import tax, estimate")).to_be_visible()
        shot(page, f"noscript-{width}")


def shot(page: Page, name: str) -> None:
    """A picture for whoever looks, where `SCREENSHOTS` names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True, caret="initial")


@pytest.mark.parametrize(("width", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_the_bag_names_what_cannot_go_there_and_goes_on_with_the_rest(
    width: str, scheme: str, stripe_double: StripeDouble, visit: Callable[..., Page]
) -> None:
    a_country()
    skin = a_material("Python", is_exotic=True, species="Malayopython reticulatus")
    closed, plain = listed_item(material=skin, title="Flap in python"), abroad_item("JP")
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit(width, color_scheme=scheme)
        page.goto(f"{web.url}/estimate/{plain.number}/?country=US&code=90210")
        expect(page.get_by_text("Estimate to 90210")).to_be_visible()
        no_violations(page)
        for item in (closed, plain):
            page.goto(f"{web.url}/bag/add/{item.number}/")
            page.get_by_role("button", name="Add to bag").first.click()
            page.wait_for_url("**/bag/")
        expect(page.get_by_text("California law forbids")).to_be_visible()
        expect(page.get_by_role("link", name="Send it elsewhere")).to_be_visible()
        no_violations(page)
        page.set_viewport_size({"width": 1440 if width == "desk" else 390, "height": 900})
        shot(page, f"bag-{width}-{scheme}")
        page.get_by_role("button", name=re.compile("Go on")).locator("visible=true").first.click()
        page.wait_for_url("**/checkout/address/")
        expect(page.get_by_label("City").first).to_have_value("Beverly Hills")
