"""*Continue to payment* in a browser: the answer is the payment page, which then is where it belongs in her history."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request, expect
from pytest_django import Settings

from orders.access import token_for
from orders.order.models import Order
from orders.payments.models import Payment
from tests.browser.conftest import WIDTHS, violations
from tests.browser.test_first_sale import give_address
from tests.drills.running_shop import Web, running_shop, wait_for
from tests.factories.catalog import listed_item
from tests.factories.orders import a_country
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
PLACE = "/checkout/place/"


@pytest.fixture
def shop(stripe_double: StripeDouble, settings: Settings) -> Iterator[Web]:
    # The shop's own processes don't know the tests' quick hasher.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    a_country()
    with running_shop(stripe_double, workers=1, threads=4) as web:
        yield web


@pytest.mark.parametrize("width", WIDTHS)
def test_the_answer_is_the_payment_page_at_its_own_address(shop: Web, visit: Visit, width: str) -> None:
    page = visit(width)
    to_review(shop, page)
    asked = documents(page)
    placed(page)
    order = Order.objects.get()
    assert path(page) == at_payment(order)
    assert asked == [("POST", PLACE)]
    here = shown(page)
    assert violations(page) == []
    page.reload()
    expect_card_fields(page)
    assert asked == [("POST", PLACE), ("GET", at_payment(order))]
    assert shown(page) == here
    assert Order.objects.count() == Payment.objects.count() == 1


def test_back_and_forward_are_the_same_page_and_order_nothing(shop: Web, visit: Visit) -> None:
    """What was ordered can't be reviewed any more: the way back leads to the payment page, as it always did."""
    page = visit("desk")
    to_review(shop, page)
    placed(page)
    pay = at_payment(Order.objects.get())
    asked = documents(page)
    page.go_back()
    expect_card_fields(page)
    assert (path(page), asked) == (pay, [("GET", "/checkout/review/"), ("GET", pay)])
    page.go_forward()
    expect_card_fields(page)
    assert (path(page), asked[2:]) == (pay, [("GET", pay)])
    assert Order.objects.count() == Payment.objects.count() == 1


def test_back_from_the_hosted_page_shows_the_payment_page(shop: Web, visit: Visit) -> None:
    page = visit("desk")
    to_review(shop, page)
    placed(page)
    order = Order.objects.get()
    page.get_by_role("button", name="pay on Stripe’s own page").click()
    page.wait_for_url("**/c/pay/**")
    asked = documents(page)
    page.go_back()
    page.wait_for_url(f"**{at_payment(order)}")
    expect(page.locator("main")).to_contain_text("You have opened Stripe’s page and not paid there yet.")
    assert asked == [("GET", at_payment(order))]
    assert Order.objects.count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_double_click_goes_out_once(
    shop: Web, visit: Visit, stripe_double: StripeDouble, width: str
) -> None:
    stripe_double.switch("slow", "payment_intents.create", seconds=2)
    page = visit(width)
    to_review(shop, page)
    asked = documents(page)
    box = page.get_by_role("button", name="Continue to payment").locator("visible=true").first.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(300)
    expect_card_fields(page)
    assert asked == [("POST", PLACE)]
    assert Order.objects.count() == Payment.objects.count() == 1


def to_review(shop: Web, page: Page) -> None:
    """From a piece to the review page."""
    page.goto(shop.url + listed_item(price=5_250).get_absolute_url())
    page.get_by_role("button", name="Add to bag").first.click()
    page.wait_for_url("**/bag/")
    page.get_by_role("link", name="Continue to checkout").first.click()
    give_address(page, look=False)
    page.get_by_role("button", name=re.compile("Continue")).first.click()
    page.wait_for_url("**/checkout/review/")


def placed(page: Page) -> None:
    """Continue to payment, until her card can be typed."""
    page.get_by_role("button", name="Continue to payment").locator("visible=true").first.click()
    wait_for(Order.objects.exists, 30)
    expect_card_fields(page)


def expect_card_fields(page: Page) -> None:
    expect(page.frame_locator("iframe").first.get_by_label("Card number")).to_be_visible()


def documents(page: Page) -> list[tuple[str, str]]:
    """What the window itself asks the shop for from now on: methods and paths."""
    asked: list[tuple[str, str]] = []

    def noted(request: Request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            asked.append((request.method, "/" + request.url.split("/", 3)[3]))

    page.on("request", noted)
    return asked


def path(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3]


def at_payment(order: Order) -> str:
    return f"/orders/{token_for(order)}/pay/"


def shown(page: Page) -> tuple[str, str]:
    """Her words and her way round the page, by what stands where.

    The provider's frame says by itself how high it is, once and again while its type arrives: it gets one height.
    """
    page.evaluate("""async () => {
        await document.fonts.ready;
        const fields = document.getElementById("card-fields");
        fields.style.blockSize = "20rem";
        fields.style.overflow = "hidden";
    }""")
    where = page.evaluate(
        """[...document.querySelectorAll("main *, header *, footer *")].filter(one => !one.closest("iframe"))
            .map(one => [one.tagName, ...["x", "y", "width", "height"].map(
                side => Math.round(one.getBoundingClientRect()[side]))].join(" ")).join("\\n")"""
    )
    return page.locator("main").inner_text(), where
