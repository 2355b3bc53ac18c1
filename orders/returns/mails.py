"""The mails about a return, each written into the outbox in the caller's transaction, once per return."""

from collections.abc import Iterable
from typing import Any

from orders.mails import post_about
from orders.returns.models import Return, ReturnPiece

Verdict = ReturnPiece.Verdict


def return_requested(ret: Return) -> None:
    """We have her request: by when we answer, and what she would get back."""
    _post("return_requested", ret)


def return_approved(ret: Return) -> None:
    """Her label is there: how to send it, by when, and what happens then."""
    _post("return_approved", ret)


def return_declined(ret: Return) -> None:
    """We don't take it back, and why; and that the Promise stands."""
    _post("return_declined", ret, reason=ret.reason)


def return_reminder(ret: Return) -> None:
    """The carrier has no parcel of hers yet, and until when it must."""
    _post("return_reminder", ret)


def return_lapsed(ret: Return) -> None:
    """It wasn't sent in time: what she bought stays hers."""
    _post("return_lapsed", ret)


def return_received(ret: Return) -> None:
    """Her parcel is here, and by when it is compared."""
    _post("return_received", ret)


def return_accepted(ret: Return) -> None:
    """What we take back, after the last verdict, and what goes back for it; silent where that is nothing."""
    if _with(ret, Verdict.ACCEPTED):
        _post("return_accepted", ret)


def return_refused(ret: Return) -> None:
    """What we can't take back and why, after the last verdict; silent where that is nothing."""
    if refused := _with(ret, Verdict.REFUSED):
        _post("return_refused", ret, refused=_reasons(refused))


def return_refunded(ret: Return) -> None:
    """Her money has left us for good; instead of the mail that any other refund has."""
    _post("return_refunded", ret)


def return_going_back(piece: ReturnPiece) -> None:
    """A refused piece is on its way back to her."""
    _post("return_going_back", piece.ret, about=f"-{piece.item.number}", refused=_reasons([piece]))


def return_lost(ret: Return, *, given_back: bool) -> None:
    """The carrier has lost her parcel: her money goes back as if it had arrived, or why it doesn't."""
    _post("return_lost", ret, given_back=given_back)


def _post(kind: str, ret: Return, *, about: str = "", **facts: Any) -> None:
    key = f"order:{ret.order.number}:return-{ret.number}{about}"
    post_about(kind, ret.order, about=key, ret=ret, **facts)


def _with(ret: Return, verdict: Verdict) -> list[ReturnPiece]:
    return list(ret.pieces.filter(verdict=verdict).select_related("item__designer"))


def _reasons(pieces: Iterable[ReturnPiece]) -> list[dict[str, str]]:
    return [
        {"name": f"{one.item.designer.name} {one.item.title}", "reason": one.verdict_reason} for one in pieces
    ]
