"""The list under the search box, by keyboard and pointer, on a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.factories.catalog import listed_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_the_list_completes_what_is_typed(visit: Visit, live_server: Any, width: str) -> None:
    listed_item()
    page = visit(width)
    page.goto(f"{live_server.url}/")
    box = page.get_by_role("combobox", name="Search designers, styles and item numbers")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("herm")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggest-1-1")
    assert violations(page) == []
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(options.first).to_be_hidden()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/designers/hermes/")


def test_enter_without_a_choice_searches(visit: Visit, live_server: Any) -> None:
    listed_item()
    page = visit()
    page.goto(f"{live_server.url}/")
    box = page.get_by_role("combobox")
    box.press_sequentially("birkin gold")
    box.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/search/?q=birkin+gold")
    page.wait_for_load_state()  # until the stylesheet is there, the chips stand in both their places
    expect(page.get_by_role("link", name="Remove filter Gold")).to_be_visible()


def test_without_javascript_it_is_a_plain_form(visit: Visit, live_server: Any) -> None:
    listed_item()
    page = visit(java_script_enabled=False)
    page.goto(f"{live_server.url}/")
    page.locator("input[name=q]").fill("birkin")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{live_server.url}/search/?q=birkin")
