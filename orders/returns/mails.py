"""The mails about a return, each written into the outbox in the caller's transaction, once per return."""

from collections.abc import Iterable
from typing import Any

from orders.access import link_to
from orders.fulfilment import tracking
from orders.mail_facts import Piece, Row, piece_of
from orders.mails import credit_notes, post_about
from orders.payments.origin import is_credit, together_with
from orders.returns import sums, windows
from orders.returns.exchanging.told import asked_for
from orders.returns.models import Return, ReturnPiece
from orders.returns.sums import Sums, WayBack
from portero.core.figures import figure
from portero.core.money import dollars
from portero.core.words import moment, number

Verdict = ReturnPiece.Verdict


def return_requested(ret: Return) -> None:
    """We have her request: by when we answer, and what she would get back."""
    _post("return_requested", ret, due=_moment(ret.due_at), kept_whole=True)


def return_approved(ret: Return) -> None:
    """Her label is there: how to send it, by when, and what happens then."""
    inspect = int(figure("return_inspect_days"))
    _post("return_approved", ret, kept_whole=True, inspect_days=inspect, **_sending(ret))


def return_declined(ret: Return) -> None:
    """We don't take it back, and why; and that the Promise stands."""
    _post("return_declined", ret, reason=ret.reason, order_link=link_to(ret.order))


def return_reminder(ret: Return) -> None:
    """The carrier has no parcel of hers yet, and until when it must."""
    _post("return_reminder", ret, **_sending(ret))


def return_lapsed(ret: Return) -> None:
    """It wasn't sent in time: what she bought stays hers, and until when she may ask once more."""
    open_ones = [one for one in windows.returnable(ret.order) if not one.why_not and one.until]
    until = min((one.until for one in open_ones if one.until), default=None)
    _post("return_lapsed", ret, send_by=_moment(ret.send_by), again_until=_moment(until))


def return_received(ret: Return) -> None:
    """Her parcel is here, and by when it is compared."""
    _post("return_received", ret, due=_moment(ret.due_at), kept_whole=True)


def return_accepted(ret: Return) -> None:
    """What we take back, after the last verdict, and what goes back for it; silent where that is nothing."""
    if accepted := _with(ret, Verdict.ACCEPTED):
        _post("return_accepted", ret, pieces=accepted, nothing=_gives_nothing(ret))


def return_refused(ret: Return) -> None:
    """What we can't take back and why, after the last verdict; silent where that is nothing."""
    if refused := _with(ret, Verdict.REFUSED):
        _post("return_refused", ret, pieces=refused, refused=_reasons(refused))


def return_refunded(ret: Return) -> None:
    """Her money has left us for good; instead of the mail that any other refund has.

    Of an exchange whose piece cost less it is the rest, and the mail says so.
    """
    asked = together_with(ret.refund) if ret.refund else []
    paid = [one for one in asked if is_credit(one)]
    went = [one for one in asked if one not in paid]
    new_order = paid[0].credit.order.number if paid else ""
    notes = credit_notes(went)
    facts: dict[str, Any] = {"enclosed": notes, "credit_note": bool(notes), "beyond": new_order}
    facts["voided"] = bool(went) and all(one.voided for one in went)
    back = _with(ret, Verdict.ACCEPTED, Verdict.LOST)
    found = sums.of_rest(ret, paid, new_order) if paid else None
    _post("return_refunded", ret, pieces=back, found=found, **facts)


def return_going_back(piece: ReturnPiece) -> None:
    """A refused piece is on its way back to her."""
    facts: dict[str, Any] = {
        "carrier": piece.back_carrier,
        "tracking": piece.back_tracking,
        "tracking_link": tracking.page(piece.back_carrier, piece.back_tracking),
        "refused": _reasons([piece]),
    }
    _post("return_going_back", piece.ret, pieces=[piece], about=_each_way(piece), **facts)


