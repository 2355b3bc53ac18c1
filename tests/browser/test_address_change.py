"""Another delivery address on a phone, with and without a script; then the desk approves it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from orders.order.models import Order
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories.orders import confirmed_order
from tests.factories.people import staff
from tests.readdressing.steps import page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False])
def test_a_guest_asks_by_thumb_and_care_approves(
    live_server: Any, visit: Callable[..., Page], *, script: bool
) -> None:
    order = confirmed_order()
    page = visit("phone", java_script_enabled=script)
    page.goto(f"{live_server}{page_of(order)}")
    page.get_by_role("link", name="change it").click()
    expect(page.get_by_label("Street and number")).to_have_value("740 Park Avenue")
    page.get_by_label("Street and number").fill("350 Fifth Avenue")
    page.get_by_label("City").fill("New Yrok")
    page.get_by_label("ZIP code").fill("10118")
    page.get_by_role("button", name="Send the new address").last.click()
    expect(page.get_by_text("Did you mean New York?")).to_be_visible()
    if script:
        no_violations(page)
        page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator("html").evaluate("all => all.scrollWidth") <= 390
    page.get_by_role("button", name="Use New York").click()
    expect(page.get_by_text("Did you mean New York?")).to_be_hidden()
    page.goto(f"{live_server}{page_of(order)}")
    expect(page.get_by_text("You gave another address")).to_be_visible()
    if script:
        no_violations(page)
    care_approves(visit("desk"), order, str(live_server))


def care_approves(desk: Page, order: Order, url: str) -> None:
    """Both addresses stand on the desk's page; the order goes to the new one."""
    enter(desk, staff("Customer care"), url)
    desk.goto(f"{url}/staff/verification/")
    desk.get_by_role("link", name=f"Look at {order.number}").click()
    expect(desk.get_by_text("350 Fifth Avenue").first).to_be_visible()
    no_violations(desk)
    desk.get_by_label("Reason").fill("She called from her office.")
    desk.get_by_role("button", name="Approve the new address").click()
    expect(desk.get_by_text(f"{order.number}: decided.")).to_be_visible()
    assert Order.objects.get().shipping_address.line1 == "350 Fifth Avenue"
