"""At the table: what came back is held against how it left, and each piece is accepted or refused."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.fulfilment.comparison import same_tag
from orders.fulfilment.models.outbound import TAG_LENGTH
from orders.fulfilment.outbound import outbound
from orders.returns import rules, settling
from orders.returns.locks import lock_return
from orders.returns.models import ReturnPiece, ReturnState
from orders.returns.states import ReturnRefused
from orders.returns.telling import tell

V = ReturnPiece.Verdict
REASON_LENGTH = 300
OVERRIDE = "returns.override_return"
OTHER_TAG = (
    "The tag isn’t the one it left with. Only a manager who didn’t inspect it can accept it, with a reason."
)


@transaction.atomic
def found(
    piece: ReturnPiece,
    *,
    tag: str,
    actor: Any,
    unused: bool,
    undamaged: bool,
    packaging: bool,
    inclusions: bool,
    now: datetime | None = None,
) -> ReturnPiece:
    """Write what is seen: the number on its tag as typed ("" for none), and the four checks.

    May be written again until its verdict. Raises ReturnRefused once it has one, or while it isn't here.
    """
    locked = _locked(piece)
    typed = tag.strip()[:TAG_LENGTH]
    left_with = outbound(locked.shipment_line).security_tag
    facts: dict[str, Any] = {
        "found_at": now or timezone.now(),
        "found_by": actor,
        "tag_found": typed,
        "tag_matches": same_tag(typed, left_with),
        "unused": unused,
        "undamaged": undamaged,
        "packaging": packaging,
        "inclusions": inclusions,
    }
    _write(locked, facts)
    matches = facts["tag_matches"]
    tell(locked.ret, "return_inspected", actor=actor, public=False, item=locked.item.number, tag=matches)
    return locked


@transaction.atomic
def accept(piece: ReturnPiece, *, actor: Any, reason: str = "", now: datetime | None = None) -> ReturnPiece:
    """We take it back: it becomes a draft, and its money goes back with the last verdict of the return.

    One whose tag isn't the one it left with needs a manager who didn't inspect it, and a reason. Raises ReturnRefused.
    """
    now, locked = now or timezone.now(), _locked(piece)
    if locked.found_at is None:
        raise ReturnRefused("Inspect it first.")
    if not locked.tag_matches and not _may_override(locked, actor, reason):
        raise ReturnRefused(OTHER_TAG)
    return _decide(locked, V.ACCEPTED, actor, reason, now)


@transaction.atomic
def refuse(piece: ReturnPiece, *, reason: str, actor: Any, now: datetime | None = None) -> ReturnPiece:
    """It goes back to her; she reads the reason. Raises ReturnRefused without one."""
    if not reason.strip():
        raise ReturnRefused("Say why; she reads it.")
    now, locked = now or timezone.now(), _locked(piece)
    return _decide(locked, V.REFUSED, actor, reason, now)


def _decide(piece: ReturnPiece, verdict: V, actor: Any, reason: str, now: datetime) -> ReturnPiece:
    told = reason.strip()[:REASON_LENGTH]
    _write(piece, {"verdict": verdict, "verdict_at": now, "verdict_by": actor, "verdict_reason": told})
    number = piece.item.number
    # Why a piece with another tag was accepted is for staff: it stands on the piece.
    said = told if verdict == V.REFUSED else ""
    tell(piece.ret, f"return_{verdict}", actor=actor, reason=said, at=now, item=number)
    DECIDED[verdict](piece, actor, now)
    return piece


def _may_override(piece: ReturnPiece, actor: Any, reason: str) -> bool:
    other = actor.pk != piece.found_by_id
    return other and bool(reason.strip()) and actor.has_perm(OVERRIDE)


def _locked(piece: ReturnPiece) -> ReturnPiece:
    """The piece, fresh, under the locks of its order and return; still to be decided."""
    ret = lock_return(piece.ret_id)
    fresh = ReturnPiece.objects.select_related(
        "line", "item__category", "shipment_line__shipment", "shipment_line__packed"
    ).get(pk=piece.pk)
    fresh.ret = ret
    if fresh.verdict:
        raise ReturnRefused(f"{fresh.item.number} has been {fresh.get_verdict_display().lower()} already.")
    if ret.state != ReturnState.RECEIVED:
        raise ReturnRefused(f"Return {ret.number} isn’t here: it is “{ret.get_state_display()}”.")
    return fresh


def _write(piece: ReturnPiece, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(piece, name, value)
    piece.save(update_fields=list(facts))


DECIDED: dict[str, Callable[[ReturnPiece, Any, datetime], None]] = {
    V.ACCEPTED: settling.accepted,
    V.REFUSED: settling.refused,
}
suggest = rules.suggest_verdict
