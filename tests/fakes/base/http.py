"""Requests and answers, free of sockets."""

from dataclasses import dataclass, field
from pathlib import Path

from .errors import Json

# No form-action: Chromium applies it to the redirect after a form, which leads back to the shop.
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


@dataclass
class Request:
    """What came in; header names are lower case."""

    method: str
    path: str
    query: str
    raw: bytes
    headers: dict[str, str]

    @property
    def body(self) -> str:
        """The body as text."""
        return self.raw.decode("utf-8", "replace")


@dataclass
class Answer:
    """What goes out: JSON, or bytes as they are; ``hang`` seconds of silence instead where a switch says so."""

    status: int
    body: Json | str | bytes = ""
    headers: dict[str, str] = field(default_factory=dict)
    hang: float | None = None


class Page(Answer):
    """An answer for a browser: its body is HTML."""


def see_other(url: str) -> Page:
    """Send the browser on."""
    return Page(303, headers={"Location": url})


def static_file(path: Path, **headers: str) -> Answer:
    """Answer with a file of the double's own."""
    kind = {"Content-Type": f"{TYPES[path.suffix]}; charset=utf-8", "Cache-Control": "no-cache"}
    return Answer(200, path.read_bytes(), kind | headers)
