"""Accounting's pages and the refund desk in a browser: axe and both widths, in light and dark."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from orders.access import token_for
from orders.books import crossings
from orders.books.models import NexusRule
from orders.order.models import Order
from orders.payments.models import Refund
from tests.browser.conftest import no_violations
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.people import at_work, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def order(db: None) -> Order:
    """Two pieces in New York; and Ohio, which is near its threshold."""
    NexusRule.objects.filter(state="OH").update(amount=Decimal("10000.00"))
    ohio: dict[str, Any] = {"line4": "Columbus", "state": "OH", "postcode": "43215", "line1": "1 High St"}
    confirmed_order(listed_item(price=Decimal("8500.00")), **ohio)
    crossings.sweep()
    return confirmed_order(listed_item(), listed_item(title="Kelly 28", price=Decimal("900.00")))


def enter(page: Page, person: User, url: str) -> None:
    """She has proved her second factor a moment ago."""
    name = live_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": at_work(person).cookies[name].value, "url": url}])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_report_watch_and_refund_desk(live_server: Any, visit: Visit, order: Order, scheme: str) -> None:
    page = visit("desk", color_scheme=scheme)
    enter(page, staff("Administrator"), str(live_server))
    page.goto(f"{live_server}{reverse('books:tax-report')}")
    page.get_by_label("From").fill(order.taxed_sale.on.isoformat())
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("New York State")).to_be_visible()
    no_violations(page)
    page.goto(f"{live_server}{reverse('books:nexus')}")
    expect(page.get_by_text("85 %, near")).to_be_visible()
    no_violations(page)
    page.goto(f"{live_server}{reverse('admin:order_order_change', args=[order.pk])}")
    no_violations(page)
    page.goto(f"{live_server}{reverse('refunds:pieces', args=[order.payments.get().pk])}")
    no_violations(page)
    page.get_by_label("Came back").first.check()
    page.get_by_label("Fee kept").fill("15.00")
    page.get_by_label("Reason").fill("Came back unworn.")
    page.get_by_role("button", name="Work out the tax").click()
    expect(page.get_by_role("heading", name="It comes to")).to_be_visible()
    no_violations(page)
    assert not Refund.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_her_page_tells_the_tax_piece_by_piece(
    live_server: Any, visit: Visit, order: Order, scheme: str
) -> None:
    page = visit("phone", color_scheme=scheme)
    page.goto(f"{live_server}{reverse('orders:order', args=[token_for(order)])}")
    page.get_by_text("Sales tax, piece by piece").click()
    expect(page.get_by_role("table")).to_have_count(3)
    expect(page.get_by_role("link", name="Invoice, PDF")).to_be_visible()
    no_violations(page)
    page.goto(f"{live_server}{reverse('catalog:about', args=['delivery-and-returns'])}")
    expect(page.get_by_text("New Jersey and New York.").first).to_be_visible()
    no_violations(page)
