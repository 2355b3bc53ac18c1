"""Text out of other people's pages: entities, tags and invisible characters gone, the words as they were meant."""

import html
import re

_BREAK = re.compile(r"<(?:br|/p|/li|/div|/h\d)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31});", re.IGNORECASE)
# Control characters but tab and line breaks, marks that turn the direction of text, blanks without width.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def clean(text: str) -> str:
    """The text without markup and without what can't be seen. Twice encoded entities are decoded twice."""
    for _ in range(2):
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _SCRIPT.sub("", text)))
    if text.isprintable():
        return text
    return _UNSEEN.sub(" ", text.replace("\u200b", "").replace("\ufeff", ""))
