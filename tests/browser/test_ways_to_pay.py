"""Every way to pay, as a buyer goes it in her browser: to the provider's page and back, also without a script."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from orders.access import token_for
from orders.order.models import Order
from orders.payments.models import Payment
from tests.browser.conftest import moved, no_violations, watch_moves
from tests.drills.running_shop import Web, running_shop
from tests.factories.orders import pending_order
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.fakes.paypal import PayPalDouble
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
THANKS = re.compile("Thank you, Clara")


def port_of(url: str) -> str:
    return url.rsplit(":", 1)[1]


@pytest.fixture
def paypal_double(monkeypatch: pytest.MonkeyPatch) -> Iterator[PayPalDouble]:
    with PayPalDouble() as running:
        monkeypatch.setenv("PAYPAL_DOUBLE_PORT", port_of(running.url))
        yield running


@pytest.fixture
def authorizenet_double(monkeypatch: pytest.MonkeyPatch) -> Iterator[AuthorizeNetDouble]:
    with AuthorizeNetDouble() as running:
        monkeypatch.setenv("AUTHORIZENET_DOUBLE_PORT", port_of(running.url))
        monkeypatch.setenv("CARD_PROCESSOR", "authorizenet")
        yield running


@pytest.fixture
def shop(stripe_double: StripeDouble, paypal_double: PayPalDouble) -> Iterator[Web]:
    with running_shop(stripe_double, workers=1, threads=4) as web:
        yield web


@pytest.fixture
def authorizenet_shop(stripe_double: StripeDouble, authorizenet_double: AuthorizeNetDouble) -> Iterator[Web]:
    with running_shop(stripe_double, workers=1, threads=4) as web:
        yield web


def open_payment(page: Page, shop: Web, order: Order) -> None:
    page.goto(shop.url + reverse("orders:pay", args=[token_for(order)]))


def choose(page: Page, name: str) -> None:
    """Open the row of a way to pay."""
    page.locator("summary").filter(has=page.get_by_role("heading", name=name)).click()


def paid(order: Order) -> tuple[str, list[tuple[str, str]]]:
    """The order's state, and its attempts by method and state."""
    order.refresh_from_db()
    attempts = order.payments.order_by("attempt").values_list("method", "state")
    return order.status, [(str(method), str(state)) for method, state in attempts]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_choice_can_be_read_by_everybody(shop: Web, visit: Visit, scheme: str) -> None:
    page = visit("desk", color_scheme=scheme)
    open_payment(page, shop, pending_order())
    page.frame_locator("#card-fields iframe").first.get_by_label("Card number").wait_for()
    for way in ("Card", "PayPal", "Affirm", "Bank wire"):
        if way != "Card":
            choose(page, way)
        no_violations(page)


def test_nothing_moves_when_the_card_form_appears(shop: Web, visit: Visit) -> None:
    page = visit("phone")
    watch_moves(page)
    open_payment(page, shop, pending_order())
    page.frame_locator("#card-fields iframe").first.get_by_label("Card number").wait_for()
    assert moved(page) < 0.05  # 0.18 when the form takes its room as it appears


