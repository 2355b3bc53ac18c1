"""A phone's filters: they count again after each tick, and the list opens when she asks for it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories.catalog import listed_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sheet_counts_what_its_button_will_show(visit: Callable[..., Page], live_server: Any) -> None:
    listed_item()
    listed_item(designer="Chanel", style="Boy", title="Boy in black caviar", grade="pristine")
    page = visit("phone")
    page.goto(f"{live_server.url}/shop/#filters")
    button = page.locator(".sheet-foot button")
    expect(button).to_have_text("Show 2 pieces")
    page.locator("#filters").get_by_label("Chanel").check()
    expect(button).to_have_text("Show 1 piece")
    expect(page.locator("#filters").get_by_label("Chanel")).to_be_focused()
    expect(page.locator("#filters").get_by_label("Excellent")).to_have_count(0)
    expect(page).to_have_url(f"{live_server.url}/shop/#filters")
    button.click()
    expect(page).to_have_url(f"{live_server.url}/shop/?designer=chanel")
    expect(page.locator(".card")).to_have_count(1)


@pytest.mark.parametrize("path", ["/", "/shop/handbags/", "/designers/hermes/"])
def test_rows_that_scroll_keep_to_themselves(visit: Callable[..., Page], live_server: Any, path: str) -> None:
    for size in range(20, 40):
        listed_item(style=f"Birkin {size}", title=f"Birkin {size} in Gold Togo")
    page = visit("phone")
    page.goto(f"{live_server.url}{path}")
    expect(page.locator(".within").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
