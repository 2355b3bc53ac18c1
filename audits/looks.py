"""Axe on every page, at desk and phone width, light and dark; and its picture for the report."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from audits.pages import Page
from audits.places import chromium

WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHELF = ("home", "browse", "item", "search", "checkout address")
AFTERWARDS = (
    "order delivered",
    "return received",
    "claim misdescribed",
    "certificate valid",
    "staff returns",
)
PICTURED = (*SHELF, *AFTERWARDS)


def violations(address: str, pages: list[Page], pictures: Path) -> dict[str, list[str]]:
    """What axe finds, by page name; `pictures` receives one of each pictured page and width."""
    pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        found = {page.name: list(_look(browser, address, page, pictures)) for page in pages}
        browser.close()
    return found


def _look(browser: Browser, address: str, page: Page, pictures: Path) -> Iterator[str]:
    for width, (across, down) in WIDTHS.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": across, "height": down},
                color_scheme=scheme,
                ignore_https_errors=True,
                service_workers="block",
            )
            host = str(urlsplit(address).hostname)
            context.add_cookies(
                [{"name": name, "value": value, "domain": host, "path": "/"} for name, value in page.cookies]
            )
            tab = context.new_page()
            tab.goto(address + page.path, wait_until="networkidle")
            yield from (f"{width} {scheme}: {told}" for told in _axe(tab))
            if scheme == "light" and page.name in PICTURED:
                _picture(tab, pictures / f"{page.name.replace(' ', '-')}-{across}.webp")
            context.close()


def _axe(tab: Tab) -> list[str]:
    # Without preloading, which writes style sheets into the page against its content policy.
    found = Axe().run(tab, options={"preload": False}).response["violations"]
    told = [f"{each['id']} at {each['nodes'][0]['target']}" for each in found]
    across = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*told, *([f"scrolls sideways by {across} px"] if across > 0 else [])]


def _picture(tab: Tab, path: Path) -> None:
    taken = Image.open(io.BytesIO(tab.screenshot()))
    taken.convert("RGB").save(path, "WEBP", quality=60, method=6)
