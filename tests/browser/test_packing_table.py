"""The packing table on a phone: pictures go up as they are taken, a scanner's Enter moves on, the parcel is packed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from catalog.models import Inclusion
from orders.fulfilment.models import Shipment
from orders.fulfilment.outbound import outbound
from tests.browser.conftest import no_violations
from tests.browser.packing import photograph_all
from tests.browser.test_labels import enter
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.people import staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_parcel_is_photographed_tagged_and_packed(
    live_server: Any,
    visit: Callable[..., Page],
    settings: Settings,
    tmp_path: Path,
    problems: list[str],
) -> None:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    item = listed_item()
    Inclusion.objects.create(item=item, name="Dust bag")
    shipment = confirmed_order(item).shipments.get()
    page = visit("phone")
    enter(page, staff("Fulfilment", first_name="Rosa", last_name="Delgado"), str(live_server))
    page.goto(f"{live_server}/staff/ship-by/{shipment.number}/pack/")
    no_violations(page)

    tag = page.get_by_label("Security tag", exact=True).last
    tag.fill("PT-00417")
    photograph_all(page, tmp_path)
    expect(tag).to_have_value("PT-00417")
    tag.press("Enter")
    expect(page.get_by_label("Weight in grams, packed")).to_be_focused()
    page.keyboard.type("1440")
    page.get_by_label("Dust bag").check()
    page.get_by_role("button", name="Record packing").click()
    expect(page.get_by_text(f"{shipment.number} is packed.")).to_be_visible()
    assert problems == []

    left = outbound(Shipment.objects.get().lines.get())
    assert (left.security_tag, left.included, len(left.pictures)) == ("PT-00417", ["Dust bag"], 7)
    page.goto(f"{live_server}/staff/ship-by/{shipment.number}/pack/")
    expect(page.get_by_text("Security tag PT-00417")).to_be_visible()
    no_violations(page)
