"""A queue as its page shows it: late, due today, later; each deadline in words, the step that is due on the button."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.photography.picture import photo_url
from consignment.models import Consignment
from portero.core import due
from portero.core.due import Due, Group

S = Consignment.State
BUTTONS = {
    S.AGREED: "Send the label",
    S.AWAITED: "Receive",
    S.IN_TRANSIT: "Receive",
    S.CLEARED: "Grade",
    S.PREPARED: "Approve",
    S.APPROVED: "List",
    S.REJECTED: "Send back",
    S.WITHDRAWN: "Send back",
}


@dataclass(frozen=True)
class Row:
    """One piece, with the button of its next step."""

    consignment: Consignment
    due: Due
    what: str
    photo: str
    button: str


def groups(found: Iterable[Consignment], now: datetime) -> list[Group[Row]]:
    """The three groups in the order of their urgency; an empty one is left out."""
    return due.groups((_row(one, now) for one in found), lambda row: row.due)


def _row(consignment: Consignment, now: datetime) -> Row:
    item = consignment.item
    return Row(
        consignment=consignment,
        due=due.seen(consignment.due_at, now),
        what=f"{item.designer.name} {item.title}" if item else consignment.agreement.offer.submission.what,
        photo=photo_url(item.lead_photo, item.lead_widest, 160) if item and item.lead_photo else "",
        button=BUTTONS.get(S(consignment.state), "Open"),
    )
