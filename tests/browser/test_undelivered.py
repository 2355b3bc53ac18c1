"""Parcels that came back undelivered, at the desk: one is sent again, one is refunded; both widths, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from orders.fulfilment.models import Shipment
from orders.payments.models import Refund
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories.people import staff
from tests.fulfilment.test_undelivered import back, old_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


def state_of(shipment: Shipment) -> str:
    shipment.refresh_from_db()
    return shipment.state


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_compared_and_sent_again(live_server: Any, visit_quietly: Visit, scheme: str) -> None:
    packer = staff("Fulfilment")
    shipment = back(old_order(), packer)
    page = visit_quietly("desk", color_scheme=scheme)
    enter(page, packer, str(live_server))
    page.goto(f"{live_server}/staff/back-with-us/")
    no_violations(page)
    page.get_by_role("link", name=f"Decide about {shipment.number}").click()
    expect(page.get_by_role("button", name="Refund all of it")).to_have_count(0)
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator(".queue-error")).to_have_count(1)
    no_violations(page)
    assert state_of(shipment) == "back"
    page.get_by_label("Tag and piece are as in the outbound pictures").check()
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(f"**/{shipment.number}/label/")
    expect(page.locator("body")).to_contain_text("It is sent again: buy its new label.")
    no_violations(page)
    assert state_of(shipment) == "packed"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_refunded_whole(live_server: Any, visit_quietly: Visit, scheme: str) -> None:
    order = old_order()
    shipment = back(order, staff("Fulfilment"))
    page = visit_quietly("phone", color_scheme=scheme)
    enter(page, staff("Customer care", email="care@portero.example"), str(live_server))
    page.goto(f"{live_server}/staff/back-with-us/{shipment.number}/")
    expect(page.locator("main")).to_contain_text(f"${order.total_incl_tax:,.2f} goes back to the client.")
    page.get_by_role("button", name="Refund all of it").click()
    expect(page.locator(".queue-error")).to_have_count(1)
    no_violations(page)
    assert not Refund.objects.exists()
    page.get_by_label("Why, in a sentence that she reads").fill("You asked for your money.")
    page.get_by_role("button", name="Refund all of it").click()
    page.wait_for_url("**/back-with-us/")
    expect(page.locator("body")).to_contain_text("No parcel is back with us.")
    no_violations(page)
    assert (state_of(shipment), Refund.objects.get().amount) == ("cancelled", order.total_incl_tax)
