"""A return as a row of its queue: whose turn it is, until when, and the button of the next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.photography.picture import photo_url
from orders.returns.models import ENDED, Return, ReturnPiece, ReturnState
from portero.core import due
from portero.core.due import Due, Group

S = ReturnState
TURNS: dict[str, tuple[str, str]] = {
    S.REQUESTED: ("Client care decides", "Decide"),
    S.APPROVED: ("She sends it", "Look"),
    S.IN_TRANSIT: ("The carrier has it", "Look"),
    S.LOST: ("Lost: what becomes of the money", "Decide"),
    S.RECEIVED: ("Fulfilment inspects it", "Inspect"),
    S.REFUNDING: ("The refund is on its way", "Look"),
    S.GOING_BACK: ("Fulfilment sends it back", "Send back"),
}


@dataclass(frozen=True)
class PieceCell:
    """A piece as `staff/parts/piece_cell.html` shows it."""

    name: str
    number: str
    photo: str


@dataclass(frozen=True)
class Row:
    ret: Return
    due: Due
    turn: str
    button: str
    pieces: list[PieceCell]


def groups(found: Iterable[Return], now: datetime) -> list[Group[Row]]:
    """Late, due today, later; an empty group is left out."""
    return due.groups((row(ret, now) for ret in found), lambda one: one.due)


def row(ret: Return, now: datetime) -> Row:
    """One return; no query where its pieces came with it."""
    turn, button = turn_of(ret)
    return Row(ret, due.seen(ret.due_at, now), turn, button, [cell(piece) for piece in ret.pieces.all()])


def turn_of(ret: Return) -> tuple[str, str]:
    """Whose turn it is and what the button says."""
    if ret.state in ENDED:
        return ret.get_state_display(), "Look"
    if ret.state in (S.APPROVED, S.IN_TRANSIT) and ret.at_our_door_at:
        return "It is at our door", "Receive"
    if ret.state == S.APPROVED and ret.label is None:
        return "It has no label yet", "Look"
    refused = [piece for piece in ret.pieces.all() if piece.verdict == ReturnPiece.Verdict.REFUSED]
    if ret.state == S.GOING_BACK and all(piece.sent_back_at for piece in refused):
        return "The carrier takes it back to her", "Look"
    return TURNS[ret.state]


def cell(piece: ReturnPiece) -> PieceCell:
    """The piece with its first photograph, small."""
    item = piece.item
    photo = photo_url(item.lead_photo, item.lead_widest, 160) if item.lead_photo else ""
    return PieceCell(f"{item.designer.name} {item.title}", item.number, photo)
