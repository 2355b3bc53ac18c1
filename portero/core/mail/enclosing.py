"""What goes with a mail: its row names a paper, whose room hands it over when the mail is sent.

The row stays small, and a second attempt encloses the same bytes, because papers are kept as they were first printed.
"""

from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from portero.core.mail.models import Mail

# Mail servers take 10 MB at the least of what Base64 makes a third larger.
LIMIT_BYTES = 6_000_000


class Enclosure(NamedTuple):
    """A file as the reader gets it."""

    name: str
    content: bytes
    type: str


class TooLarge(Exception):
    """What is to be enclosed would not get through; no later attempt will find it smaller."""


def enclosures_of(mail: Mail) -> list[Enclosure]:
    """The papers that the mail's row names, by `settings.MAIL_ENCLOSURES[kind]`, called with each of its keys.

    Raises TooLarge, and whatever the room raises that can't hand a paper over (yet).
    """
    papers: list[Enclosure] = [
        import_string(settings.MAIL_ENCLOSURES[kind])(key)
        for kind, keys in mail.enclosed.items()
        for key in keys
    ]
    size = sum(len(paper.content) for paper in papers)
    if size > LIMIT_BYTES:
        raise TooLarge(f"{size:,} bytes are enclosed, {LIMIT_BYTES:,} are the limit.")
    return papers
