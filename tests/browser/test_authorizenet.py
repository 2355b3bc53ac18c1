"""Cards through Authorize.net in a browser: AcceptUI's lightbox, and the hosted page where no script runs."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from orders.order.models import Order
from tests.browser.conftest import no_violations
from tests.browser.test_first_sale import give_address
from tests.drills.running_shop import Web, running_shop, wait_for
from tests.factories.catalog import listed_item
from tests.factories.orders import a_country
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def double(settings: Settings) -> Iterator[AuthorizeNetDouble]:
    with AuthorizeNetDouble(webhook_secret=settings.AUTHORIZENET_SIGNATURE_KEY) as running:
        yield running


@pytest.fixture
def shop(
    stripe_double: StripeDouble, double: AuthorizeNetDouble, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Web]:
    """The shop with Authorize.net for cards, its own processes and all."""
    a_country()
    monkeypatch.setenv("CARD_PROCESSOR", "authorizenet")
    monkeypatch.setenv("AUTHORIZENET_DOUBLE_PORT", str(urlsplit(double.url).port))
    with running_shop(stripe_double, workers=1, threads=4) as web:
        yield web


def go_to_payment(page: Page, shop: Web) -> None:
    """From an item to the payment page."""
    page.goto(f"{shop.url}/bag/add/{listed_item(price=5_250).number}/")
    page.get_by_role("button", name="Add to bag").first.click()
    page.wait_for_url("**/bag/")
    page.get_by_role("link", name="Continue to checkout").first.click()
    give_address(page, look=False)
    page.get_by_role("button", name=re.compile("Continue")).first.click()
    page.wait_for_url("**/checkout/review/")
    page.get_by_role("button", name="Continue to payment").last.click()
    page.wait_for_url("**/pay/")


def type_card(page: Page, number: str) -> None:
    form = page.frame_locator("#AcceptUIContainer iframe")
    form.get_by_label("Card number").fill(number)
    form.get_by_label("Expiration date").fill("12/34")
    form.get_by_label("Card code").fill("900")
    form.get_by_role("button", name=re.compile(r"Pay \$")).click()


def paid_once(double: AuthorizeNetDouble) -> bool:
    """One order, its whole sum taken once."""
    wait_for(lambda: Order.objects.filter(status="confirmed").exists(), 30)
    cents = double.summary()["cents"]
    return bool(cents["capture"] == int(Order.objects.get().total_incl_tax * 100))


def test_a_declined_card_and_then_another_in_the_lightbox(
    shop: Web, visit: Callable[..., Page], double: AuthorizeNetDouble
) -> None:
    page = visit("desk")
    go_to_payment(page, shop)
    expect(page.locator("#AcceptUIContainer")).to_be_hidden()
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    pay = page.get_by_role("button", name=re.compile(r"^Pay \$")).first
    pay.click()
    type_card(page, "4000 0000 0000 0002")
    expect(page.get_by_text("Your bank declined the card.").first).to_be_visible()
    pay.click()
    type_card(page, "4111 1111 1111 1111")
    page.wait_for_url("**/orders/**new=1")
    assert paid_once(double)
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_the_hosted_page_without_a_script(
    shop: Web, visit: Callable[..., Page], double: AuthorizeNetDouble
) -> None:
    page = visit("phone", java_script_enabled=False)
    go_to_payment(page, shop)
    page.get_by_role("button", name=re.compile("Authorize.net")).first.click()
    page.get_by_role("button", name="Go on to the card page").click()
    page.wait_for_url("**/payment/payment")
    page.get_by_label("Card number").fill("4111 1111 1111 1111")
    page.get_by_label(re.compile("Expiration")).fill("12 / 34")
    page.get_by_label("Card code").fill("900")
    page.get_by_role("button", name=re.compile("Pay")).click()
    page.wait_for_url("**/orders/**")
    assert paid_once(double)
