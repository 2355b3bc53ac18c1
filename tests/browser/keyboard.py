"""Somebody at the workbench who has no mouse: every step is a key, what she sees she reads from the page."""

import io
import os
import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.photography.pictures import encoded

# `make workbench-pictures` sets it; without it no picture is kept.
PICTURES = os.environ.get("WORKBENCH_PICTURES", "")
ENTERED = {"code": "[D]", "weight": "412", "measure": "305"}
SHOWN = FilePayload(
    name="seen.jpg", mimeType="image/jpeg", buffer=encoded(size=(240, 240), colour=(178, 106, 60))
)


class Reviewer:
    """A person of the house before her screen."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        # From now on choosers are caught; whoever begins to catch them with the key itself may be too late.
        page.on("filechooser", lambda chooser: None)

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def take_the_next(self) -> None:
        """From the queue to the workbench."""
        self.page.goto(f"{self.url}/staff/authentication/")
        self.press("t")
        expect(self.page.locator("[data-review][data-live]")).to_be_visible()

    @property
    def current(self) -> Locator:
        """The check that she looks at."""
        return self.page.locator("[data-check][data-current]")

    def answer(self) -> None:
        """Everything that a check asks for, then its finding; complete, it leads to the next by itself."""
        check = self.current.get_attribute("data-check")
        if self.current.locator('[name="entered"]').count():
            self.press("i")
            self.page.keyboard.type(ENTERED[self._asks()])
            self.press("Escape")
        if self.current.locator("[data-always]").count():
            self.show()
        self.press("1")
        expect(self.current).not_to_have_attribute("data-check", str(check))

    def show(self, file: Any = SHOWN) -> None:
        """Add a photograph."""
        with self.page.expect_file_chooser() as asked:
            self.press("e")
        asked.value.set_files(file)
        expect(self.current.locator("[data-picture] img")).to_be_visible()

    def pass_over(self, why: str) -> None:
        """It doesn't apply, with the reason."""
        self.press("4", "n")
        self.page.keyboard.type(why)
        self.press("Control+Enter")

    def submit(self, verdict: str = "1", reason: str = "") -> None:
        """Her verdict, once everything is kept; then she is shown the next piece."""
        self.press("v", verdict, "n")
        self.page.keyboard.type(reason)
        expect(self.page.locator("[data-missing]")).to_have_text("Nothing is missing.")
        expect(self.page.locator("[data-kept]")).to_have_text("Everything is saved")
        self.press("Control+Enter")
        expect(self.page.get_by_role("button", name="Submit the review")).to_be_focused()
        self.press("Enter")
        expect(self.page.get_by_text(re.compile("is submitted"))).to_be_visible()

    def picture(self, name: str, width: int = 1440) -> None:
        """Keep what she sees for the manual, if somebody asked for it."""
        if not PICTURES:
            return
        before, kept = self.page.viewport_size, self.page.locator("[data-kept]")
        if kept.count():
            expect(kept).to_have_text("Everything is saved")
        self.page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
        self.page.wait_for_load_state("networkidle")
        taken = Image.open(io.BytesIO(self.page.screenshot()))
        taken.convert("RGB").save(Path(PICTURES) / f"{name}-{width}.webp", "WEBP", quality=60, method=6)
        if before:
            self.page.set_viewport_size(before)

    def _asks(self) -> str:
        return str(self.current.locator('[name="entered"]').get_attribute("data-asks"))
