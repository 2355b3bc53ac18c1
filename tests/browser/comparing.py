"""What the desk does with a browser where a piece is held against how it left."""

from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from orders.fulfilment import outbound
from orders.fulfilment.models import Shipment
from orders.fulfilment.shots import shots_of


def left_with_pictures(shipment: Shipment, folder: Path, actor: Any) -> None:
    """The outbound set is in the storage, not only in the rows."""
    for line in shipment.lines.select_related("item__category"):
        for n, shot in enumerate(shots_of(line.item)):
            with _picture(folder / f"left-{n}.jpg", n).open("rb") as file:
                outbound.add(line, shot.code, file, file.name, actor=actor)


def photograph_the_same(page: Page, folder: Path) -> None:
    """Take every picture again beside the one of the outbound set, and wait until each is there."""
    pairs = page.locator(".queue-compared > li")
    expect(pairs.first).to_be_visible()
    for n in range(pairs.count()):
        pairs.nth(n).locator("input").set_input_files(_picture(folder / f"back-{n}.jpg", n, lighter=24))
        expect(pairs.nth(n).locator("figure").nth(1).locator("img")).to_be_visible()


def _picture(file: Path, n: int, *, lighter: int = 0) -> Path:
    Image.new("RGB", (600, 750), (40 * n % 200 + lighter, 120 + lighter, 90)).save(file, "JPEG")
    return file
