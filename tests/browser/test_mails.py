"""The previews of mails in a browser: readable frames at both widths, in light and in dark, that run nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories.people import staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INK_OF_DARK = "rgb(242, 237, 229)"


def test_a_mail_is_read_at_both_widths_in_light_and_in_dark(
    live_server: Any, visit: Callable[..., Page], settings: Settings
) -> None:
    settings.PUBLIC_URL = str(live_server)  # its picture comes from there
    page = visit("desk", color_scheme="null")  # emulated, it would overrule the frames
    enter(page, staff("Customer care"), str(live_server))
    page.goto(f"{live_server}/staff/mails/")
    no_violations(page)
    page.get_by_role("link", name="As a gift").click()
    phone, desk = (page.frame_locator(f'[data-width="{width}"] iframe') for width in ("phone", "desk"))
    for frame, width in ((phone, 390), (desk, 700)):
        expect(frame.locator("h1")).to_have_text("Your order is confirmed")
        expect(frame.locator("body")).to_contain_text("Wrapped as a gift, without prices")
        assert frame.locator("html").evaluate("page => page.scrollWidth") <= width
        assert frame.locator("img").evaluate("picture => picture.naturalWidth") == 312
    no_violations(page)
    page.get_by_label("dark").check()
    expect(phone.locator("body")).to_have_css("color", INK_OF_DARK)
