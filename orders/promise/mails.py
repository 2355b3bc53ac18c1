"""The mails about a claim, each written into the outbox in the caller's transaction, once per step and turn."""

from datetime import datetime
from typing import Any

from orders import mails
from orders.access import link_to
from orders.fulfilment import tracking
from orders.mail_facts import piece_of
from orders.payments.origin import is_by_hand, together_with
from orders.payments.words import by_hand
from orders.promise import money, way_back
from orders.promise.models import Claim, ClaimState, Outcome, RefundKind
from portero.core.money import dollars
from portero.core.words import moment

NOTHING_BACK = {"refunded": "", "form": "", "how_long": ""}
WAITS_FOR = {ClaimState.LABEL_SENT: "send", ClaimState.DECIDED_CONDITION: "choose"}


def claim_opened(claim: Claim) -> None:
    """We have her claim, and by when we answer."""
    _tell("claim_opened", claim)


def claim_label(claim: Claim) -> None:
    """Her prepaid label, and until when the parcel is to be on its way."""
    _tell("claim_label", claim, once=_turn(claim), label=claim.label)


def claim_declined(claim: Claim, reason: str, *, late: bool = False) -> None:
    """The Promise doesn't cover it, and why; `late`: the piece was sent after all its time, and goes back."""
    _tell("claim_declined", claim, reason=reason, late=late)


def claim_reminder(claim: Claim) -> None:
    """Something waits for her: the parcel, her word, or her choice."""
    waits = WAITS_FOR.get(ClaimState(claim.state), "answer")
    _tell("claim_reminder", claim, once=_turn(claim), what=waits)


def claim_lapsed(claim: Claim) -> None:
    """The parcel wasn't sent in time: the claim has ended, and she may open another."""
    _tell("claim_lapsed", claim)


def claim_received(claim: Claim) -> None:
    """Her parcel is here, maybe after the claim had ended."""
    late = claim.reopened_at is not None
    _tell("claim_received", claim, once=_turn(claim), late=late)


def claim_under_review(claim: Claim) -> None:
    """People who have never judged the piece look at it."""
    _tell("claim_under_review", claim)


def claim_authentic(claim: Claim) -> None:
    """It is what we sold, with the reasons; she says whether she is confident now."""
    _tell("claim_authentic", claim, once=_turn(claim), **_reasons(claim))


def claim_not_authentic(claim: Claim) -> None:
    """It isn't authentic: everything goes back to her."""
    _tell("claim_not_authentic", claim, **_reasons(claim), **_refunded(claim))


def claim_condition(claim: Claim) -> None:
    """Its condition was misdescribed: both sums that she chooses between, empty for what can't be given back now."""
    off = claim.allowance
    full, less = money.most(claim), money.less(claim, off) if off else None
    sums: dict[str, Any] = {
        "refund": _dollars(full.total) if full else "",
        "allowance": _dollars(less.total) if less else "",
    }
    _tell("claim_condition", claim, **_reasons(claim), **sums)


def claim_third_party(claim: Claim) -> None:
    """An authenticator outside the house decides."""
    _tell("claim_third_party", claim)


def claim_allowance(claim: Claim) -> None:
    """She took the allowance: how much, and whether the piece stays with her."""
    _tell("claim_allowance", claim, stays=claim.received_at is None, **_refunded(claim))


def claim_refunded(claim: Claim) -> None:
    """The money has gone out; the claim has ended."""
    enclosed = mails.credit_notes(together_with(claim.refund) if claim.refund else [])
    _tell("claim_refunded", claim, enclosed=enclosed, credit_note=bool(enclosed), **_refunded(claim))


def claim_going_back(claim: Claim) -> None:
    """The piece is with the carrier on its way back to her."""
    link = tracking.page(claim.back_carrier, claim.back_tracking)
    facts: dict[str, Any] = {"carrier": claim.back_carrier, "tracking": claim.back_tracking}
    _tell("claim_going_back", claim, once=claim.back_tracking, tracking_link=link, **facts)


def claim_closed(claim: Claim) -> None:
    """The claim has ended: withdrawn, lost, with the piece back with her, or paid by hand, with its credit note."""
    asked = together_with(claim.refund) if claim.refund and claim.paid_otherwise is not None else []
    enclosed = mails.credit_notes(asked)
    paid = [one for one in asked if is_by_hand(one)]
    told = {
        "outcome": _outcome(claim),
        "by_hand": _dollars(sum(one.amount for one in paid)) if paid else "",
        "paid_how": " and ".join(dict.fromkeys(by_hand(one.how) for one in paid)),
    }
    _tell("claim_closed", claim, enclosed=enclosed, credit_note=bool(enclosed), **told)


def claim_lost(claim: Claim, reason: str) -> None:
    """The carrier has lost the parcel; with the refund once it is asked for."""
    sums = _refunded(claim) if claim.refund_kind == RefundKind.FULL else NOTHING_BACK
    _tell("claim_lost", claim, once=_turn(claim), reason=reason, **sums)


def claim_appointment(claim: Claim) -> None:
    """A time with an expert."""
    when = moment(claim.appointment_at) if claim.appointment_at else ""
    said = f"We offer you {when}. {claim.appointment_note}"
    _tell("claim_appointment", claim, once=_stamp(claim.appointment_answered_at), said=said)


def _tell(
    kind: str, claim: Claim, *, once: str = "", enclosed: dict[str, list[int]] | None = None, **facts: Any
) -> None:
    about = f"order:{claim.order.number}:claim-{claim.number}{f':{once}' if once else ''}"
    mails.post_about(kind, claim.order, about=about, enclosed=enclosed, **context_of(claim, **facts))


def context_of(claim: Claim, **facts: Any) -> dict[str, Any]:
    """What every mail about a claim says, and what this one says beside it."""
    # Not beside the grade that it was sold with where that was wrong.
    wrong = claim.decision == Outcome.MISDESCRIBED
    piece = piece_of(claim.item, claim.shipment_line.shipment, graded=not wrong)
    return {
        "claim": claim,
        "piece": piece.name,
        "pieces": [piece],
        "due": moment(claim.due_at) if claim.due_at else "",
        "link": link_to(claim.order, "promise:claim", claim.number),
        **facts,
    }


def _reasons(claim: Claim) -> dict[str, Any]:
    last = claim.decided
    return {"reasons": claim.reasons, "outside": bool(last and last.third_party)}


def _refunded(claim: Claim) -> dict[str, Any]:
    back = way_back.of_claim(claim)
    if back is None:
        return NOTHING_BACK
    return {"refunded": _dollars(back.amount), "form": back.form, "how_long": back.how_long}


def _outcome(claim: Claim) -> str:
    """How it ended, as the mail tells it."""
    if claim.state == ClaimState.WITHDRAWN:
        return "withdrawn"
    if claim.paid_otherwise is not None:
        return "otherwise"
    if claim.lost_at is not None:
        return "lost"
    told = {
        Outcome.AUTHENTIC: "authentic",
        Outcome.AS_DESCRIBED: "authentic",
        Outcome.MISDESCRIBED: "allowance",
    }
    return told.get(Outcome(claim.decision), "") if claim.decision else ""


def _dollars(amount: Any) -> str:
    return dollars(amount, cents=True)


def _turn(claim: Claim) -> str:
    """A claim may come to a step more than once; its deadline tells the turns apart."""
    return _stamp(claim.due_at)


def _stamp(at: datetime | None) -> str:
    return f"{at:%Y%m%d%H%M%S}" if at else ""
