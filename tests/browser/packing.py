"""What fulfilment does at the packing table with a browser."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect


def photograph_all(page: Page, folder: Path) -> None:
    """Take every picture that the page asks for, and wait until each is there."""
    places = page.locator(".queue-shots li")
    for n in range(places.count()):
        picture = folder / f"{n}.jpg"
        Image.new("RGB", (600, 750), (40 * n % 255, 120, 90)).save(picture, "JPEG")
        places.nth(n).locator("input").set_input_files(picture)
        expect(places.nth(n).locator("img")).to_be_visible()