def return_lost_back(piece: ReturnPiece, *, reason: str) -> None:
    """The carrier has lost a refused piece on its way back to her: how we know, and what becomes of her money."""
    _post("return_lost_back", piece.ret, pieces=[piece], about=_each_way(piece), reason=reason)


def _each_way(piece: ReturnPiece) -> str:
    """What came back to us undelivered leaves once more, under another number: that is news again."""
    return f"-{piece.item.number}" + (f"-{piece.back_times}" if piece.back_times else "")


def return_lost(ret: Return, *, given_back: bool) -> None:
    """The carrier has lost her parcel: her money goes back as if it had arrived, or why it doesn't."""
    lost = _with(ret, Verdict.LOST)
    facts: dict[str, Any] = {"given_back": given_back, "nothing": given_back and _gives_nothing(ret)}
    _post("return_lost", ret, reason=lost[0].verdict_reason if lost else "", **facts)


def _gives_nothing(ret: Return) -> bool:
    """Whether nothing was left to give back at the last verdict."""
    return ret.final is None or not ret.final.total


def _post(
    kind: str,
    ret: Return,
    *,
    pieces: Iterable[ReturnPiece] | None = None,
    found: Sums | None = None,
    about: str = "",
    **facts: Any,
) -> None:
    told = told_of(
        ret,
        [
            piece_of(one.item, one.shipment_line.shipment)
            for one in (_pieces(ret) if pieces is None else pieces)
        ],
        found or sums.of_return(ret),
        link=link_to(ret.order, "returns:show", ret.number),
        way_back=sums.way_back(ret.order),
    )
    post_about(kind, ret.order, about=f"order:{ret.order.number}:return-{ret.number}{about}", **told | facts)


def told_of(ret: Return, pieces: list[Piece], found: Sums, *, link: str, way_back: WayBack) -> dict[str, Any]:
    """What every mail about a return may say: its pieces, and what goes back and where to."""
    return {
        "ret": ret,
        "link": link,
        "pieces": pieces,
        "form": way_back.form,
        "how_long": way_back.how_long,
        "bill": [Row(row.label, dollars(row.amount, cents=True)) for row in found.rows],
        "total": dollars(found.total, cents=True),
        "total_label": found.label,
        "kept": found.kept,
        **asked_for(ret)._asdict(),
        **named([piece.name for piece in pieces]),
    }


def named(names: list[str]) -> dict[str, str]:
    """One piece by its name, several by their number, and the words that go with either."""
    if len(names) == 1:
        return {"what": f"the {names[0]}", "them": "it", "they": "it", "stays": "s"}
    return {"what": f"the {number(len(names))} pieces", "them": "them", "they": "they", "stays": ""}


def _pieces(ret: Return) -> Iterable[ReturnPiece]:
    return ret.pieces.select_related("item__designer", "shipment_line__shipment", "shipment_line__packed")


def _with(ret: Return, *verdicts: Verdict) -> list[ReturnPiece]:
    return [piece for piece in _pieces(ret) if piece.verdict in verdicts]


def _reasons(pieces: Iterable[ReturnPiece]) -> list[dict[str, str]]:
    return [{"name": _name(piece), "reason": piece.verdict_reason} for piece in pieces]


def _sending(ret: Return) -> dict[str, Any]:
    packed = [piece.shipment_line.packed for piece in _pieces(ret) if hasattr(piece.shipment_line, "packed")]
    label = ret.label
    return {
        "label": label,
        "label_link": link_to(ret.order, "returns:label", ret.number) if label and label.file else "",
        "insured": dollars(label.insured_for) if label else "",
        "send_by": _moment(ret.send_by),
        "included": ", ".join(dict.fromkeys(name for one in packed for name in one.included)),
    }


def _name(piece: ReturnPiece) -> str:
    return f"{piece.item.designer.name} {piece.item.title}"


def _moment(at: Any) -> str:
    return moment(at) if at else ""
