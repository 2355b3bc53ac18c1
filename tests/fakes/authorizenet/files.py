"""The scripts, frames and styles that browsers load from the double."""

from ..base.http import Answer, static_file
from ..base.render import PAGE_STYLE
from .render import HERE

STATIC = HERE / "static"
FILES = {
    "/v3/AcceptUI.js": STATIC / "AcceptUI.js",
    "/v3/acceptMain/acceptMain.html": STATIC / "accept.html",
    "/static/accept.js": STATIC / "accept.js",
    "/static/accept.css": STATIC / "accept.css",
    "/static/page.css": PAGE_STYLE,
}
# The lightbox's frame may stand in any shop; nothing but the double's own may be in it.
FRAME_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"


def answer(path: str) -> Answer:
    """Answer with one of ``FILES``."""
    found = static_file(FILES[path])
    if FILES[path].suffix == ".html":
        found.headers["Content-Security-Policy"] = FRAME_POLICY
    found.headers["Access-Control-Allow-Origin"] = "*"
    return found
