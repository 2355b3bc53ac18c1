"""Delivery beside the checkout's way, in a browser: what a parcel would cost, a gift's note, and where none can go."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from orders.quote import Wishes
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import a_country, confirmed_order
from tests.factories.people import staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_ask_what_a_parcel_costs_and_packers_see_the_note(
    live_server: Any, visit: Visit, scheme: str
) -> None:
    a_country("JP")
    order = confirmed_order(wishes=Wishes(gift=True, gift_note="For Ana,\nwith love"))
    page = visit("desk", color_scheme=scheme)
    enter(page, staff("Administrator"), str(live_server))
    page.goto(f"{live_server}/staff/delivery/cost/")
    page.get_by_label("Price of its pieces in USD").fill("12000")
    page.get_by_label("Goes to").select_option("JP")
    page.get_by_role("button", name="Show the charges").click()
    expect(page.locator("table")).to_contain_text("$70.00")
    no_violations(page)
    page.goto(f"{live_server}/staff/ship-by/{order.shipments.get().number}/pack/")
    expect(page.locator("blockquote")).to_contain_text("with love")
    no_violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_a_piece_can_not_go_the_step_says_so(live_server: Any, visit: Visit, scheme: str) -> None:
    a_country()
    page = visit("phone", color_scheme=scheme)
    for item in (listed_item(), abroad_item("JP", title="Kelly 25")):
        page.goto(f"{live_server}/bag/add/{item.number}/")
        page.get_by_role("button", name="Add to bag").first.click()
        page.wait_for_url("**/bag/")
    page.goto(f"{live_server}/checkout/")
    for label, told in (
        ("E-mail", "clara@example.com"),
        ("Phone", "212 555 0118"),
        ("First name", "Clara"),
        ("Last name", "Whitfield"),
        ("Street and number", "PSC 1234, Box 5678"),
        ("City", "APO"),
        ("ZIP code", "09012"),
    ):
        page.get_by_label(label).first.fill(told)
    page.get_by_label("State").first.select_option("AE")
    page.get_by_role("button", name="Continue").last.click()
    page.wait_for_url("**/checkout/delivery/")
    expect(page.get_by_role("status")).to_contain_text("DHL doesn’t deliver to military addresses.")
    no_violations(page)
