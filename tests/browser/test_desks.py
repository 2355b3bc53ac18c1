"""The desks of the staff, as they appear and as each hand finds them: with a keyboard, or on a phone."""

from collections.abc import Callable
from time import sleep
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import moved, watch_moves
from tests.browser.test_labels import enter
from tests.factories.people import staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


def late(route: Route) -> None:
    """What is asked for comes after the page was painted without it."""
    sleep(0.5)
    route.continue_()


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_nothing_moves_when_the_type_arrives(live_server: Any, visit: Visit, width: str) -> None:
    page = visit(width)
    enter(page, staff("Fulfilment"), str(live_server))
    page.route("**/*.woff2", late)
    watch_moves(page)
    page.goto(f"{live_server}/staff/ship-by/", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    expect(page.get_by_role("heading", name="Ship by")).to_be_visible()
    assert page.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
    assert moved(page) < 0.05  # 0.19 on a phone, with a fallback of other widths


@pytest.mark.parametrize(("width", "shown"), [("desk", True), ("phone", False)])
def test_keys_are_named_where_there_may_be_some(
    live_server: Any, visit: Visit, width: str, shown: bool
) -> None:
    page = visit(width)
    enter(page, staff("Fulfilment"), str(live_server))
    page.goto(f"{live_server}/staff/ship-by/")
    expect(page.get_by_text("open the next step")).to_be_visible(visible=shown)
    expect(page.locator(".queue-now")).to_be_visible()


def test_a_tablet_has_none(live_server: Any, visit: Visit) -> None:
    page = visit("desk", has_touch=True, is_mobile=True)
    enter(page, staff("Fulfilment"), str(live_server))
    page.goto(f"{live_server}/staff/ship-by/")
    expect(page.get_by_text("open the next step")).to_be_hidden()
