"""A whole Promise claim at the desk, on a phone and at a desk: label, scan, table, review, third party, decision."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.promise import appointments, money, opening, pictures
from orders.promise.models import Claim, Kind
from portero.core.money import dollars
from tests.browser.comparing import left_with_pictures, photograph_the_same
from tests.browser.conftest import WIDTHS, no_violations
from tests.browser.test_labels import enter
from tests.factories import claims as make
from tests.factories.authentication import an_expert
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Desk = Callable[[User], Page]
LABEL = "9400111206000000004417"
BACK = "9405511899560012340000"
REASONS = "The stamp is pressed too deep, and its font is another."


@pytest.fixture(autouse=True)
def _own_storage(settings: Settings, tmp_path: Path) -> None:
    private: dict[str, Any] = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}


@pytest.fixture(params=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(live_server: Any, visit: Callable[..., Page], width: str) -> Desk:
    """The browser of a member of staff, on her day."""

    def enter_as(person: User) -> Page:
        page = visit(width)
        enter(page, person, str(live_server))
        page.goto(f"{live_server}/staff/")
        return page

    return enter_as


def opened(folder: Path, kind: Kind = Kind.AUTHENTICITY) -> Claim:
    """Her claim, with a picture of hers, about a piece that left with its set and tag PT-4417 a week ago."""
    at = timezone.now() - timedelta(days=7)
    shipment = confirmed_order(listed_item(), at=at).shipments.get()
    left_with_pictures(shipment, folder, make.unpacker())
    packed = pack(shipment, make.unpacker(), make.TAG, at=at)
    sent = mark_shipped(packed, make.unpacker(), "9400111899223197429011", at=at)
    mark_delivered(sent, None, at=at + timedelta(days=3))
    Image.new("RGB", (600, 750), (150, 120, 90)).save(folder / "hers.jpg", "JPEG")
    with (folder / "hers.jpg").open("rb") as file:
        kept = [pictures.keep(file, "hers.jpg")]
    line = sent.order.lines.get()
    return opening.open_claim(sent.order, line.pk, kind=kind, words=make.DOUBT, kept=kept)


def from_queue(page: Page, queue: str, button: str, claim: Claim, width: str) -> None:
    """She finds it in a queue of her day."""
    origin = page.url.split("/staff/")[0]
    page.goto(f"{origin}/staff/claims/{queue}/")
    checked(page, width)
    page.get_by_role("link", name=f"{button} {claim.number}").click()
    expect(page.get_by_text(make.DOUBT).first).to_be_visible()


def checked(page: Page, width: str) -> None:
    """Axe at both widths; then on at the width of this walk."""
    no_violations(page)
    size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
    page.set_viewport_size(size)  # type: ignore[arg-type]


def send_label(page: Page, claim: Claim, width: str) -> None:
    """No carrier sells one here: customer care types the label that she bought, and offers a time."""
    from_queue(page, "answer", "Read it", claim, width)
    checked(page, width)
    page.locator("summary", has_text="Answer her wish").click()
    page.get_by_label("Time, US Eastern").fill(f"{timezone.localdate() + timedelta(days=2)}T15:20")
    page.get_by_label("Where or how").fill("By video; we call you.")
    page.get_by_role("button", name="Offer this time").click()
    expect(page.get_by_text("She has the time by mail.")).to_be_visible()
    page.locator("summary", has_text="Record a label bought elsewhere").click()
    page.get_by_label("Carrier").fill("USPS")
    page.get_by_label("Tracking number").fill(LABEL)
    page.get_by_label("Cost").fill("24.10")
    page.get_by_role("button", name="Send her this label").click()
    expect(page.get_by_text("on its way to her by mail")).to_be_visible()


def unpack(page: Page, claim: Claim, folder: Path, width: str) -> None:
    """The label is scanned; the piece is photographed and its tag read beside how it left."""
    origin = page.url.split("/staff/")[0]
    page.goto(f"{origin}/staff/claims/find/")
    page.get_by_label("Label, claim number").fill(f"42010021{LABEL}")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Receive it").click()
    page.get_by_role("link", name="Compare").click()
    photograph_the_same(page, folder)
    page.get_by_label("Security tag on the piece").fill("pt-4417")
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    checked(page, width)
    page.get_by_role("button", name="Record what came back").click()
    expect(page.get_by_text("The tag is the one that it left with")).to_be_visible()


def decide(page: Page, claim: Claim, width: str, button: str) -> None:
    """The page of the decision, with reasons that she reads."""
    from_queue(page, "review", "Decide", claim, width)
    page.get_by_role("link", name="Decide", exact=True).click()
    checked(page, width)
    form = page.locator("form", has=page.get_by_role("button", name=button))
    form.get_by_label("Reasons").fill(REASONS)
    form.get_by_role("button", name=button).click()
    expect(page.get_by_text(f"{claim.number} is decided.")).to_be_visible()


def test_a_claim_is_walked_from_the_doubt_to_the_refund(desk: Desk, tmp_path: Path, width: str) -> None:
    claim = opened(tmp_path)
    appointments.wish(claim, "Any afternoon, by video.")
    care, table = desk(make.care()), desk(make.unpacker())
    expert = desk(staff("Authenticator", email="noor@portero.example", first_name="Noor"))
    send_label(care, claim, width)
    unpack(table, claim, tmp_path, width)
    from_queue(expert, "review", "Begin the review", claim, width)
    expect(expert.get_by_text("ines@portero.example unpacked it")).to_be_visible()
    expert.get_by_role("button", name="Begin the review").click()
    expect(expert.get_by_text("Its review is open")).to_be_visible()
    checked(expert, width)

    make.judge(make.fresh(claim), "authentic")
    decide(expert, claim, width, "Decide: authentic")
    care.reload()
    care.locator("summary", has_text="still not confident").click()
    care.get_by_role("button", name="She is not confident").click()
    expect(care.get_by_text("Somebody outside the house decides.")).to_be_visible()
    manager = desk(staff("Consignment manager", email="theo@portero.example"))
    serre = an_expert()
    from_queue(manager, "review", "Ask outside", claim, width)
    manager.get_by_label("Authenticator").select_option(str(serre.pk))
    checked(manager, width)
    manager.get_by_role("button", name="Mail her the link").click()
    expect(manager.get_by_text("Her word decides.").first).to_be_visible()

    make.third_party_said("counterfeit", make.fresh(claim))
    decide(manager, claim, width, "Decide: not authentic, and refund")
    checked(manager, width)
    decided = make.fresh(claim)
    assert decided.refund is not None
    assert (decided.state, decided.refund.amount) == ("refunding", claim.order.total_incl_tax)


def test_an_allowance_from_her_pictures_and_the_sums_shown(desk: Desk, tmp_path: Path, width: str) -> None:
    claim = opened(tmp_path, Kind.CONDITION)
    care = desk(make.care())
    from_queue(care, "answer", "Read it", claim, width)
    care.get_by_role("link", name="Decide from her pictures").click()
    care.get_by_label("Allowance off the price").fill("900")
    care.get_by_label("Reasons").fill(REASONS)
    care.get_by_role("button", name="Work out the sums").click()
    sums = money.allowance(claim.order, claim.line, make.ALLOWANCE)
    expect(care.get_by_text(f"The allowance comes to {dollars(sums.total, cents=True)}")).to_be_visible()
    checked(care, width)
    care.get_by_role("button", name="Offer her the choice").click()
    expect(care.get_by_text(f"{claim.number} is decided.")).to_be_visible()
    care.locator("summary", has_text="takes the allowance").click()
    care.get_by_role("button", name="She takes the allowance").click()
    expect(care.get_by_text("The allowance is on its way.")).to_be_visible()
    refund = make.fresh(claim).refund
    assert refund is not None
    assert refund.amount == sums.total


def test_it_goes_back_to_her_with_a_tracking_number(desk: Desk, tmp_path: Path, width: str) -> None:
    here = make.received(make.in_transit(make.label_sent(opened(tmp_path))))
    for photo in here.photos.filter(source="arrival"):
        storages["private"].save(photo.file, ContentFile((tmp_path / "left-0.jpg").read_bytes()))
    decided = make.decided_authentic(make.reviewed_as("authentic", make.under_review(here)))
    claim = make.going_back_to_her(decided)
    table = desk(make.unpacker())
    from_queue(table, "receive", "Send back", claim, width)
    checked(table, width)
    table.get_by_label("Carrier").fill("USPS")
    table.get_by_label("Tracking number").fill(BACK)
    table.get_by_role("button", name="It is with the carrier").click()
    table.get_by_role("button", name="She has it again").click()
    expect(table.get_by_text("Over since")).to_be_visible()
    checked(table, width)
    assert make.fresh(claim).state == "closed"
