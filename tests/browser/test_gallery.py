"""The photographs of a piece under the hand: larger and nearer by keys, wheel, click and fingers; pins both ways."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import transaction
from PIL import Image
from playwright.sync_api import Page, Route, expect

from catalog.models import Defect, Item, Photo
from tests.browser.conftest import no_violations
from tests.drills.running_shop import Web, running_shop
from tests.factories.catalog import listed_item
from tests.fakes.stripe import StripeDouble
from tests.orders.conftest import stripe_double

__all__ = ["stripe_double"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STAGE = "[data-zoom-stage]"


@pytest.fixture
def shop(stripe_double: StripeDouble) -> Iterator[Web]:
    with running_shop(stripe_double, workers=1, threads=8) as web:
        yield web


def pictured() -> Item:
    """A piece with two photographs, a fault on each."""
    with transaction.atomic():
        item = listed_item()
        for place in (1, 2):
            photo = Photo.objects.create(
                item=item, position=place, view="front", file=f"items/{place}.png", alt=f"View {place}", width=1600,
                height=2000,
            )  # fmt: skip
            Defect.objects.create(
                item=item, position=place, kind="Rubbing", place=f"corner {place}", severity="light", photo=photo,
                size_mm=4, x=Decimal(25), y=Decimal(75),
            )  # fmt: skip
    return item


def open_piece(page: Page, web: Web, item: Item | None = None) -> Page:
    drawn = BytesIO()
    Image.new("RGB", (1600, 2000), "#a0603c").save(drawn, "PNG")
    answer = drawn.getvalue()

    def photograph(route: Route) -> None:
        route.fulfill(body=answer, content_type="image/png")

    page.route("**/media/items/*", photograph)
    page.goto(web.url + (item or pictured()).get_absolute_url())
    page.wait_for_load_state("networkidle")
    return page


def width(page: Page) -> float:
    return float(page.locator(STAGE).evaluate("stage => stage.getBoundingClientRect().width"))


def left(page: Page) -> float:
    return float(page.locator(STAGE).evaluate("stage => stage.getBoundingClientRect().left"))


def test_keys_enlarge_move_turn_and_close(shop: Web, visit: Callable[..., Page]) -> None:
    page = open_piece(visit("desk"), shop)
    page.locator("[data-enlarge]").first.click()
    fitting = width(page)
    page.keyboard.press("+")
    assert width(page) == pytest.approx(fitting * 1.5, abs=1)
    for _ in range(6):
        page.keyboard.press("+")
    assert width(page) == pytest.approx(1600, abs=1)  # its own resolution, and no further
    before = left(page)
    page.keyboard.press("ArrowRight")
    assert left(page) == pytest.approx(before - 80, abs=1)
    page.keyboard.press("0")
    assert width(page) == pytest.approx(fitting, abs=1)
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-zoom-title]").inner_text() == "View 2 of 2"
    no_violations(page)
    page.keyboard.press("Escape")
    expect(page.locator("[data-zoom]")).to_be_hidden()
    assert page.evaluate("document.activeElement.hasAttribute('data-enlarge')")


def test_wheel_and_click_keep_what_lies_under_the_pointer(shop: Web, visit: Callable[..., Page]) -> None:
    page = open_piece(visit("desk"), shop)
    page.locator("[data-enlarge]").first.click()
    fitting = width(page)
    page.mouse.move(720, 450)
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        f"document.querySelector('{STAGE}').getBoundingClientRect().width > {fitting + 50}"
    )
    page.keyboard.press("0")
    page.mouse.click(720, 450)
    assert width(page) == pytest.approx(1600, abs=1)
    page.mouse.click(720, 450)
    assert width(page) == pytest.approx(fitting, abs=1)


def test_two_fingers_pinch_and_one_turns_the_page(shop: Web, visit: Callable[..., Page]) -> None:
    page = open_piece(visit("phone", has_touch=True, is_mobile=True), shop)
    page.locator("[data-enlarge]").first.tap()
    fitting = width(page)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: tuple[int, int]) -> None:
        points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (300, 400))
    fingers("touchMove", (180, 402))
    fingers("touchEnd")
    assert page.locator("[data-zoom-title]").inner_text() == "View 2 of 2"
    fingers("touchStart", (150, 400), (250, 400))
    fingers("touchMove", (100, 400), (300, 400))
    fingers("touchEnd")
    assert width(page) == pytest.approx(fitting * 2, abs=2)
    page.touchscreen.tap(200, 400)
    page.touchscreen.tap(200, 400)
    assert width(page) == pytest.approx(fitting, abs=1)


def test_on_a_phone_a_long_note_of_a_fault_is_whole(shop: Web, visit: Callable[..., Page]) -> None:
    item = pictured()
    told = "Grain flattened, colour intact; the thread beside it is frayed and was trimmed."
    Defect.objects.filter(item=item, position=1).update(place="front pocket, lower left edge", note=told)
    page = open_piece(visit("phone"), shop, item)
    note = page.locator("#pin-note-1")
    expect(note).to_contain_text(told)
    track = page.locator(".gallery-track")
    assert track.evaluate("track => track.scrollHeight - track.clientHeight") == 0
    assert note.evaluate("note => note.getBoundingClientRect().height") > 60, "it is on three lines"


def test_pins_lead_to_the_report_and_back(shop: Web, visit: Callable[..., Page]) -> None:
    page = open_piece(visit("desk"), shop)
    page.locator("[data-close='2']").click()
    assert page.locator("[data-zoom-title]").inner_text() == "View 2 of 2"
    assert (
        page.locator("[data-zoom-note]").inner_text()
        == "Rubbing, corner 2: 4 mm, light. Read it in the report"
    )
    pin = page.locator(f"{STAGE} .pin").bounding_box()
    assert pin
    assert pin["width"] == 32  # it doesn't grow with the photograph
    page.locator("[data-zoom-note] a").click()
    assert page.evaluate("document.activeElement.id") == "defect-2"
    assert page.url.endswith("#defect-2")


def test_without_javascript_everything_is_a_link(shop: Web, visit: Callable[..., Page]) -> None:
    page = open_piece(visit("desk", java_script_enabled=False), shop)
    assert page.locator("[data-enlarge]").first.get_attribute("href") == "/media/items/1.png"
    page.locator("[data-thumb]").nth(1).click()
    assert page.url.endswith("#photo-2")
    page.locator("[data-close='1']").click()
    assert page.url.endswith("#pin-1")
    expect(page.locator("#pin-note-1")).to_be_visible()
    page.locator("#pin-1").click()
    assert page.url.endswith("#defect-1")
