"""The service worker's source with what it must know, or the one that takes it away again."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

FOLDER = Path(__file__).resolve().parent
# What the offline page and the copy of an item's page need to look like themselves.
SHELL = (
    "css/portero.css",
    "css/item.css",
    "fonts/newsreader-display.woff2",
    "fonts/source-sans-3-latin-wght.woff2",
    "icons/portero.svg",
    "vendor/htmx-2.0.11.min.js",
    "js/app.js",
    "js/offline.js",
    "js/gallery.js",
    "js/handbar.js",
    "js/zoom.js",
)


def source() -> str:
    """The worker as the browser gets it; its first line changes with the shell, the offline page or its own text.

    A browser compares it byte by byte with the one it has: any difference installs the new one.
    """
    if not settings.SERVICE_WORKER:
        return _text("retired.js")
    shell = [static(name) for name in SHELL]
    known = {"version": _version(shell), "shell": shell, "offline": reverse("catalog:offline")}
    return f"const SETTINGS = {json.dumps(known)};\n{_text('worker.js')}"


def _version(shell: list[str]) -> str:
    """The offline page's words count too: it is kept with the shell."""
    words = render_to_string("catalog/offline.html")
    return hashlib.sha256("\n".join([*shell, words, _text("worker.js")]).encode()).hexdigest()[:12]


@cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text()
