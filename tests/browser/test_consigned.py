"""A consigned piece at the bench, from its parcel to the shelf: the pages that staff and its owner see."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consignment.logistics import inbound
from consignment.logistics.links import send_link
from consignment.vault import shelving
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.consignment.conftest import private
from tests.factories import consignment as make

__all__ = ["private"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]
Visit = Callable[..., Page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bench_takes_a_piece_to_the_shelf(live_server: Any, visit: Visit, scheme: str) -> None:
    consignment = make.with_label(make.agreed())
    page = visit("desk", color_scheme=scheme)
    enter(page, make.manager(), str(live_server))
    page.goto(f"{live_server}/staff/consignments/find/")
    no_violations(page)
    page.get_by_label("Label, agreement or item number").fill(consignment.agreement.number)
    page.get_by_role("button", name="Find it").click()
    no_violations(page)
    make.received(consignment)
    page.reload()
    no_violations(page)
    expect(page.get_by_text("To be reviewed")).to_be_visible()
    make.cleared(make.fresh(consignment))
    page.reload()
    expect(page.get_by_text("Before it is prepared:")).to_be_visible()
    no_violations(page)
    page.goto(f"{live_server}/staff/consignments/prepare/")
    no_violations(page)
    make.prepared(make.fresh(consignment))
    page.goto(f"{live_server}/staff/consignments/{consignment.agreement.number}/")
    page.get_by_role("button", name="Approve the price").click()
    page.get_by_role("button", name="List it").click()
    expect(page.get_by_text("It is listed. Its owner has a mail.")).to_be_visible()
    no_violations(page)


def test_the_vault_is_moved_by_two_scans(live_server: Any, visit: Visit) -> None:
    item = make.received().item
    shelving.open_shelf("A-03-2")
    page = visit("desk")
    enter(page, make.manager(), str(live_server))
    page.goto(f"{live_server}/staff/vault/")
    no_violations(page)
    page.get_by_label("Piece", exact=True).fill(item.number)
    page.get_by_label("Shelf", exact=True).fill("A-03-2")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text(f"{item.number} is on A-03-2.")).to_be_visible()
    page.goto(f"{live_server}/staff/vault/{item.number}/")
    no_violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_her_parcels_page_on_a_phone(live_server: Any, visit: Visit, scheme: str) -> None:
    journey = inbound.begin(make.agreed())
    page = visit("phone", color_scheme=scheme)
    page.goto(f"{live_server}/{send_link(journey).split('/', 3)[3]}")
    no_violations(page)
    sent = make.with_label(make.agreed(submission=make.a_submission()))
    page.goto(f"{live_server}/{send_link(sent.journeys.get()).split('/', 3)[3]}")
    expect(page.get_by_text("Write nothing on the outside")).to_be_visible()
    no_violations(page)
