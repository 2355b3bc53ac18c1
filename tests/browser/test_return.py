"""A return on a phone: asked for, its label printed, received, accepted, refunded; as a guest, and from the account."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django import Settings

from orders.order.models import Order
from orders.returns import deciding
from orders.returns.models import Return
from tests.browser.conftest import no_violations
from tests.factories import returns as make
from tests.factories.carrier import easypost_running
from tests.factories.catalog import listed_item
from tests.factories.people import a_client, signed_in
from tests.fakes.easypost import EasyPostDouble
from tests.readdressing.steps import page_of as order_page
from tests.returns.pages.steps import SCRATCHED, judged, page_of, pictured

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def private(settings: Settings, tmp_path: Path) -> None:
    told: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": told}


@pytest.fixture
def easypost(settings: Settings) -> Iterator[EasyPostDouble]:
    with easypost_running(settings) as double:
        yield double


def looked_at(page: Page) -> None:
    """Axe finds nothing at both widths; the walk goes on by thumb."""
    no_violations(page)
    page.set_viewport_size(PHONE)


def asks(page: Page, order: Order) -> Return:
    """From her order's page to the request, the sums before her eyes."""
    page.get_by_role("link", name=re.compile("^Return the piece")).click()
    expect(page.locator("#what-back")).to_contain_text("$13,593.04")
    page.get_by_label(re.compile("^Why")).select_option("Another reason")
    page.get_by_label(re.compile("^A word to us")).fill("It is larger than I thought.")
    looked_at(page)
    page.get_by_role("button", name="Ask for this return").click()
    expect(page.get_by_text("We have your request and have written to you.")).to_be_visible()
    expect(page.locator(".clock-big")).to_contain_text("We answer by")
    looked_at(page)
    return Return.objects.get(order=order)


def follows(page: Page, ret: Return) -> None:
    """Every step as she sees it, until her money is back."""
    address = page.url
    deciding.approve(ret, actor=make.carer())
    page.goto(address)
    expect(page.locator(".clock-big")).to_contain_text("Send it by")
    label = page.get_by_role("link", name="Print the label")
    printed = page.request.get(str(page.evaluate("link => link.href", label.element_handle())))
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")
    assert printed.body().startswith(b"%PDF")
    looked_at(page)
    for step, words in (
        (make.in_transit, "On its way to us"),
        (make.received, "With us. We compare it by"),
        (judged, "$13,593.04 is on its way to you"),
        (make.refunded, "$13,593.04 refunded"),
    ):
        step(make.fresh(ret))
        page.goto(address)
        expect(page.locator(".clock-big")).to_contain_text(words)
        assert page.locator("html").evaluate("all => all.scrollWidth") <= 390
    looked_at(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_guest_returns_by_her_link(
    live_server: Any, visit: Visit, easypost: EasyPostDouble, *, script: bool
) -> None:
    order = make.shipped_order()
    page = visit("phone", java_script_enabled=script)
    page.goto(f"{live_server}{order_page(order)}")
    if not script:
        page.get_by_role("link", name=re.compile("^Return the piece")).click()
        page.get_by_role("button", name="Ask for this return").click()
        expect(page.get_by_text("Why does it come back?")).to_be_visible()
        page.get_by_label(re.compile("^Why")).select_option("Another reason")
        page.get_by_role("button", name="Ask for this return").click()
        expect(page.locator(".clock-big")).to_contain_text("We answer by")
        page.get_by_role("button", name="Withdraw the return").click()
        expect(page.locator(".clock-big")).to_contain_text("You withdrew this request")
        return
    follows(page, asks(page, order))
    page.goto(f"{live_server}{order_page(order)}")
    expect(page.get_by_text("$13,593.04 refunded")).to_be_visible()
    looked_at(page)


def test_from_the_account_with_its_list(live_server: Any, visit: Visit, easypost: EasyPostDouble) -> None:
    clara = a_client()
    order = make.shipped_order(user=clara)
    page, name = visit("phone"), live_settings.SESSION_COOKIE_NAME
    value = signed_in(clara).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": str(live_server)}])
    page.goto(f"{live_server}/account/orders/")
    page.get_by_role("link", name=f"Order {order.number}").click()
    follows(page, asks(page, order))
    page.goto(f"{live_server}/account/orders/")
    page.get_by_role("link", name="Your returns").click()
    expect(page.get_by_text("$13,593.04 refunded").first).to_be_visible()
    looked_at(page)


def test_the_sums_follow_what_she_chooses_and_the_promise_is_offered(live_server: Any, visit: Visit) -> None:
    order = make.shipped_order(listed_item(), listed_item())
    page = visit("phone")
    page.goto(f"{live_server}{page_of(order)}")
    back, pieces = page.locator("#what-back"), page.locator(".return-piece")
    expect(back.get_by_role("button")).to_have_text("Show what I get back")
    for n, total in ((0, "$13,593.04"), (1, "$27,202.42")):
        pieces.nth(n).get_by_role("checkbox").check()
        expect(back).to_contain_text(total)
    looked_at(page)
    pieces.nth(0).locator("select").select_option("It arrived damaged")
    expect(back).to_contain_text("this is for the Portero Promise")
    looked_at(page)
    page.get_by_label("Return it all the same, with the fee").check()
    expect(back).to_contain_text("$27,202.42")
    pieces.nth(0).locator("select").select_option("I doubt that it is authentic")
    expect(page.get_by_label("Return it all the same, with the fee")).to_have_count(0)
    assert not Return.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_refused_she_sees_both_pictures_beside_each_other(
    live_server: Any, visit: Visit, scheme: str
) -> None:
    ret = judged(make.received(), refused=[0])
    pictured(ret)
    page = visit("phone", color_scheme=scheme)
    page.goto(f"{live_server}{page_of(ret.order, 'show', ret.number)}")
    expect(page.locator(".compared img").first).to_be_visible()
    expect(page.get_by_text(SCRATCHED).first).to_be_visible()
    looked_at(page)
