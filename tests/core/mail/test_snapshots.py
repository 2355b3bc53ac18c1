"""Every mail as it was last agreed on: subject and text in one file, the HTML in another.

`SNAPSHOTS=write pytest -n0 tests/core/mail/test_snapshots.py` writes them anew (docs/mail.md); the diff is then
read like code. The style, which is the same in all of them, is kept once.
"""

import os
import re
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from portero.core.mail.samples import NOW, Declared, Sample, all_declared, letter_of

FOLDER = Path(__file__).parent / "snapshots"
WRITE = os.environ.get("SNAPSHOTS") == "write"
CASES = [(mail, sample) for mail in all_declared().values() for sample in mail.samples]
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def name_of(mail: Declared, sample: Sample) -> str:
    return ".".join(filter(None, [mail.kind, sample.slug]))


@pytest.fixture(autouse=True)
def _same_day_and_place(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Words leave out the year of today, and links begin with the shop's address."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.PUBLIC_URL = "https://portero.example"


def agreed(name: str, said: str) -> str:
    """What was agreed on in this file; written first where that is wanted."""
    path = FOLDER / name
    if WRITE:
        path.write_text(said)
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize(("mail", "sample"), CASES, ids=[name_of(*case) for case in CASES])
def test_a_mail_says_what_was_agreed(mail: Declared, sample: Sample) -> None:
    letter, name = letter_of(mail.kind, sample), name_of(mail, sample)
    text = f"Subject: {letter.subject}\n\n{letter.text}"
    assert agreed(f"{name}.txt", text) == text
    html, styles = STYLE.subn("<style></style>", letter.html)
    assert styles == 1
    assert agreed(f"{name}.html", html) == html
    style = STYLE.findall(letter.html)[0]
    assert agreed("style.css", style) == style


def test_nothing_is_kept_of_a_mail_that_is_gone() -> None:
    names = {name_of(*case) for case in CASES}
    wanted = {f"{name}.{ending}" for name in names for ending in ("txt", "html")} | {"style.css"}
    assert {path.name for path in FOLDER.iterdir()} == wanted
