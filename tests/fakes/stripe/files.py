"""The scripts, frames and styles that browsers load from the double."""

from ..base.http import Answer, static_file
from ..base.render import PAGE_STYLE
from .render import HERE

STATIC = HERE / "static"
FILES = {
    "/v3/": STATIC / "stripe.js",
    "/v3": STATIC / "stripe.js",
    "/elements/card": STATIC / "card.html",
    "/static/card.js": STATIC / "card.js",
    "/static/fields.js": STATIC / "fields.js",
    "/static/card.css": STATIC / "card.css",
    "/static/page.css": PAGE_STYLE,
}
# The fields may be framed by any shop and use its fonts; nothing else may come from elsewhere.
FRAME_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src *"


def answer(path: str) -> Answer:
    """Answer with one of ``FILES``."""
    found = static_file(FILES[path])
    if FILES[path].suffix == ".html":
        found.headers["Content-Security-Policy"] = FRAME_POLICY
    found.headers["Access-Control-Allow-Origin"] = "*"
    return found
