"""The packing bench in a browser: rates, purchase, papers, tracking; axe and both widths at every step."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from logistics import tracking
from logistics.models import Label
from orders.fulfilment.models import Shipment
from orders.fulfilment.packing import mark_shipped
from tests.browser.conftest import no_violations
from tests.factories.carrier import a_label, easypost_running
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff
from tests.fakes.easypost import EasyPostDouble

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def easypost(settings: Settings, tmp_path: Path) -> Iterator[EasyPostDouble]:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    with easypost_running(settings) as double:
        yield double


def enter(page: Page, packer: User, url: str) -> None:
    """She has proved her second factor a moment ago."""
    name = live_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": at_work(packer).cookies[name].value, "url": url}])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_label_is_bought_printed_and_followed(
    live_server: Any, visit: Visit, easypost: EasyPostDouble, scheme: str
) -> None:
    packer = staff("Fulfilment", first_name="Rosa", last_name="Delgado")
    order = confirmed_order(listed_item(made_in="FR"), at=timezone.now() - timedelta(hours=20))
    pack(order.shipments.get(), packer, "T-90411")
    page = visit("desk", color_scheme=scheme)
    enter(page, packer, str(live_server))
    page.goto(f"{live_server}/staff/ship-by/")
    page.locator("[data-row] .queue-button").click()
    no_violations(page)
    page.get_by_label("Weight in grams").fill("1400")
    page.get_by_role("button", name="Ask for rates").click()
    expect(page.get_by_label(re.compile("Priority Mail, "))).to_be_checked()
    no_violations(page)
    page.get_by_role("button", name="Buy label").click()
    expect(page.locator("body")).to_contain_text("The label is bought")
    label = Label.objects.get()
    easypost.scan(label.tracking_number, "in_transit", city="Newark", state="NJ")
    tracking.refresh(label.pk)
    page.reload()
    expect(page.locator(".queue-trail")).to_contain_text("Newark, NJ")
    no_violations(page)
    page.get_by_role("link", name="Hand over").click()
    expect(page.get_by_label("Tracking number")).to_have_value(label.tracking_number)


def test_trouble_stands_above_the_queue(live_server: Any, visit: Visit, easypost: EasyPostDouble) -> None:
    packer = staff("Fulfilment", first_name="Rosa", last_name="Delgado")
    shipment = pack(confirmed_order().shipments.get(), packer, "T-1")
    label = a_label(reference=shipment.number)
    mark_shipped(shipment, packer, label.tracking_number)
    easypost.scan(label.tracking_number, "return_to_sender")
    tracking.refresh(label.pk)
    page = visit("phone")
    enter(page, packer, str(live_server))
    page.goto(f"{live_server}/staff/ship-by/")
    expect(page.get_by_role("heading", name=re.compile("Trouble on the way"))).to_be_visible()
    no_violations(page)
    page.get_by_role("link", name=re.compile("^Look")).click()
    expect(page.locator("body")).to_contain_text("Returned to Sender")
    assert Shipment.objects.get().state == "shipped"
