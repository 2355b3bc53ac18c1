"""What can be done to a piece at the inspection table: found, accepted, refused, sent back, delivered again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from orders.fulfilment.outbound import outbound
from orders.returns import back_labels, going_back, inspecting, losing, pictures
from orders.returns.desk.forms import AcceptForm, BackForm, FindingsForm, OverrideForm, RefuseForm, WhyForm
from orders.returns.desk.queues import RECEIVE, SETTLE
from orders.returns.models import ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused


@dataclass(frozen=True)
class Step:
    """One thing to do: `run` returns the sentence that says so, or raises ReturnRefused; `form` asks what it needs."""

    name: str
    run: Callable[[ReturnPiece, Any, Any], str]
    form: Callable[..., forms.Form] = forms.Form
    permission: str = RECEIVE

    def form_for(
        self, piece: ReturnPiece, data: Any = None, typed: Mapping[str, str] | None = None
    ) -> forms.Form:
        """Its form as it was sent, or as it begins; `typed` is what was typed beside pictures."""
        told: dict[str, Any] = {"auto_id": f"{self.name}_%s", "initial": typed or _initial(self.name, piece)}
        if self.name == "found":
            told["included"] = outbound(piece.shipment_line).included
        return self.form(data, **told)


def of(piece: ReturnPiece) -> dict[str, Step]:
    """The steps that a piece, as it stands, allows; the verbs ask again under their locks."""
    if piece.verdict == ReturnPiece.Verdict.REFUSED:
        if piece.back_at is not None:
            return {}
        if piece.back_lost_at is not None:
            return FOUND_AGAIN
        return UNDER_WAY if piece.sent_back_at else {"label": LABEL, "send": SEND}
    if piece.verdict == ReturnPiece.Verdict.LOST and piece.came_back_at is None and piece.ret.refund_id:
        return {"turned_up": TURNED_UP}
    if piece.verdict or piece.ret.state != ReturnState.RECEIVED:
        return {}
    verdicts = {"accept": ACCEPT if piece.tag_matches else OVERRIDE, "refuse": REFUSE}
    return {"found": FOUND} | (verdicts if piece.found_at else {})


def _found(piece: ReturnPiece, form: Any, actor: Any) -> str:
    inspected = inspecting.found(piece, tag=form.cleaned_data["tag"], actor=actor, **form.checks())
    gone = form.gone()
    said = ["Written down.", *inspecting.suggest(inspected).reasons]
    return " ".join([*said, f"Not there: {', '.join(gone)}."] if gone else said)


def _accept(piece: ReturnPiece, form: Any, actor: Any) -> str:
    if shots := pictures.missing(piece):
        raise ReturnRefused(f"Not photographed: {', '.join(shot.name for shot in shots)}.")
    inspecting.accept(piece, actor=actor, reason=form.cleaned_data["reason"])
    return f"{piece.item.number} is accepted. It is a draft again, and goes to our authenticators."


def _refuse(piece: ReturnPiece, form: Any, actor: Any) -> str:
    inspecting.refuse(piece, reason=form.cleaned_data["reason"], actor=actor)
    return f"{piece.item.number} is refused. She reads why by mail; it goes back to her."


def _label(piece: ReturnPiece, form: Any, actor: Any) -> str:
    bought = back_labels.buy(piece, actor=actor)
    return (
        f"The label is bought: {bought.carrier} {bought.tracking_number}. Print it, and hand the parcel over."
    )


def _send(piece: ReturnPiece, form: Any, actor: Any) -> str:
    told = form.cleaned_data
    back_labels.send(piece, tracking=told["tracking_number"], carrier=told["carrier"], actor=actor)
    return f"{piece.item.number} is on its way back. She has its tracking number by mail."


def _delivered(piece: ReturnPiece, form: Any, actor: Any) -> str:
    going_back.delivered(piece, timezone.now(), actor=actor)
    return f"{piece.item.number} is with her again."


def _came_back(piece: ReturnPiece, form: Any, actor: Any) -> str:
    going_back.came_back(piece, actor=actor)
    return f"{piece.item.number} is here again. It is to be sent back to her once more."


def _lost_back(piece: ReturnPiece, form: Any, actor: Any) -> str:
    going_back.lost(piece, actor=actor, reason=form.cleaned_data["reason"])
    return f"{piece.item.number} is given up. What she gets for it is asked for on the payment’s page."


def _turned_up(piece: ReturnPiece, form: Any, actor: Any) -> str:
    losing.turned_up(piece, actor=actor)
    return f"{piece.item.number} is ours again: a draft, to be reviewed anew. Her money stays with her."


def _initial(name: str, piece: ReturnPiece) -> dict[str, Any]:
    if name == "found":
        checks = ("unused", "undamaged", "packaging")
        there = {f"in-{n}": piece.inclusions for n, _ in enumerate(outbound(piece.shipment_line).included)}
        return {"tag": piece.tag_found} | {check: getattr(piece, check) for check in checks} | there
    if name == "send" and (label := back_labels.label_of(piece)) is not None:
        return {"carrier": label.carrier, "tracking_number": label.tracking_number}
    if name == "refuse":
        suggested = inspecting.suggest(piece)
        return {"reason": " ".join(suggested.reasons)} if suggested.verdict == "refuse" else {}
    return {}


FOUND = Step("found", _found, FindingsForm)
ACCEPT = Step("accept", _accept, AcceptForm)
OVERRIDE = Step("accept", _accept, OverrideForm, inspecting.OVERRIDE)
REFUSE = Step("refuse", _refuse, RefuseForm)
LABEL = Step("label", _label)
SEND = Step("send", _send, BackForm)
DELIVERED = Step("delivered", _delivered)
CAME_BACK = Step("came_back", _came_back)
LOST_BACK = Step("lost_back", _lost_back, WhyForm, SETTLE)
UNDER_WAY = {"delivered": DELIVERED, "came_back": CAME_BACK, "lost_back": LOST_BACK}
FOUND_AGAIN = {"delivered": DELIVERED, "came_back": CAME_BACK}
TURNED_UP = Step("turned_up", _turned_up)
