"""What stands around a page of pieces: head, header with its counts, footer. Rendered once while the shelf stands."""

import hashlib
import time
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from catalog import shelf
from catalog.pages.holes import Cut, cut, hole

BLOCKS = ("title", "description", "head", "search_words", "main", "scripts")


class Frame(NamedTuple):
    """The text around the blocks of a page, the shelf it counts, and until when (monotonic seconds) it may go out."""

    parts: Cut
    tag: bytes
    version: int
    until: float


class _Kept:
    frame: Frame | None = None


def frame() -> Frame:
    """The frame as the shelf is now; ask with the shelf settled."""
    version, now = shelf.current().version, time.monotonic()
    kept = _Kept.frame
    if kept is None or kept.version != version or kept.until <= now:
        kept = _Kept.frame = _rendered(version, now + settings.PAGES_KEPT_SECONDS)
    return kept


def _rendered(version: int, until: float) -> Frame:
    """Of a request that nobody made: it can't depend on who asks."""
    holes = {name: hole(name) for name in BLOCKS}
    text = render_to_string("catalog/frame.html", holes, request=HttpRequest())
    return Frame(cut(text), hashlib.blake2b(text.encode(), digest_size=12).digest(), version, until)
