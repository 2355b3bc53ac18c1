"""An exchange on a phone: sums first, the difference paid, or the rest given back, guest and account."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as live_settings
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django import Settings

from catalog.models import Item
from orders.order.models import Order
from orders.payments.models import Payment, Refund
from orders.returns.models import Return
from tests.browser.conftest import no_violations
from tests.drills.running_shop import Web, running_shop
from tests.factories import exchanges as make
from tests.factories import returns
from tests.factories.people import a_client, signed_in
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double
from tests.readdressing.steps import page_of as order_page

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def shop(stripe_double: StripeDouble, settings: Settings) -> Iterator[Web]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    with running_shop(stripe_double, workers=1, threads=8) as web:
        yield web


def looked_at(page: Page) -> None:
    """Axe finds nothing at both widths, and nothing is wider than the phone."""
    no_violations(page)
    page.set_viewport_size(PHONE)
    assert page.locator("html").evaluate("all => all.scrollWidth") <= 390


def asks(page: Page, item: Item, difference: str) -> Return:
    """From her order's page to the request; a number that isn't one first."""
    page.get_by_role("link", name=re.compile("^Return the piece")).click()
    page.get_by_role("link", name="Exchange it for another piece instead").click()
    wanted = page.get_by_label("Item number of the piece you want")
    wanted.fill("the red one")
    page.get_by_label("Why yours comes back").select_option("The size doesn’t suit me")
    looked_at(page)
    page.get_by_role("button", name="Show the sums").click()
    expect(page.get_by_text("We have no piece of this number")).to_be_visible()
    wanted.fill(item.number)
    page.get_by_role("button", name="Show the sums").click()
    expect(page.locator(".summary [data-total]")).to_contain_text(difference)
    looked_at(page)
    page.get_by_role("button", name="Ask for this exchange").click()
    expect(page.get_by_text("The piece is held for you, and we have written to you.")).to_be_visible()
    expect(page.get_by_text("Held for you until")).to_be_visible()
    looked_at(page)
    return Return.objects.get()


def accepted(ret: Return) -> Return:
    """Her piece travels, is looked at and accepted; a task places the other one's order."""
    steps = (returns.approved, returns.in_transit, returns.received, returns.inspected, returns.accepted)
    for step in steps:
        ret = step(returns.fresh(ret))
    return returns.fresh(ret)


def pays(page: Page) -> None:
    """The card fields in the provider's frame."""
    fields = page.frame_locator("#card-fields iframe").first
    fields.get_by_label("Card number").fill("4242 4242 4242 4242")
    fields.get_by_label(re.compile("Expir")).fill("12 / 34")
    fields.get_by_label(re.compile("CVC|Security code")).fill("123")
    page.get_by_role("button", name="Pay $587.93").click()


def test_a_guest_exchanges_for_a_dearer_piece_and_pays_the_difference(shop: Web, visit: Visit) -> None:
    order, item = make.hers("2000.00"), make.of_price("2500.00")
    page = visit("phone")
    page.goto(shop.url + order_page(order))
    ret = asks(page, item, "$587.93")
    address = page.url
    accepted(ret)
    page.goto(address)
    expect(page.locator(".clock-big")).to_contain_text("Your piece is accepted")
    looked_at(page)
    page.get_by_role("link", name="Pay the difference").click()
    expect(page.locator(".summary")).to_contain_text(f"Credit from return {ret.number}")
    looked_at(page)
    pays(page)
    expect(page.locator("main")).to_contain_text(
        f"credit from return {ret.number} of order {order.number} and Visa ending 4242"
    )
    looked_at(page)
    new = make.new_order(ret)
    assert new.status == "confirmed"
    paid = new.payments.order_by("attempt").values_list("method", "state", "amount")
    assert [(method, state, str(amount)) for method, state, amount in paid] == [
        ("credit", "captured", "2177.50"),
        ("card", "captured", "587.93"),
    ]
    page.goto(address)
    expect(page.get_by_text(f"It is yours: order {new.number}.")).to_be_visible()


def test_from_the_account_for_a_cheaper_piece_the_rest_goes_back(shop: Web, visit: Visit) -> None:
    clara = a_client()
    order, item = make.bought_at_stripe("2000.00", user=clara), make.of_price("1500.00")
    page, name = visit("phone"), live_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": signed_in(clara).cookies[name].value, "url": shop.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{shop.url}/account/orders/")
    page.get_by_role("link", name=f"Order {order.number}").click()
    ret = asks(page, item, "$500.82")
    address = page.url
    accepted(ret)
    page.goto(address)
    new = make.new_order(ret)
    expect(page.get_by_text(f"It is yours: order {new.number}.")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name=f"See order {new.number}").click()
    expect(page.locator("main")).to_contain_text(f"Of it, credit from return {ret.number}")
    looked_at(page)
    assert (new.status, Payment.objects.get(order=new).state) == ("confirmed", "captured")
    refunds = Refund.objects.filter(payment__order=order).order_by("pk").values_list("state", "amount")
    assert [(state, str(amount)) for state, amount in refunds] == [("done", "1676.68"), ("done", "500.82")]
    page.goto(address)
    expect(page.locator(".clock-big")).to_contain_text("Exchanged")
    assert Order.objects.filter(user=clara).count() == 2
    answer: Any = page.request.get(shop.url + order_page(order))
    assert f"Credited to order {new.number}" in answer.text()


def test_from_the_page_of_a_piece_the_form_has_both_chosen(live_server: Any, visit: Visit) -> None:
    clara, item = a_client(), make.of_price("2500.00")
    mine, _ = make.hers(user=clara), make.hers(user=clara)
    page = visit("phone")
    value = signed_in(clara).cookies[live_settings.SESSION_COOKIE_NAME].value
    session = {"name": live_settings.SESSION_COOKIE_NAME, "value": value, "url": str(live_server)}
    page.context.add_cookies([session])  # type: ignore[list-item]
    page.goto(f"{live_server}{item.get_absolute_url()}")
    page.get_by_role("link", name="Exchange a piece of mine for this").click()
    expect(page.get_by_role("heading", name="Which piece comes back?")).to_be_visible()
    looked_at(page)
    page.locator("li", has_text=f"of order {mine.number}").get_by_role("link").click()
    expect(page.get_by_label("Item number of the piece you want")).to_have_value(item.number)
    expect(page.get_by_text(mine.lines.get().product.item.number)).to_be_visible()
