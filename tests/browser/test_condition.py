"""A condition report in a browser: pins by pointer and by keyboard alone, kept on the way, confirmed with its grade."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as live_settings
from PIL import Image
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from authentication.models import ReportDraft
from catalog.models import GradeDecision, Item, Photo
from tests.browser.conftest import no_violations
from tests.factories.catalog import a_category, draft_item
from tests.factories.condition import a_report, grader
from tests.factories.people import at_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


def pictured() -> Item:
    """A Birkin with two photographs."""
    item = draft_item(category=a_category("Handbags", measured_as="bag"))
    Photo.objects.bulk_create(
        Photo(
            item=item,
            position=n,
            view=view,
            file=f"items/{view}.png",
            alt=f"The {view}",
            width=800,
            height=1000,
        )
        for n, view in enumerate(("front", "back"))
    )
    return item


def opened(page: Page, item: Item, shop: str, person: User | None = None) -> Page:
    drawn = BytesIO()
    Image.new("RGB", (800, 1000), "#c9b38f").save(drawn, "PNG")
    answer = drawn.getvalue()

    def photograph(route: Route) -> None:
        route.fulfill(body=answer, content_type="image/png")

    page.route("**/media/items/*", photograph)
    name, value = live_settings.SESSION_COOKIE_NAME, at_work(person or grader())
    page.context.add_cookies([{"name": name, "value": value.cookies[name].value, "url": shop}])
    page.goto(f"{shop}/staff/authentication/condition/{item.number}/")
    page.wait_for_load_state("networkidle")
    return page


def tell(page: Page, row: int, **told: str) -> None:
    """Fill a row of the defects; what has choices is chosen."""
    line = page.locator("[data-defects] [data-defect]").nth(row)
    for name, value in told.items():
        field = line.locator(f"[data-field={name}] :is(input, select)")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def grade_zones(page: Page) -> None:
    for zone in page.locator("[data-zone] select").all():
        zone.select_option("excellent")


def test_defects_are_pinned_by_pressing_on_the_photograph(live_server: Any, visit: Visit) -> None:
    item = pictured()
    page = opened(visit("desk"), item, str(live_server))
    stage = page.locator("[data-stage]").first
    box: Any = stage.bounding_box()
    stage.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.8})
    tell(page, 0, kind="Rubbing", place="front left corner", zone="corners", severity="light", size_mm="4")
    page.get_by_role("button", name="2 The back").click()
    page.locator("[data-stage]").nth(1).click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.5})
    tell(page, 1, kind="Stain", place="back", zone="exterior", severity="moderate")
    expect(page.locator("[data-proposal] b")).to_have_text("Very Good")
    expect(page.locator("[data-why], .cond-why")).to_contain_text(
        "1 moderate or marked defect: Very Good at best."
    )
    assert not item.defects.exists(), "kept, and not on the report yet"
    grade_zones(page)
    page.get_by_role("button", name="Save and confirm the grade").click()
    expect(page.locator("body")).to_contain_text("its grade confirmed: Very Good")
    places = item.defects.values_list("photo__view", "x", "y")
    pins = [(view, round(x or 0), round(y or 0)) for view, x, y in places]
    assert pins == [("front", 25, 80), ("back", 50, 50)]
    assert (GradeDecision.objects.get().confirmed, ReportDraft.objects.count()) == ("very_good", 0)


def test_defects_are_pinned_by_the_keyboard_alone(live_server: Any, visit: Visit) -> None:
    item = pictured()
    page = opened(visit("desk"), item, str(live_server))
    page.locator("[data-view]").last.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("application")).to_be_focused()
    for key in ("Shift+ArrowLeft", "Shift+ArrowLeft", "ArrowLeft", "Shift+ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("[data-said]")).to_have_text("29 per cent across, 61 down")
    page.keyboard.press("Enter")
    page.keyboard.type("Hairline")
    page.keyboard.press("Tab")
    page.keyboard.type("Corners")
    page.keyboard.press("Tab")
    page.keyboard.type("base")
    page.keyboard.press("Tab")
    page.keyboard.type("3.5")
    page.keyboard.press("Tab")
    page.keyboard.type("Light")
    expect(page.locator("[data-kept]")).to_contain_text("Your entries are kept")
    pin = page.get_by_role("button", name="Pin 1: Hairline, base")
    pin.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("[data-said]")).to_have_text("30 per cent across, 56 down")
    expect(page.locator("[data-kept]")).to_contain_text("Your entries are kept")
    page.get_by_role("button", name="Save the report").press("Enter")
    expect(page.locator("body")).to_contain_text("The report is saved.")
    defect = item.defects.get()
    assert (defect.kind, defect.zone, defect.place, defect.severity) == (
        "Hairline",
        "corners",
        "base",
        "light",
    )
    assert (defect.size_mm, defect.x, defect.y) == (Decimal("3.5"), Decimal("29.5"), Decimal("56.0"))
    assert not GradeDecision.objects.exists()


def test_a_pin_is_dragged_and_rows_are_ordered_and_removed(live_server: Any, visit: Visit) -> None:
    item = pictured()
    told = {
        "place": "back",
        "zone": "exterior",
        "severity": "light",
        "x": 20,
        "y": 20,
        "photo": item.photos.first(),
    }
    a_report(
        item, defects=[told | {"kind": "Scratch"}, told | {"kind": "Stain", "x": 60}, told | {"kind": "Dent"}]
    )
    page = opened(visit("desk"), item, str(live_server))
    pin: Any = page.get_by_role("button", name="Pin 2: Stain").locator(".cond-dot").bounding_box()
    stage: Any = page.locator("[data-stage]").first.bounding_box()
    page.mouse.move(pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2)
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.7, stage["y"] + stage["height"] * 0.6, steps=5)
    page.mouse.up()
    rows = page.locator("[data-defects] [data-defect]")
    rows.nth(1).get_by_role("button", name="Up").click()
    rows.nth(2).get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Save the report").click()
    expect(page.locator("body")).to_contain_text("The report is saved.")
    found = [(d.position, d.kind, round(d.x or 0), round(d.y or 0)) for d in item.defects.all()]
    assert found == [(1, "Stain", 70, 60), (2, "Scratch", 20, 20)]


def test_what_was_typed_is_there_after_the_window_was_closed(live_server: Any, visit_quietly: Visit) -> None:
    visit = visit_quietly  # what is refused is answered 422
    item = pictured()
    page = opened(visit("desk"), item, str(live_server))
    page.locator("[data-stage]").first.click()
    tell(page, 0, kind="Rub")
    page.get_by_role("group", name="Width at the base, cm").get_by_label("Measured").fill("30")
    page.get_by_role("group", name="Height, cm").get_by_label("Measured").fill("22")
    expect(page.locator("[data-drawing] svg desc")).to_contain_text("Height: 22 cm")
    expect(page.locator("[data-kept]")).to_contain_text("Your entries are kept")
    page.close()
    again = opened(visit("phone"), item, str(live_server))
    expect(again.locator("[data-defects] [data-field=kind] input")).to_have_value("Rub")
    again.get_by_role("button", name="Save the report").click()
    expect(again.locator("[data-defects]")).to_contain_text("This field is required.")
    assert not item.defects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_in_light_and_dark(live_server: Any, visit: Visit, scheme: str) -> None:
    item = pictured()
    told = {"kind": "Scratch", "place": "back", "zone": "exterior", "severity": "light", "x": 20, "y": 20}
    a_report(item, defects=[told | {"photo": item.photos.first()}])
    page = opened(visit("desk", color_scheme=scheme), item, str(live_server))
    no_violations(page)
    page.goto(f"{live_server}/staff/authentication/condition/")
    no_violations(page)


def test_without_a_script_every_pin_is_a_row_of_fields(live_server: Any, visit: Visit) -> None:
    item = pictured()
    page = opened(visit("desk", java_script_enabled=False), item, str(live_server))
    row = page.locator("[data-spare] [data-defect]")
    row.locator("summary").click()
    for name, value in {"kind": "Dent", "place": "clasp", "x": "40", "y": "30.5"}.items():
        row.locator(f"[data-field={name}] input").fill(value)
    for name, choice in {
        "zone": "hardware",
        "severity": "marked",
        "photo": str(item.photos.all()[1].pk),
    }.items():
        row.locator(f"[data-field={name}] select").select_option(choice)
    page.get_by_role("button", name="Save the report").click()
    expect(page.locator("body")).to_contain_text("The report is saved.")
    defect = item.defects.get()
    assert (defect.kind, defect.photo, defect.y) == ("Dent", item.photos.all()[1], Decimal("30.5"))
