"""The main job, as people do it: search, item, bag, guest checkout by card with 3-D Secure, pack, ship, mail."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from catalog.models import Item
from orders.order.models import Order
from portero.core.models import Mail
from tests.browser.conftest import no_violations
from tests.browser.packing import photograph_all
from tests.drills.running_shop import Web, running_shop, wait_for
from tests.factories.catalog import listed_item
from tests.factories.orders import a_country
from tests.factories.people import PASSWORD, authenticator_of, code_of, staff
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASKS_3DS = "4000 0025 0000 3155"
Visit = Callable[..., Page]


@pytest.fixture
def shop(stripe_double: StripeDouble, settings: Settings) -> Iterator[Web]:
    # The shop's own processes don't know the tests' quick hasher.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    a_country()
    with running_shop(stripe_double, workers=1, threads=8) as web:
        yield web


def test_a_piece_is_found_bought_packed_and_shipped(shop: Web, visit: Visit, tmp_path: Path) -> None:
    item = listed_item(price=18_900)
    listed_item(designer="Chanel", style="Classic Flap", title="Classic Flap in black caviar", price=8_950)
    order = buy(shop, visit("desk"), item)
    assert Mail.objects.filter(kind="order_received", to="clara@example.com").count() == 1
    assert Mail.objects.filter(kind="payment_confirmed", to="clara@example.com").count() == 1
    ship(shop, visit("desk"), order, tmp_path)
    mail = Mail.objects.get(kind="shipment_sent")
    assert "9405511899223197428490" in mail.text
    assert (mail.state, mail.to) == ("sent", "clara@example.com")
    order.refresh_from_db()
    assert order.status == "shipped"


def buy(shop: Web, page: Page, item: Item) -> Order:
    """From the search box to the confirmation."""
    page.goto(shop.url)
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    search = page.get_by_role("combobox", name="Search").first
    search.fill("hermes birkin")
    search.press("Enter")
    page.wait_for_url("**q=hermes**")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("article").get_by_role("link", name="Hermès").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Birkin 30")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Add to bag").first.click()
    page.wait_for_url("**/bag/")
    no_violations(page)
    page.get_by_role("link", name="Continue to checkout").first.click()
    give_address(page)
    no_violations(page)
    page.get_by_role("button", name=re.compile("Continue")).first.click()
    page.wait_for_url("**/checkout/review/")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Continue to payment").first.click()
    page.wait_for_url("**/pay/")
    pay_by_card(page)
    expect(page.locator("main")).to_contain_text(item.title)
    no_violations(page)
    return Order.objects.get(status="confirmed")


def give_address(page: Page, *, look: bool = True) -> None:
    """The address step, filled in as a person would; a wrong ZIP code first."""
    page.get_by_label("E-mail").fill("clara@example.com")
    page.get_by_label("Phone").fill("212 555 0118")
    for label, told in (
        ("First name", "Clara"),
        ("Last name", "Whitfield"),
        ("Street and number", "740 Park Avenue"),
        ("City", "New York"),
        ("ZIP code", "1002"),
    ):
        page.get_by_label(label).first.fill(told)
    page.get_by_label("State").first.select_option("NY")
    page.get_by_role("button", name="Continue").first.click()
    expect(page.get_by_label("ZIP code").first).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("City").first).to_have_value("New York")
    if look:
        no_violations(page)
    page.get_by_label("ZIP code").first.fill("10021")
    page.get_by_role("button", name="Continue").first.click()
    page.wait_for_url("**/checkout/delivery/")


def pay_by_card(page: Page) -> None:
    """Card fields in the provider's frame, then her bank's page, then back."""
    fields = page.frame_locator("iframe").first
    fields.get_by_label("Card number").fill(ASKS_3DS)
    fields.get_by_label(re.compile("Expir")).fill("12 / 34")
    fields.get_by_label(re.compile("CVC|Security code")).fill("123")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name=re.compile(r"Pay \$")).first.click()
    page.wait_for_url("**/3ds/**")
    page.get_by_role("button", name=re.compile("Approve|Confirm|Complete", re.IGNORECASE)).first.click()
    page.wait_for_url("**/orders/**")
    wait_for(lambda: Order.objects.filter(status="confirmed").exists(), 30)


def ship(shop: Web, page: Page, order: Order, folder: Path) -> None:
    """Fulfilment signs in with a second factor, packs the parcel, labels it and hands it to the carrier."""
    packer = staff("Fulfilment")
    phone = authenticator_of(packer)
    page.goto(shop.url + "/staff/")
    page.get_by_label("E-mail").fill(packer.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.locator("input[name=code]").fill(code_of(phone))
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url("**/staff/")
    page.goto(shop.url + "/staff/ship-by/")
    expect(page.locator("body")).to_contain_text(order.number)
    page.get_by_role("link", name=re.compile("packing", re.IGNORECASE)).first.click()
    photograph_all(page, folder)
    page.get_by_label("Security tag", exact=True).last.fill("TAG-0001")
    page.get_by_label("Weight in grams, packed").fill("1440")
    page.get_by_role("button", name="Record packing").click()
    expect(page.get_by_text("is packed.")).to_be_visible()
    page.goto(shop.url + "/staff/ship-by/")
    page.locator("[data-row] .queue-button").first.click()
    page.get_by_text("The label was bought elsewhere").click()
    page.get_by_label("Tracking number").fill("9405511899223197428490")
    page.get_by_label("What it cost in USD").fill("12.40")
    page.get_by_role("button", name="Record this label").click()
    page.get_by_role("link", name="Hand over").click()
    expect(page.get_by_label("Tracking number")).to_have_value("9405511899223197428490")
    page.locator("button[data-kind=go]").click()
    wait_for(lambda: Order.objects.get(pk=order.pk).status == "shipped", 60)
