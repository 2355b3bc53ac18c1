"""A piece of hers as the portal shows it: submission, offer, agreement and consignment, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from consignment.models import Agreement, Consignment, Consignor, Offer, Submission
from consignment.portal.timeline import Step, timeline_of
from portero.core.words import moment

S, C = Submission.State, Consignment.State
SHOWN = {
    S.ASKED: "We wait for the pictures that we asked for.",
    S.DECLINED: "Nothing more happens. You may show us another piece at any time.",
    S.WITHDRAWN: "Nothing more happens. You may show us a piece again at any time.",
    S.LAPSED: "Nothing more happens. You may show us the piece again at any time.",
}
CONSIGNED = {
    C.AGREED: "We send you a prepaid, insured label to New York.",
    C.AWAITED: "Pack the piece, fix the label, and hand the parcel to the carrier.",
    C.IN_TRANSIT: "We write to you with an itemised receipt as soon as it is here.",
    C.RECEIVED: "Our experts examine it.",
    C.CLEARED: "We grade, describe and photograph it.",
    C.PREPARED: "We set its price inside what you agreed.",
    C.APPROVED: "We list it.",
    C.LISTED: "It is for sale. You see every change of its price here.",
    C.SOLD: "You are paid on the first working day after the buyer’s return window has closed.",
    C.REJECTED: "We send it back to you at our cost.",
    C.WITHDRAWN: "We send it back to you.",
    C.RETURNING: "You sign for the parcel when it arrives.",
    C.NOT_RECEIVED: "If it is still with you and you would like to sell it, write to us.",
    C.LEGAL_HOLD: "We write to you about it.",
}


@dataclass(frozen=True)
class Piece:
    """What one page of the portal is about."""

    submission: Submission
    offer: Offer | None
    agreement: Agreement | None
    consignment: Consignment | None

    @property
    def standing(self) -> str:
        """Where it stands, in a few words."""
        if self.consignment is not None:
            return str(self.consignment.get_state_display())
        return str(self.submission.get_state_display())

    @property
    def next(self) -> str:
        """What happens next, and by when where that is fixed; empty where nothing does."""
        if self.consignment is not None:
            return CONSIGNED.get(C(self.consignment.state), "")
        state = S(self.submission.state)
        if state == S.SENT and self.submission.quote_by:
            return f"We answer by {moment(self.submission.quote_by)}."
        if state == S.OFFERED and self.offer:
            return f"Our offer stands until {moment(self.offer.lapses_at)}."
        return SHOWN.get(state, "")

    @property
    def can_withdraw(self) -> bool:
        """Whether she may still take it back by herself, before there is an agreement."""
        return self.submission.state in (S.SENT, S.ASKED, S.OFFERED)

    @property
    def withdrawn_means(self) -> str:
        """What follows if she takes it back before there is an agreement."""
        ends = "our offer ends" if self.offer else "we stop looking at it"
        return f"Nothing more happens with this piece: {ends}. You may show it to us again at any time."

    @property
    def timeline(self) -> list[Step]:
        """What happened, oldest first."""
        return timeline_of(self.submission, self.consignment)


def pieces_of(consignor: Consignor) -> Sequence[Piece]:
    """Everything of hers, the newest first, in three queries."""
    found = consignor.submissions.prefetch_related("photos", "offers__agreement__consignment__item").order_by(
        "-pk"
    )
    return [_piece(submission) for submission in found]


def piece_of(submission: Submission) -> Piece:
    """One submission with what followed from it."""
    offers = submission.offers.select_related("agreement__terms", "agreement__consignment__item")
    return _piece(submission, list(offers.prefetch_related("steps")))


def _piece(submission: Submission, offers: Sequence[Offer] | None = None) -> Piece:
    known = list(submission.offers.all()) if offers is None else offers
    current = next((one for one in known if one.state in (Offer.State.ACCEPTED, Offer.State.OPEN)), None)
    agreement = getattr(current, "agreement", None) if current else None
    return Piece(
        submission, current, agreement, getattr(agreement, "consignment", None) if agreement else None
    )
