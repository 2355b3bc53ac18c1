"""The photographs of a piece in a browser: several dropped in, a bad one named, dragged into order, shown by kind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings

from catalog.models import Item, Photo
from catalog.photography.rendering import render
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories.catalog import listed_item
from tests.factories.people import staff
from tests.photography.pictures import encoded
from tests.photography.stored import photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(name: str, colour: tuple[int, int, int]) -> FilePayload:
    return FilePayload(name=name, mimeType="image/jpeg", buffer=encoded(size=(400, 500), colour=colour))


def places(page: Page) -> list[str]:
    return [row.input_value() for row in page.locator("[data-field=alt] input").all()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_upload_and_arrange(live_server: Any, visit: Visit, scheme: str) -> None:
    item = listed_item(title="Birkin 30 in Gold Togo")
    page = visit("desk", color_scheme=scheme)
    enter(page, staff("Photographer", first_name="Kenji"), str(live_server))
    page.goto(f"{live_server}/staff/pieces/{item.pk}/photos/")
    no_violations(page)
    page.get_by_label("Add photographs").set_input_files(
        [sent("a.jpg", (120, 80, 40)), sent("b.jpg", (40, 80, 120))]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("[data-row]")).to_have_count(2, timeout=20_000)
    expect(page.locator("[data-progress]").first).to_have_text("All 9 sizes made.")
    no_violations(page)
    first, second = places(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    rows = page.locator("[data-row]")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 300, "y": 4})
    assert places(page) == [second, first]
    page.get_by_role("button", name="Save order").click()
    expect(page.locator("body")).to_contain_text("The photographs are saved")
    assert [photo.alt for photo in Photo.objects.filter(item=item)] == [second, first]
    assert Item.objects.get(pk=item.pk).lead_alt == second


def test_a_visitor_gets_avif_in_the_width_of_her_screen(live_server: Any, visit: Visit) -> None:
    row = photo(size=(1600, 2000))
    render(row.pk)
    page = visit("phone")
    page.goto(f"{live_server}/shop/")
    shown = page.locator(".card img").first
    expect(shown).to_have_js_property("complete", True)
    stem = str(row.file.name).removesuffix(".webp")
    # Half of 390 pixels: the smallest that a card is offered.
    assert shown.evaluate("image => image.currentSrc").endswith(f"/media/{stem}/v1-320.avif")
    assert shown.evaluate("image => image.naturalWidth") > 0
    page.goto(f"{live_server}{row.item.get_absolute_url()}")
    assert (
        page.locator(".gallery-track img")
        .first.evaluate("image => image.currentSrc")
        .endswith("/v1-480.avif")
    )
