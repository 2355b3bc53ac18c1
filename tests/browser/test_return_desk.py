"""A whole return at the desk, on a phone and at a desk: decided, labelled, scanned, compared, accepted, refused."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from catalog.models import Inclusion, Item
from orders.fulfilment.packing import mark_shipped
from orders.order.models import Order
from orders.returns.models import Return
from tests.browser.comparing import left_with_pictures, photograph_the_same
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories import returns
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
LABEL = "9400111206000000004417"
BACK = "9400111899223857263499"
AS_IT_LEFT = ("Unused", "Undamaged", "In its original packaging")


@pytest.fixture(autouse=True)
def _own_storage(settings: Settings, tmp_path: Path) -> None:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}


def with_her(folder: Path, *items: Item) -> Order:
    """Her order left two days ago, photographed, tagged PT-00417 (the second piece PT-00417/2)."""
    at = timezone.now() - timedelta(days=2)
    shipment = confirmed_order(*items, at=at - timedelta(hours=20)).shipments.get()
    left_with_pictures(shipment, folder, returns.bench())
    packed = pack(shipment, returns.bench(), "PT-00417", at=at)
    return mark_shipped(packed, returns.bench(), "9400111899223197429011", at=at).order


def on_the_table(folder: Path, *items: Item) -> Return:
    """All of that order is here again."""
    asked = returns.requested(with_her(folder, *items))
    return returns.received(returns.in_transit(returns.approved(asked)))


def approve(page: Page, desk: str, number: str) -> None:
    """Customer care finds the request in her queue and says yes."""
    page.goto(f"{desk}/to-decide/")
    no_violations(page)
    page.get_by_role("link", name=f"Decide {number}").click()
    expect(page.get_by_text("The rules would approve it.")).to_be_visible()
    no_violations(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. She gets the label")).to_be_visible()


def label(page: Page, desk: str, number: str) -> None:
    """No carrier sells one here: care types the one that was bought at the counter."""
    page.goto(f"{desk}/without-label/")
    page.get_by_role("link", name=f"Look {number}").click()
    page.get_by_text("Record a label bought elsewhere").first.click()
    page.get_by_label("Carrier").fill("USPS")
    page.get_by_label("Tracking number").fill(LABEL)
    page.get_by_label("What it cost in USD").fill("14.20")
    page.get_by_role("button", name="Record a label bought elsewhere").click()
    expect(page.get_by_text("The label is recorded.")).to_be_visible()


def receive(page: Page, desk: str, number: str) -> None:
    """The parcel's label is scanned at the desk."""
    page.goto(f"{desk}/receive/")
    no_violations(page)
    page.get_by_label("Scan the label").fill(f"42010021{LABEL}")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{number} is received.")).to_be_visible()


