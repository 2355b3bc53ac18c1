"""The mails about a claim, each written into the outbox in the caller's transaction, once per step and turn."""

from typing import Any

from orders import mails
from orders.access import link_to
from orders.fulfilment import tracking
from orders.mail_facts import pieces_of
from orders.promise.models import Claim
from portero.core.money import dollars
from portero.core.words import moment


def claim_opened(claim: Claim) -> None:
    """We have her claim, and by when we answer."""
    _tell("claim_opened", claim)


def claim_label(claim: Claim) -> None:
    """Her prepaid label, and until when the parcel is to be on its way."""
    _tell("claim_label", claim, once=_turn(claim))


def claim_declined(claim: Claim) -> None:
    """The Promise doesn't cover it, and why."""
    _tell("claim_declined", claim)


def claim_reminder(claim: Claim) -> None:
    """Something waits for her: the parcel, or her answer."""
    _tell("claim_reminder", claim, once=_turn(claim))


def claim_lapsed(claim: Claim) -> None:
    """The parcel wasn't sent in time: the claim has ended, and she may open another."""
    _tell("claim_lapsed", claim)


def claim_received(claim: Claim) -> None:
    """Her parcel is here."""
    _tell("claim_received", claim, once=_turn(claim))


def claim_under_review(claim: Claim) -> None:
    """Experts who have never judged the piece look at it."""
    _tell("claim_under_review", claim)


def claim_authentic(claim: Claim) -> None:
    """It is authentic, with the reasons; she says whether she is confident now."""
    _tell("claim_authentic", claim, once=_turn(claim))


def claim_not_authentic(claim: Claim) -> None:
    """It isn't authentic: everything goes back to her."""
    _tell("claim_not_authentic", claim)


def claim_condition(claim: Claim) -> None:
    """Its condition was misdescribed: she chooses."""
    _tell("claim_condition", claim)


def claim_third_party(claim: Claim) -> None:
    """An authenticator outside the house decides."""
    _tell("claim_third_party", claim)


def claim_allowance(claim: Claim) -> None:
    """She took the allowance: how much, and when it comes."""
    _tell("claim_allowance", claim)


def claim_refunded(claim: Claim) -> None:
    """All of the money has gone out; the claim has ended."""
    _tell("claim_refunded", claim)


def claim_going_back(claim: Claim) -> None:
    """The piece comes back to her, with the reasons."""
    _tell("claim_going_back", claim, once=_turn(claim))


def claim_sent_back(claim: Claim) -> None:
    """The piece is with the carrier on its way back: the number of the parcel."""
    _tell("claim_sent_back", claim, once=claim.back_tracking)


def claim_closed(claim: Claim) -> None:
    """The claim has ended."""
    _tell("claim_closed", claim)


def claim_lost(claim: Claim) -> None:
    """The carrier has lost the parcel: what we do, and that the risk is ours."""
    _tell("claim_lost", claim, once=_turn(claim))


def claim_appointment(claim: Claim) -> None:
    """A time with an expert."""
    _tell("claim_appointment", claim, once=_stamp(claim.appointment_answered_at))


def _tell(kind: str, claim: Claim, *, once: str = "", **facts: Any) -> None:
    about = f"order:{claim.order.number}:claim-{claim.number}{f':{once}' if once else ''}"
    mails.post_about(kind, claim.order, about=about, **context_of(claim), **facts)


def context_of(claim: Claim) -> dict[str, Any]:
    """What every mail about a claim may say."""
    label, offer = claim.label, claim.allowance
    return {
        "claim": claim,
        "item": claim.item,
        "pieces": [one for one in pieces_of([claim.shipment_line.shipment]) if claim.item.number in one.note],
        "kind": claim.kind,
        "state": claim.state,
        "reasons": claim.reasons,
        "end_reason": claim.end_reason,
        "due": moment(claim.due_at) if claim.due_at else "",
        "allowance": dollars(offer, cents=True) if offer is not None else "",
        "choice": claim.choice,
        "refunded": dollars(claim.refund.amount, cents=True) if claim.refund else "",
        "carrier": label.carrier if label else "",
        "tracking_number": label.tracking_number if label else "",
        "back_carrier": claim.back_carrier,
        "back_tracking": claim.back_tracking,
        "back_link": tracking.page(claim.back_carrier, claim.back_tracking),
        "appointment": moment(claim.appointment_at) if claim.appointment_at else "",
        "appointment_note": claim.appointment_note,
        "claim_link": link_to(claim.order),
    }


def _turn(claim: Claim) -> str:
    """A claim may come to a step more than once; its deadline tells the turns apart."""
    return _stamp(claim.due_at)


def _stamp(at: Any) -> str:
    return at.strftime("%Y%m%d%H%M%S") if at else ""