def test_paypal_and_back(shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("phone")
    open_payment(page, shop, order)
    choose(page, "PayPal")
    page.get_by_role("button", name="Pay with PayPal").click()
    page.get_by_role("button", name=re.compile("Agree and pay")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    expect(page.locator("main")).to_contain_text("$13,652.93 by PayPal.")
    assert paid(order) == ("confirmed", [("card", "cancelled"), ("paypal", "captured")])


def test_paypal_cancelled_then_by_card(shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("desk")
    open_payment(page, shop, order)
    choose(page, "PayPal")
    page.get_by_role("button", name="Pay with PayPal").click()
    page.get_by_role("button", name=re.compile("Cancel and return")).click()
    expect(page.get_by_role("alert")).to_contain_text("You left PayPal before agreeing to the payment.")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    choose(page, "Card")
    page.get_by_role("button", name="Pay by card").click()
    fields = page.frame_locator("#card-fields iframe").first
    fields.get_by_label("Card number").fill("3782 822463 10005")
    fields.get_by_label(re.compile("Expir")).fill("12 / 34")
    fields.get_by_label(re.compile("CVC|Security code")).fill("1234")
    page.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    expect(page.locator("main")).to_contain_text("by American Express ending 0005.")
    assert paid(order) == (
        "confirmed",
        [("card", "cancelled"), ("paypal", "cancelled"), ("card", "captured")],
    )


def test_affirm_refuses_then_agrees(shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("phone")
    open_payment(page, shop, order)
    choose(page, "Affirm")
    page.get_by_role("button", name="Continue to Affirm").click()
    page.get_by_role("button", name="Be declined by Affirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Affirm did not approve this purchase.")
    page.get_by_role("button", name="Go on with Affirm").click()
    page.get_by_role("button", name="Agree to the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    expect(page.locator("main")).to_contain_text("$13,652.93 by Affirm.")
    assert paid(order) == ("confirmed", [("card", "cancelled"), ("affirm", "captured")])


def test_a_wire_is_explained_and_can_be_left(shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("desk")
    open_payment(page, shop, order)
    choose(page, "Bank wire")
    page.get_by_role("button", name="Pay by bank wire").click()
    expect(page.locator("main")).to_contain_text("Reference")
    no_violations(page)
    assert paid(order) == ("pending_payment", [("card", "cancelled"), ("wire", "started")])
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Pay another way").click()
    choose(page, "PayPal")
    page.get_by_role("button", name="Pay with PayPal").click()
    page.get_by_role("button", name=re.compile("Agree and pay")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)


def type_card(form: object, number: str) -> None:
    """The four fields of a card form, in a frame or on a page."""
    form.get_by_label("Card number").fill(number)  # type: ignore[attr-defined]
    form.get_by_label(re.compile("Expiration")).fill("12 / 34")  # type: ignore[attr-defined]
    form.get_by_label("Card code").fill("123")  # type: ignore[attr-defined]


def test_a_declined_then_a_good_card_in_acceptui(authorizenet_shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("desk")
    open_payment(page, authorizenet_shop, order)
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    for number in ("4000 0000 0000 0002", "4111 1111 1111 1111"):
        page.wait_for_load_state("load")
        page.get_by_role("button", name=re.compile(r"^Pay \$")).click()
        lightbox = page.frame_locator("#AcceptUIContainer iframe")
        type_card(lightbox, number)
        lightbox.get_by_role("button", name=re.compile(r"^Pay \$")).click()
        if number.endswith("0002"):
            expect(page.get_by_role("alert").first).to_contain_text("Your bank declined the card.")
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    expect(page.locator("main")).to_contain_text("by Visa ending 1111.")
    assert paid(order) == ("confirmed", [("card", "failed"), ("card", "captured")])


def test_accept_hosted_without_a_script(authorizenet_shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("phone", java_script_enabled=False)
    open_payment(page, authorizenet_shop, order)
    page.get_by_role("button", name=re.compile("on Authorize.net’s page")).click()
    page.get_by_role("button", name="Go on to the card page").click()
    type_card(page, "4111 1111 1111 1111")
    page.get_by_role("button", name=re.compile("Pay")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    assert Payment.objects.get(order=order, state="captured").method == "card_hosted"


@pytest.mark.parametrize(("way", "press"), [("PayPal", "Agree and pay"), ("Affirm", "Agree to the plan")])
def test_a_hosted_way_without_a_script(shop: Web, visit: Visit, way: str, press: str) -> None:
    order, page = pending_order(), visit("phone", java_script_enabled=False)
    open_payment(page, shop, order)
    choose(page, way)
    page.get_by_role("button", name=re.compile(f"(Pay with|Continue to) {way}")).click()
    page.get_by_role("button", name=re.compile(press)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    assert paid(order)[0] == "confirmed"


def type_stripe_card(page: Page, number: str) -> None:
    """Fill in Stripe's fields in their frame and press the button."""
    fields = page.frame_locator("#card-fields iframe").first
    fields.get_by_label("Card number").fill(number)
    fields.get_by_label(re.compile("Expir")).fill("12 / 34")
    fields.get_by_label(re.compile("CVC|Security code")).fill("123")
    page.get_by_role("button", name=re.compile(r"^Pay \$")).click()


def test_3d_secure_abandoned_refused_and_then_another_card(shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("phone")
    open_payment(page, shop, order)
    type_stripe_card(page, "4000 0025 0000 3155")
    page.wait_for_url("**/3ds/**")
    page.go_back()
    page.wait_for_url("**/pay/")
    assert paid(order) == ("pending_payment", [("card", "started")])
    type_stripe_card(page, "4000 0025 0000 3155")
    page.wait_for_url("**/3ds/**")
    page.get_by_role("button", name=re.compile("fail|decline|cancel", re.IGNORECASE)).first.click()
    page.wait_for_url("**/pay/")
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was charged.")
    type_stripe_card(page, "4242 4242 4242 4242")
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    assert paid(order) == ("confirmed", [("card", "captured")])


def test_the_back_button_after_paying_shows_the_order(shop: Web, visit: Visit) -> None:
    order, page = pending_order(), visit("desk")
    open_payment(page, shop, order)
    type_stripe_card(page, "6011 1111 1111 1117")
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Order {order.number}")
    expect(page.locator("main")).to_contain_text("by Discover ending 1117.")
    assert paid(order) == ("confirmed", [("card", "captured")])
