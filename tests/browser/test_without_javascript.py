"""From an item to a paid order in a browser that runs no script: the provider's hosted page takes the card."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from orders.order.models import Order
from tests.browser.test_first_sale import give_address
from tests.drills.running_shop import running_shop, wait_for
from tests.factories.catalog import listed_item
from tests.factories.orders import a_country
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_piece_is_bought_without_a_script(stripe_double: StripeDouble, visit: Callable[..., Page]) -> None:
    a_country()
    item = listed_item(price=5_250)
    with running_shop(stripe_double, workers=1, threads=4) as web:
        page = visit("phone", java_script_enabled=False)
        page.goto(web.url + item.get_absolute_url())
        page.get_by_role("link", name="Add to bag").first.click()
        page.get_by_role("button", name="Add to bag").first.click()
        page.wait_for_url("**/bag/")
        page.get_by_role("link", name="Continue to checkout").first.click()
        give_address(page, look=False)
        page.get_by_role("button", name=re.compile("Continue")).first.click()
        page.wait_for_url("**/checkout/review/")
        page.get_by_role("button", name="Continue to payment").last.click()
        page.wait_for_url("**/pay/")
        page.get_by_role("button", name=re.compile("Stripe")).first.click()
        page.wait_for_url("**/c/pay/**")
        expect(page.get_by_label("E-mail")).to_have_value("clara@example.com")
        page.get_by_label("Card number").fill("4242 4242 4242 4242")
        page.get_by_label(re.compile("Expir")).first.fill("12 / 34")
        page.get_by_label(re.compile("CVC|Security code")).fill("123")
        page.get_by_label("Name on card").fill("Clara Whitfield")
        page.get_by_role("button", name=re.compile("Pay")).first.click()
        page.wait_for_url("**/orders/**")
        wait_for(lambda: Order.objects.filter(status="confirmed").exists(), 30)
    # The attempt that the payment page had opened is cancelled; only the hosted page's took money.
    intents = [(i["status"], i["amount_received"]) for i in stripe_double.state.rows("payment_intent")]
    assert intents == [("canceled", 0), ("succeeded", int(Order.objects.get().total_incl_tax * 100))]
