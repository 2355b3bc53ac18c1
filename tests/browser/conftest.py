"""Debian's Chromium, driven by Playwright; without it these tests are skipped, and say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.drills.running_shop import leave_before

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# A resource that can't be had or was refused, and a service worker that was being fetched when the network went.
OF_THE_NETWORK = ("Failed to load resource", "An unknown error occurred when fetching the script.")
# A page of a busy machine takes its time; whoever waits goes on as soon as it is there.
expect.set_options(timeout=20_000)
# Axe without preloading, which writes style sheets into the page against its content policy; and without a
# description of every element that passed: nobody reads it, and to write it takes longer than to look.
ASKED = {"preload": False, "resultTypes": ["violations"]}
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for a worker's way through these tests."""
    if not CHROMIUM:
        pytest.skip("Debian's chromium is not installed (make test installs it where apt may)")
    # Playwright runs an event loop in this thread; Django then takes every query for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def problems() -> list[str]:
    """What the console of a test's browsers complained about."""
    return []


@pytest.fixture
def visit(chromium: Browser, problems: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own at a width; errors in its console fail the test."""
    contexts: list[BrowserContext] = []

    def leave() -> None:
        while contexts:
            contexts.pop().close()

    def open_browser(width: str = "desk", **options: object) -> Page:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        # Axe would measure a colour on its way to another.
        still = {"reduced_motion": "reduce"} | options
        context = chromium.new_context(viewport=size, **still)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda said: problems.append(said.text) if _is_problem(said) else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    leave_before.append(leave)
    yield open_browser
    leave_before.remove(leave)
    leave()
    assert sorted(set(problems)) == []


@pytest.fixture
def visit_quietly(visit: Callable[..., Page], problems: list[str]) -> Iterator[Callable[..., Page]]:
    """The same for a test that cuts the network or sends what is refused: Chromium reports both as errors."""
    yield visit
    problems[:] = [said for said in problems if not said.startswith(OF_THE_NETWORK)]


def _is_problem(said: ConsoleMessage) -> bool:
    """A page that says that something is over is answered 410, which Chromium reports as if it had failed."""
    return said.type == "error" and "status of 410 (Gone)" not in said.text


def no_violations(page: Page) -> None:
    """Axe finds nothing on this page at desk and phone width, and nothing scrolls sideways."""
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_load_state()
        assert violations(page) == [], f"{name}: {page.url}"
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name}: {page.url} scrolls sideways by {overflow} px"


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """What axe finds on this page as it is now, and where; a page that has axe already isn't sent it again."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("asked => axe.run(asked).then(said => said.violations)", ASKED)
    return [(v["id"], [n["target"] for n in v["nodes"]]) for v in found]


def watch_moves(page: Page) -> None:
    """Sum up how far things move on the next pages without anybody having touched them (layout shift)."""
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const shift of list.getEntries())"
        " window.moved += shift.value; }).observe({type: 'layout-shift', buffered: true})"
    )


def moved(page: Page) -> float:
    """How far things have moved on this page since it came."""
    return page.evaluate("new Promise(done => setTimeout(() => done(window.moved), 100))")
