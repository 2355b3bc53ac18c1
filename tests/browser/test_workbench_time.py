"""The heartbeat of a workbench: it beats while somebody looks, and rests when nobody has touched the page lately."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.test_workbench_trouble import at_the_bench
from tests.factories import bench

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


def test_it_beats_while_somebody_looks_and_rests_when_nobody_does(live_server: Any, visit: Visit) -> None:
    page = visit("desk")
    page.clock.install()
    beats: list[str] = []

    def count(request: Request) -> None:
        if request.url.endswith("/looked/"):
            beats.append("fresh" if "fresh" in (request.post_data or "") else "beat")

    page.on("request", count)
    at_the_bench(page, live_server, bench.on_the_bench())
    for _ in range(2):
        with page.expect_response("**/looked/"):
            page.clock.fast_forward(15_000)
    assert beats == ["fresh", "beat", "beat"]
    page.clock.fast_forward(200_000)  # nobody touched it: the next one doesn't beat
    page.keyboard.press("j")
    with page.expect_response("**/looked/"):
        page.clock.fast_forward(15_000)
    assert beats == ["fresh", "beat", "beat", "fresh"]
    expect(page.locator("[data-looked]")).to_have_text("Looked at for 0 of at least 10 minutes")
