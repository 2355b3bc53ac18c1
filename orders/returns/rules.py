"""What the rules would do with a request, and with a piece on the table; staff decide."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from orders.payments.disputes.freeze import disputed
from orders.payments.models import PaymentState
from orders.returns.models import Return, ReturnPiece

APPROVE, LOOK = "approve", "look"
ACCEPT, REFUSE = "accept", "refuse"
OFTEN = 3
CHECKS = {
    "unused": "It has been used.",
    "undamaged": "It is damaged.",
    "packaging": "It isn’t in its original packaging.",
    "inclusions": "Not all that was sold with it is there.",
}
TAG_MISSING = "Its security tag is missing, or isn’t the one it left with."


@dataclass(frozen=True)
class Suggestion:
    """What the rules would do, and why, in sentences for staff."""

    verdict: str
    reasons: list[str] = field(default_factory=list)

    def as_kept(self) -> dict[str, Any]:
        """As the request keeps it."""
        return {"verdict": self.verdict, "reasons": self.reasons}


def suggest(ret: Return) -> Suggestion:
    """Approve what was asked for in time; look at what somebody should see first."""
    doubts = list(_doubts(ret))
    return Suggestion(LOOK if doubts else APPROVE, doubts or ["It was asked for in time."])


def suggest_verdict(piece: ReturnPiece) -> Suggestion:
    """Accept a piece that was found as it left; refuse one that wasn't, with what differs."""
    found = [sentence for name, sentence in CHECKS.items() if getattr(piece, name) is False]
    if not piece.tag_matches:
        found.insert(0, TAG_MISSING)
    if piece.found_at is None:
        return Suggestion(LOOK, ["It hasn’t been inspected yet."])
    return Suggestion(REFUSE, found) if found else Suggestion(ACCEPT, ["It is as it left."])


def _doubts(ret: Return) -> Iterator[str]:
    for piece in ret.pieces.select_related("item"):
        if piece.is_about_the_promise:
            yield f"{piece.item.number}: “{piece.get_reason_display()}”. Offer a claim under the Promise: no fee."
    paid = ret.order.payments.filter(state=PaymentState.CAPTURED).first()
    if paid is not None and disputed(paid):
        yield "The payment is disputed with the buyer’s bank: nothing can be refunded before that is decided."
    email = ret.order.contact.email
    earlier = Return.objects.filter(order__contact__email__iexact=email).exclude(pk=ret.pk).count()
    if earlier >= OFTEN:
        yield f"She has asked for {earlier} returns before."