def inspect(page: Page, tag: str, *ticks: str) -> None:
    """What lies on the table is written down."""
    page.get_by_label("Tag on the piece").fill(tag)
    for tick in ticks:
        page.get_by_label(tick).check()
    no_violations(page)
    page.get_by_role("button", name="Write down what I found").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    no_violations(page)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_return_goes_through_the_desk(live_server: Any, visit: Visit, tmp_path: Path, width: str) -> None:
    item = listed_item()
    Inclusion.objects.create(item=item, name="Dust bag")
    ret = returns.requested(with_her(tmp_path, item))
    desk = f"{live_server}/staff/return-desk"
    care, bench = visit(width), visit(width)
    enter(care, returns.carer(), str(live_server))
    approve(care, desk, ret.number)
    label(care, desk, ret.number)
    enter(bench, returns.bench(), str(live_server))
    receive(bench, desk, ret.number)
    bench.get_by_role("link", name=f"Inspect {item.number}").click()
    photograph_the_same(bench, tmp_path)
    inspect(bench, " pt-00417", *AS_IT_LEFT, "Dust bag")
    bench.get_by_role("button", name="Accept it").click()
    expect(bench.get_by_text(f"{item.number} is accepted.")).to_be_visible()

    ret.refresh_from_db()
    assert (ret.state, ret.pieces.get().photos.count()) == ("refunding", 7)
    assert ret.refund is not None
    assert ret.refund.amount == ret.shown.total


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_without_its_tag_it_waits_for_a_second_person(
    live_server: Any, visit: Visit, tmp_path: Path, width: str
) -> None:
    ret = on_the_table(tmp_path, listed_item())
    piece = ret.pieces.get()
    address = f"{live_server}/staff/return-desk/{ret.number}/{piece.pk}/"
    bench, manager = visit(width), visit(width)
    enter(bench, returns.bench(), str(live_server))
    bench.goto(address)
    photograph_the_same(bench, tmp_path)
    inspect(bench, "", *AS_IT_LEFT)
    expect(bench.get_by_text("Only a manager who didn’t inspect it can accept it")).to_be_visible()
    expect(bench.get_by_role("button", name="Accept it")).to_have_count(0)

    enter(manager, returns.manager(), str(live_server))
    manager.goto(address)
    manager.locator("summary", has_text="Accept").click()
    manager.get_by_label("How you know that it is the piece we sent").fill("Its serial is the one we sent.")
    manager.get_by_role("button", name="Accept it without its tag").click()
    expect(manager.get_by_text(f"{piece.item.number} is accepted.")).to_be_visible()


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_a_refused_piece_goes_back_to_her(live_server: Any, visit: Visit, tmp_path: Path, width: str) -> None:
    ret = on_the_table(tmp_path, listed_item())
    address = f"{live_server}/staff/return-desk/{ret.number}/"
    page = visit(width)
    enter(page, returns.bench(), str(live_server))
    page.goto(f"{address}{ret.pieces.get().pk}/")
    inspect(page, "PT-00417")
    reason = page.get_by_label("Why we don’t take it back; she reads it")
    expect(reason).to_have_value("It has been used. It is damaged. It isn’t in its original packaging.")
    reason.fill("The sole is scuffed.")
    page.get_by_role("button", name="Refuse it").click()
    expect(page.get_by_text("Send it back to her")).to_be_visible()
    no_violations(page)
    page.get_by_label("Carrier").fill("USPS")
    page.get_by_label("Tracking number").fill(BACK)
    page.get_by_role("button", name="It is with the carrier").click()
    page.get_by_role("button", name="She has it again").click()
    expect(page.get_by_text("is with her again.")).to_be_visible()
    page.goto(address)
    no_violations(page)
    assert Return.objects.get().state == "closed"


def test_without_scripts_a_piece_is_inspected(live_server: Any, visit: Visit, tmp_path: Path) -> None:
    ret = on_the_table(tmp_path, listed_item())
    page = visit("phone", java_script_enabled=False)
    enter(page, returns.bench(), str(live_server))
    page.goto(f"{live_server}/staff/return-desk/{ret.number}/{ret.pieces.get().pk}/")
    page.get_by_label("Tag on the piece").fill("PT-00417")
    page.get_by_label("Undamaged").check()
    page.get_by_role("button", name="Write down what I found").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    assert ret.pieces.get().tag_matches is True


def test_the_two_pictures_are_enlarged_together(live_server: Any, visit: Visit, tmp_path: Path) -> None:
    ret = on_the_table(tmp_path, listed_item())
    page = visit("desk")
    enter(page, returns.bench(), str(live_server))
    page.goto(f"{live_server}/staff/return-desk/{ret.number}/{ret.pieces.get().pk}/")
    photograph_the_same(page, tmp_path)
    page.get_by_role("link", name="Base, as it left").click()
    dialog = page.get_by_role("dialog", name="Both pictures, enlarged")
    expect(dialog.locator("img")).to_have_count(2)
    before = [photo.bounding_box() for photo in dialog.locator("img").all()]
    page.keyboard.press("+")
    after = [photo.bounding_box() for photo in dialog.locator("img").all()]
    assert [round(b["width"] / a["width"], 2) for a, b in zip(before, after, strict=True)] == [1.5, 1.5]  # type: ignore[index]
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    expect(dialog.locator("b")).to_have_text("Inside")
    no_violations(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
