"""A piece's whole way in browsers: shown on a phone, quoted, agreed, sent, received, prepared, listed, browsed.

Every mail that she gets is read on the way, and its link is the one that she follows.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from catalog.models import Item
from consignment.curation.shots import SHOTS
from consignment.models import Consignment, Submission
from portero.core.mail.models import Mail
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.browser.test_selling import Hand, answer_everything, confirm_by_mail, photos, sent_pictures, take
from tests.consignment.conftest import private
from tests.factories.catalog import a_category, a_designer, sold_item
from tests.factories.condition import graded
from tests.factories.consignment import judged
from tests.factories.people import staff
from tests.photography.pictures import encoded

__all__ = ["photos", "private"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]
Visit = Callable[..., Page]


class Clara:
    """The consignor at her phone: she reads her mails one after the other, and follows the link of the last."""

    def __init__(self, page: Page, shop: str) -> None:
        self.page, self.shop, self.seen = page, shop, 0

    def mail(self, kind: str, *said: str) -> Mail:
        """The next mail she got is of this kind and says this."""
        letters = list(Mail.objects.filter(to="clara@example.com").order_by("pk")[self.seen :])
        assert letters, f"no mail of kind {kind}"
        assert letters[0].kind == kind
        for sentence in said:
            assert sentence in letters[0].text
            assert sentence in letters[0].html.replace("&#x27;", "'")
        self.seen += 1
        return letters[0]

    def follow(self, letter: Mail) -> None:
        """Open the link of a mail, and what it opens."""
        found = re.search(r"https?://[^/\s]+(/sell/(?:open|send)/\S+)", letter.text)
        assert found, letter.text
        self.page.goto(f"{self.shop}{found[1]}")
        button = self.page.get_by_role("button", name="Open my pieces")
        if button.count():
            button.click()

    def read_all(self) -> None:
        """Nothing came that she hasn't read."""
        assert Mail.objects.filter(to="clara@example.com").count() == self.seen


class Helen:
    """The consignment manager at her desk, on the page of one consignment."""

    def __init__(self, page: Page, shop: str) -> None:
        self.page, self.shop = page, shop

    def open(self) -> None:
        """The page of the one consignment there is."""
        number = Consignment.objects.get().agreement.number
        self.page.goto(f"{self.shop}/staff/consignments/{number}/")

    def press(self, button: str, done: str, **typed: str) -> None:
        """Fill in a step and press its button."""
        form = self.page.locator("form").filter(has=self.page.get_by_role("button", name=button, exact=True))
        for label, text in typed.items():
            field = form.get_by_label(label.replace("_", " "), exact=False).first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=text)
            else:
                field.fill(text)
        form.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator("body")).to_contain_text(done)


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def helen(live_server: LiveServer, visit: Visit) -> Helen:
    page = visit("desk")
    enter(page, staff("Consignment manager", first_name="Helen"), str(live_server))
    return Helen(page, str(live_server))


@pytest.fixture
def clara(live_server: LiveServer, visit_quietly: Visit) -> Clara:
    return Clara(visit_quietly("phone"), str(live_server))


def test_from_the_sell_form_to_a_piece_that_can_be_bought(
    live_server: LiveServer, visit: Visit, clara: Clara, helen: Helen, photos: list[str]
) -> None:
    for price in (8_000, 9_000, 10_000):
        sold_item(designer="Hermès", style="Kelly 28", title="Kelly 28", category=a_category(), price=price)
    show(clara, photos)
    quote(clara, helen)
    sign(clara)
    travel(clara, helen)
    prepare(helen, visit, str(live_server))
    listed(clara, helen, visit("desk"))
    clara.read_all()


def show(clara: Clara, photos: list[str]) -> None:
    """Three pictures, the questions, the e-mail confirmed."""
    a_designer("Hermès")
    page, hand = clara.page, Hand(clara.page)
    page.goto(f"{clara.shop}/sell/")
    for shot, photo in zip(("front", "back", "stamp"), photos, strict=False):
        take(page, shot, photo)
    sent_pictures(page, 3)
    answer_everything(page, hand)
    expect(page.get_by_role("heading", name="One step is left")).to_be_visible()
    clara.mail("sell_confirm")
    confirm_by_mail(page, clara.shop)
    clara.follow(clara.mail("sell_received", Submission.objects.get().number))
    expect(page.locator("main")).to_contain_text("We answer by")
    no_violations(page)


def quote(clara: Clara, helen: Helen) -> None:
    """The range is suggested from what such pieces sold for; the offer is mailed."""
    page, number = helen.page, Submission.objects.get().number
    page.goto(f"{helen.shop}/staff/submissions/")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("[data-open]").first.click()
    expect(page.locator("body")).to_contain_text("The middle half: $8,500 to $9,500, same style.")
    no_violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_label("Price steps").fill("60 9,000")
    page.get_by_role("button", name="Show what she receives").click()
    expect(page.get_by_role("status")).to_contain_text("$7,125.00")
    page.get_by_role("button", name="Make the offer").click()
    expect(page.locator("body")).to_contain_text(f"{number}: offered, to start at $9,500.")
    clara.follow(clara.mail("sell_offered", "$9,500", ["From day 60", "$9,000"][1]))


