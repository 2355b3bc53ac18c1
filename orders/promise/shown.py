"""What her claim's page shows: where it stands, until when, what we found, and what she can do now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from logistics.models import Label, LabelState
from orders.fulfilment.comparison import Compared, Picture, compared
from orders.fulfilment.models import OutboundPhoto, ShipmentLine
from orders.promise import money
from orders.promise.models import (
    Claim,
    ClaimDecision,
    ClaimInspection,
    ClaimPhoto,
    ClaimState,
    RefundKind,
)
from orders.promise.words import (
    ALLOWED,
    BACK,
    GOING_BACK,
    LABEL_FOR_REFUND,
    NO_MONEY_NOW,
    NOTHING_TO_CHOOSE,
    OURS,
    RECEIVED_FOR_REFUND,
    SEND_FOR_REFUND,
    STANDS,
    UNDER_WAY_BACK,
    WITH_HER,
    WITH_US,
    WORDS,
    Words,
)

S = ClaimState
TO_REFUND = {
    S.DECIDED_CONDITION: LABEL_FOR_REFUND,
    S.LABEL_SENT: SEND_FOR_REFUND,
    S.RECEIVED: RECEIVED_FOR_REFUND,
}
HEADLINES = {S.DECIDED_AUTHENTIC: STANDS, S.GOING_BACK: BACK}


@dataclass(frozen=True)
class Choice:
    """What she gets either way, in USD with tax; None for what we didn't offer, or can't give back now."""

    refund: Decimal | None
    allowance: Decimal | None


@dataclass(frozen=True)
class Shown:
    """One claim as its page shows it; `both` is how the piece left beside how it came back.

    `frozen`: money is hers, and none of it can go back now.
    """

    claim: Claim
    words: Words
    where: str
    label: Label | None
    hers: list[ClaimPhoto]
    inspection: ClaimInspection | None
    both: Compared | None
    decisions: list[ClaimDecision]
    choice: Choice | None
    frozen: bool

    @property
    def may_withdraw(self) -> bool:
        """While the piece is with her and nothing was decided."""
        return self.claim.state in {S.OPENED, S.LABEL_SENT} and not self.claim.choice

    @property
    def may_answer(self) -> bool:
        """Whether she is asked if she is confident."""
        return self.claim.state == S.DECIDED_AUTHENTIC

    @property
    def may_wish(self) -> bool:
        """An appointment can be asked for while the claim is open and none was asked for."""
        return self.claim.is_open and not self.claim.appointment_wanted


def usable_label(claim: Claim) -> Label | None:
    """The label that she is to send the parcel with now."""
    if claim.state not in {S.LABEL_SENT, S.IN_TRANSIT}:
        return None
    found = claim.label
    return found if found is not None and found.state == LabelState.BOUGHT else None


def shown(claim: Claim, token: str) -> Shown:
    """All that the page says."""
    pictures = list(claim.photos.all())
    decisions = list(claim.decisions.all())
    arrived = claim.received_at is not None
    inspection = claim.inspection if arrived else None
    asks = claim.state == S.DECIDED_CONDITION and not claim.choice
    choice = _choice(claim) if asks else None
    frozen = choice is None if asks else bool(claim.refund_problem)
    return Shown(
        claim=claim,
        words=_frozen(claim, decisions, asks) if frozen else words_of(claim, decisions),
        where=_where(claim),
        label=usable_label(claim),
        hers=[one for one in pictures if one.source == ClaimPhoto.Source.BUYER],
        inspection=inspection,
        both=_both(claim, token, pictures) if inspection else None,
        decisions=decisions,
        choice=choice,
        frozen=frozen,
    )


def words_of(claim: Claim, decisions: Sequence[ClaimDecision]) -> Words:
    """By its state; money by what it is; a full refund that waits for the piece, and the way back, by the decision."""
    state = ClaimState(claim.state)
    if claim.choice == "refund" and state in TO_REFUND:
        return TO_REFUND[state]
    if state == S.GOING_BACK and claim.back_sent_at:
        return UNDER_WAY_BACK
    if claim.refund_kind == RefundKind.ALLOWANCE and state in ALLOWED:
        return replace(WORDS[state], headline=ALLOWED[state])
    by_outcome = HEADLINES.get(state, {})
    last = decisions[-1].outcome if decisions else ""
    return replace(WORDS[state], headline=by_outcome.get(last, WORDS[state].headline))


def _frozen(claim: Claim, decisions: Sequence[ClaimDecision], asks: bool) -> Words:
    """As usual, but that money is hers and none of it can go back now."""
    if asks:
        return NOTHING_TO_CHOOSE
    usual = words_of(claim, decisions)
    return replace(usual, says=NO_MONEY_NOW, turn=OURS)


def _where(claim: Claim) -> str:
    """By the state, and where that doesn't tell, by what became of the piece."""
    if told := WORDS[ClaimState(claim.state)].where:
        return told
    if claim.turned_up_at:
        return "Found later, and with us"
    if claim.lost_at and not claim.received_at:
        return "Lost by the carrier"
    if claim.received_at is None or claim.back_delivered_at:
        return WITH_HER
    if claim.back_sent_at:
        return "Lost by the carrier" if claim.lost_at else GOING_BACK
    return f"{WITH_US}, about to leave" if claim.state == S.GOING_BACK else WITH_US


def _choice(claim: Claim) -> Choice | None:
    """Both sums as they can be asked for now, of which one may be None; None where neither can."""
    full, offered = money.most(claim), claim.allowance
    off = money.less(claim, offered) if offered is not None else None
    if full is None and off is None:
        return None
    return Choice(full.total if full else None, off.total if off else None)


def _both(claim: Claim, token: str, pictures: Sequence[ClaimPhoto]) -> Compared:
    line = (
        ShipmentLine.objects.select_related("packed", "item__category", "shipment")
        .prefetch_related("outbound_photos")
        .get(pk=claim.shipment_line_id)
    )

    def picture(which: str, pk: int, width: int, height: int) -> Picture:
        small, full = (
            reverse("promise:photo", args=[token, claim.number, which, pk, size])
            for size in ("medium", "full")
        )
        return Picture(small, width, height, full)

    def left(photo: OutboundPhoto) -> Picture:
        return picture("left", photo.pk, photo.width, photo.height)

    back = {one.shot: picture("of-claim", one.pk, one.width, one.height) for one in pictures if one.shot}
    return compared(line, back, left_as=left)
