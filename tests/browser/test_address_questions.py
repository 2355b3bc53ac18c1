"""Questions about an address on a phone: one thumb, a keyboard, no script; nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import no_violations
from tests.drills.running_shop import Web, running_shop
from tests.factories.catalog import listed_item
from tests.factories.orders import a_country
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False])
def test_two_questions_are_answered_by_thumb(
    stripe_double: StripeDouble, visit: Visit, *, script: bool
) -> None:
    a_country()
    item = listed_item(price=5_250)
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit("phone", java_script_enabled=script)
        to_the_address(page, web, item.number)
        fill(page, city="Floral Prak", zip_code="11001")
        go_on(page)
        expect(page.get_by_label("City")).to_have_value("Floral Prak")
        expect(page.get_by_text("Did you mean Floral Park?")).to_be_visible()
        expect(page.get_by_label("E-mail")).to_have_value("clara@example.com")
        if script:
            expect(page.get_by_label("City")).to_be_focused()
            no_violations(page)
            page.set_viewport_size({"width": 390, "height": 844})
        page.get_by_role("button", name="Use Floral Park").click()
        expect(page.get_by_role("group", name="Which county is it?")).to_be_visible()
        if script:
            no_violations(page)
            page.set_viewport_size({"width": 390, "height": 844})
        page.get_by_label("Queens County").check()
        go_on(page)
        page.wait_for_url("**/checkout/delivery/")
        expect(page.get_by_text("New York City").first).to_be_attached()


def test_enter_in_a_field_goes_on_and_takes_no_suggestion(stripe_double: StripeDouble, visit: Visit) -> None:
    a_country()
    item = listed_item(price=5_250)
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit("desk")
        to_the_address(page, web, item.number)
        fill(page, city="New Yrok", zip_code="10021")
        page.get_by_label("Phone").press("Enter")
        expect(page.get_by_text("Did you mean New York?")).to_be_visible()
        page.get_by_label("Phone").press("Enter")
        page.wait_for_url("**/checkout/delivery/")
        expect(page.get_by_text("Delivery to New Yrok")).to_be_visible()


def to_the_address(page: Page, web: Web, number: str) -> None:
    """A piece in the bag, by the page that works without a script too."""
    page.goto(f"{web.url}/bag/add/{number}/")
    page.get_by_role("button", name="Add to bag").first.click()
    page.wait_for_url("**/bag/")
    page.goto(web.url + "/checkout/address/")


def fill(page: Page, *, city: str, zip_code: str) -> None:
    """The address step as somebody in a hurry types it."""
    for label, told in (
        ("E-mail", "clara@example.com"),
        ("Phone", "212 555 0118"),
        ("First name", "Clara"),
        ("Last name", "Whitfield"),
        ("Street and number", "740 Park Avenue"),
        ("City", city),
        ("ZIP code", zip_code),
    ):
        page.get_by_label(label).first.fill(told)
    page.get_by_label("State").first.select_option("NY")


def go_on(page: Page) -> None:
    """The button under the thumb."""
    page.get_by_role("button", name="Continue to delivery").first.click()