def sign(clara: Clara) -> None:
    """She reads the agreement and signs it with her name."""
    page = clara.page
    page.get_by_role("link", name="Read and sign the agreement").click()
    no_violations(page)
    page.get_by_role("button", name="Sign the agreement").click()
    expect(page.locator("main")).to_contain_text("Please sign with your full name.")
    page.get_by_label("Your full name").fill("Clara Whitfield")
    page.get_by_label("I have read the agreement").check()
    page.get_by_role("button", name="Sign the agreement").click()
    expect(page.locator("main")).to_contain_text("Signed. A copy lies on this page")
    with page.expect_download() as paper:
        page.get_by_role("link", name=re.compile("as PDF")).click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")


def travel(clara: Clara, helen: Helen) -> None:
    """She tells her address, gets the label; the parcel is received and itemised."""
    page = clara.page
    clara.follow(clara.mail("sell_signed", "$7,125.00 at the start price", "Tell us the address"))
    tell_address(page)
    no_violations(page)
    helen.open()
    label = {
        "Carrier": "USPS",
        "Service": "Priority",
        "Tracking_number": "9405511899223197428490",
        "Cost": "24.10",
    }
    helen.page.get_by_text("Record a label bought elsewhere").first.click()
    helen.press("Record a label bought elsewhere", "The label is recorded.", **label)
    clara.mail("consigned_label", "9405511899223197428490")
    helen.press(
        "Receive it",
        "It is received. Its owner has the receipt by mail.",
        Category=a_category().name,
        Condition_seen="Light marks on two corners, as she said.",
    )
    receipt = re.search(r"/sell/receipt/\S+", clara.mail("consigned_received", "as she said").text)
    assert receipt
    assert page.request.get(f"{clara.shop}{receipt[0]}").body().startswith(b"%PDF")
    page.goto(f"{clara.shop}/sell/mine/{Submission.objects.get().number}/")
    expect(page.locator("main")).to_contain_text(Item.objects.get(source="consignment").number)


def tell_address(page: Page) -> None:
    """Where the parcel comes from."""
    for told, text in (
        ("Street", "740 Park Avenue"),
        ("City", "New York"),
        ("ZIP", "10021"),
        ("Telephone", "212 555 0118"),
    ):
        page.locator("main").get_by_label(re.compile(told)).first.fill(text)
    state = page.locator("main").get_by_label(re.compile("State")).first
    if state.evaluate("field => field.tagName") == "SELECT":
        state.select_option("NY")
    else:
        state.fill("NY")
    page.locator("main form button[type=submit]").first.click()


def prepare(helen: Helen, visit: Visit, shop: str) -> None:
    """Reviewed, graded, described, photographed against the shot list."""
    item = Item.objects.get(source="consignment")
    judged(Consignment.objects.get(item=item), "authentic")
    helen.open()
    helen.press(
        "Save text and reason",
        "Text and reason are saved.",
        Because="The boutiques keep a list.",
        Description="A Kelly 28, carried a few times.",
    )
    photograph(visit("desk"), item, shop)
    graded(item, "excellent", summary="Light marks on two corners.")
    helen.open()
    helen.press("It is prepared", "It is prepared.")


def photograph(page: Page, item: Item, shop: str) -> None:
    """The photographer uploads a picture for every view of the list, and says which is which."""
    enter(page, staff("Photographer", email="kenji@portero.example", first_name="Kenji"), shop)
    page.goto(f"{shop}/staff/pieces/{item.pk}/photos/")
    views = SHOTS[Submission.Kind.HANDBAG]
    files = [
        FilePayload(
            name=f"{view}.jpg",
            mimeType="image/jpeg",
            buffer=encoded(size=(400, 500), colour=(40 + 20 * n, 80, 120)),
        )
        for n, view in enumerate(views)
    ]
    page.get_by_label("Add photographs").set_input_files(files)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("[data-row]")).to_have_count(len(views), timeout=30_000)
    for row, view in zip(page.locator("[data-row]").all(), views, strict=True):
        row.locator("[name$=view]").select_option(view)
    page.get_by_role("button", name="Save order").click()
    expect(page.locator("body")).to_contain_text("The photographs are saved")


def listed(clara: Clara, helen: Helen, shopper: Page) -> None:
    """Priced inside the covenant, published, told to its owner, found by a shopper."""
    helen.open()
    helen.press("Approve the price", "The price is approved.", Price="9,500")
    helen.press("List it", "It is listed. Its owner has a mail.")
    item: Any = Item.objects.get(source="consignment")
    clara.mail("consigned_listed", "in the shop at $9,500")
    clara.page.goto(f"{clara.shop}/sell/mine/{Submission.objects.get().number}/")
    expect(clara.page.locator("main")).to_contain_text("$9,000, if it isn’t sold by then")
    no_violations(clara.page)
    shopper.goto(f"{clara.shop}/search/?q=kelly+28")
    shopper.locator("article").get_by_role("link", name="Hermès").first.click()
    expect(shopper.locator("main")).to_contain_text(item.number)
    expect(shopper.get_by_role("button", name="Add to bag").first).to_be_visible()
