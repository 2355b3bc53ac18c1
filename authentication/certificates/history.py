"""What happened to a piece, as everybody may know it: from its log, without people, places and prices."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from catalog.models import Grade, Item, ItemLogEntry

Body = Mapping[str, Any]
Words = Callable[[Body], str]


class Happened(NamedTuple):
    """One event: its number in the piece's log, when, and what, in words."""

    number: int
    at: datetime
    words: str


# Kinds of the item log that are told; an empty sentence leaves the event out. Who has it and what it cost isn't here:
# the one is private, the other stands on the piece's own page.
TOLD: dict[str, Words] = {
    "received": lambda body: "Received by us.",
    "cleared": lambda body: "Passed its examination." if body.get("kind") == "authentication" else "",
    "graded": lambda body: f"Graded {Grade(body['grade']).label}." if body.get("grade") else "",
    "certified": lambda body: f"Version {body['version']} of certificate {body['certificate']} signed.",
    "listed": lambda body: "Offered for sale.",
    "sold": lambda body: "Sold.",
    "draft": lambda body: "Came back to us." if body.get("from") == "sold" else "",
    "certificate_disputed": lambda body: f"Certificate {body['certificate']} disputed.",
    "certificate_cleared": lambda body: f"Dispute of certificate {body['certificate']} settled: it stands.",
    "certificate_revoked": lambda body: f"Certificate {body['certificate']} revoked.",
}


def happened(item: Item) -> list[Happened]:
    """The public events of a piece, oldest first. One query."""
    entries = ItemLogEntry.objects.filter(item=item, kind__in=TOLD).order_by("number")
    told = [Happened(row.number, row.at, TOLD[row.kind](json.loads(row.body))) for row in entries]
    return [one for one in told if one.words]
