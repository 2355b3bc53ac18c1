"""Her money went back, and a lost dispute or our books know of it already: it ends the claim, and nothing is booked."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders.books.splitting import SplitRefused
from orders.payments.locks import lock_payments
from orders.payments.models import Payment, RefundState
from orders.payments.origin import together_with
from orders.payments.refunds import RefundRefused, by_hand, spreading
from orders.promise import keeping, mails, money, states
from orders.promise.locks import lock_claim
from orders.promise.models import Choice, Claim, ClaimState
from orders.promise.states import ClaimRefused
from portero.core import audit
from portero.core.money import dollars

S = ClaimState
ZERO = Decimal("0.00")
OWES = frozenset(
    {S.LOST, S.RECEIVED, S.DECIDED_NOT_AUTHENTIC, S.DECIDED_CONDITION, S.REFUNDING, S.GOING_BACK}
)
SAY_HOW = "Say how it went back; the client reads it."
NOT_OWED = "No money is owed under it now."
UNDER_WAY = "Its refund is under way: wait until it has gone out or failed, or call it off."
NOT_CLOSED = "Its refund failed, and may still be sent again: call it off first."
AT_HER_BANK = by_hand.AT_HER_BANK
ANOTHER_TAG = "It isn’t looked at, or wears another tag: decide what it is first."
NOT_IN_BOOKS = (
    "{0} of it isn’t in our books. If her bank took it back, record the dispute first: Disputes, Add, and Lost once "
    "the letter says so (Stripe and PayPal tell theirs by themselves: wait until it stands there as lost). If you paid "
    "it by bank transfer or check, book that instead."
)


@transaction.atomic
def paid_otherwise(claim: Claim, *, actor: Any, reason: str, now: datetime | None = None) -> Claim:
    """What is owed under the claim went back, and the books or a lost dispute have all of it: it is closed, nothing is
    booked, and she reads `reason`.

    A piece that is here for a full refund is ours. Raises ClaimRefused, also for a sum that nothing tells of.
    """  # fmt: skip
    said = reason.strip()[: states.REASON_LENGTH]
    if not said:
        raise ClaimRefused(SAY_HOW)
    locked = lock_claim(claim.pk)
    refuse(locked)
    unknown, _ = bounds(locked, spreading.captured(lock_payments(locked.order)))
    if unknown:
        raise ClaimRefused(NOT_IN_BOOKS.format(dollars(unknown, cents=True)))
    keep = keeps(locked)
    facts: dict[str, Any] = {"end_reason": said, "paid_otherwise": ZERO, "refund_problem": ""}
    states.move(locked, S.CLOSED, actor=actor, reason=said, at=now, told={"otherwise": str(ZERO)}, **facts)
    if keep:
        keeping.take_back(locked, why=f"Paid back under claim {locked.number}.", actor=None, now=now)
    audit.record("promise.paid_otherwise", locked, actor=actor, reason=said)
    mails.claim_closed(locked)
    return locked


def is_open_to(claim: Claim) -> bool:
    """Whether the desk offers it: money is owed, and none is under way or can be asked for as usual."""
    if not _owes(claim):
        return False
    if claim.refund is not None and claim.state != S.LOST:
        return money.fell_short(claim)
    return claim.state != S.DECIDED_CONDITION or money.most(claim) is None


def keeps(claim: Claim) -> bool:
    """Whether the piece is here for a full refund, and ours once that has gone back."""
    return claim.received_at is not None and claim.state in {S.RECEIVED, S.DECIDED_CONDITION}


def refuse(claim: Claim) -> None:
    """Raises ClaimRefused where nothing is owed, or money may still go out, or the piece isn't known to be ours."""
    if not _owes(claim):
        raise ClaimRefused(NOT_OWED)
    for one in together_with(claim.refund) if claim.refund else []:
        if one.state not in {RefundState.DONE, RefundState.FAILED}:
            raise ClaimRefused(UNDER_WAY)
        if one.state == RefundState.FAILED and one.closed_at is None:
            raise ClaimRefused(NOT_CLOSED)
    if claim.state == S.RECEIVED and not ((looked := claim.inspection) and looked.tag_matches):
        raise ClaimRefused(ANOTHER_TAG)


def bounds(claim: Claim, paid: Sequence[Payment]) -> tuple[Decimal, Decimal]:
    """The least and the most (USD) of the owed sum that neither the books nor a lost dispute have, of these payments.

    They differ where her bank took a part and the order has other pieces: nobody knows for which. Raises ClaimRefused
    while it decides.
    """
    try:
        return by_hand.bounds(owed(claim), paid)
    except RefundRefused as refused:
        raise ClaimRefused(str(refused)) from None


def owed(claim: Claim) -> Decimal:
    """What the books still owe under it, in USD; nothing where they have all of it."""
    try:
        return money.owed(claim).total
    except SplitRefused:
        return ZERO


def _owes(claim: Claim) -> bool:
    if claim.state == S.RECEIVED:
        return claim.choice == Choice.REFUND
    if claim.state == S.GOING_BACK:
        return claim.back_delivered_at is not None and claim.refund is not None
    return claim.state in OWES and not (claim.state == S.DECIDED_CONDITION and claim.choice)
