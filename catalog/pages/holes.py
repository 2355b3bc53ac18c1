"""Places that a kept text leaves open, because what stands there changes by the clock or with the whole shop.

A place is marked by its name between two NUL characters: PostgreSQL's text can't hold one, and neither can HTML.
"""

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString, mark_safe

MARK = "\0"
# Text, name of a hole, text, name of a hole ... text.
Cut = tuple[bytes | str, ...]


def hole(name: str) -> SafeString:
    """The mark of a place that is filled when the page goes out."""
    return mark_safe(f"{MARK}{name}{MARK}")  # noqa: S308  (names are our own words)


def cut(text: str) -> Cut:
    """The text around its holes."""
    return tuple(part if n % 2 else part.encode() for n, part in enumerate(text.split(MARK)))


def filled(parts: Cut, values: Mapping[str, Sequence[bytes]]) -> list[bytes]:
    """The text with every hole filled. Raises KeyError for one without a value."""
    found: list[bytes] = []
    for part in parts:
        if isinstance(part, bytes):
            found.append(part)
        else:
            found.extend(values[part])
    return found
