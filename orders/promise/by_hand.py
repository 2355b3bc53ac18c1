"""What is owed under a claim is paid by hand: booked as a refund, whose tax goes back and which has its credit note.

Where her bank took it back nothing is booked: the dispute says so, and `otherwise` ends the claim.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders.books.splitting import cut
from orders.payments.locks import lock_payments
from orders.payments.models import Payment, Refund
from orders.payments.origin import together_with
from orders.payments.refunds import RefundRefused, by_hand, spreading
from orders.promise import keeping, money, otherwise, states
from orders.promise.locks import lock_claim
from orders.promise.models import Choice, Claim, ClaimState, RefundKind
from orders.promise.states import ClaimRefused
from portero.core import audit

S = ClaimState
WITH_HER = "The piece is with her: refund what her bank has left at its payment, then close the claim."


@transaction.atomic
def record(
    claim: Claim,
    *,
    actor: Any,
    how: str,
    amount: Decimal,
    reason: str,
    reference: str = "",
    now: datetime | None = None,
) -> Claim:
    """Accounting has paid what is owed (USD), under `reference`; she reads `reason`, and the claim is closed.

    Above the limit of wires it waits for a second person first (orders.payments.refunds.desk), and is over once it is
    marked as paid there. Raises ClaimRefused; twice is once, for then no money is owed any more.
    """
    said, told = reason.strip()[: states.REASON_LENGTH], by_hand.tidy(reference)
    if not said:
        raise ClaimRefused(otherwise.SAY_HOW)
    locked = lock_claim(claim.pk)
    otherwise.refuse(locked)
    paid = _payments(locked)
    keeps = otherwise.keeps(locked)
    try:
        by_hand.check(amount, otherwise.owed(locked), paid)
        asked = _ask(locked, paid, amount, actor=actor, how=how, reference=told)
    except RefundRefused as refused:
        raise ClaimRefused(str(refused)) from None
    facts: dict[str, Any] = {"end_reason": said, "paid_otherwise": Decimal("0.00")}
    _wait(locked, actor, now, facts)
    audit.record("promise.paid_by_hand", locked, actor=actor, reason=said, amount=str(amount), how=how)
    try:
        by_hand.paid(asked, actor=actor, reference=told)
    except RefundRefused as refused:
        raise ClaimRefused(str(refused)) from None
    if keeps:
        keeping.take_back(locked, why=f"Paid back under claim {locked.number}.", actor=None, now=now)
    return Claim.objects.get(pk=locked.pk)


def to_pay(claim: Claim) -> Decimal:
    """The most (USD) that may be owed by hand now, for the form; nothing while her bank decides."""
    try:
        return otherwise.bounds(claim, spreading.captured(claim.order.payments.all()))[1]
    except ClaimRefused:
        return Decimal("0.00")


def _payments(claim: Claim) -> list[Payment]:
    paid = spreading.captured(lock_payments(claim.order))
    for payment in paid:
        payment.order = claim.order
    return paid


def _ask(claim: Claim, paid: list[Payment], amount: Decimal, **facts: Any) -> list[Refund]:
    if claim.state == S.LOST:  # an allowance that it had before stays as it is: this is all of the rest
        claim.refund, claim.refund_kind = None, ""
    kind = RefundKind.ALLOWANCE if _allowed(claim) else RefundKind.FULL
    if kind == RefundKind.FULL and (claim.received_at is None or claim.back_sent_at) and not claim.lost_at:
        raise ClaimRefused(WITH_HER)
    why = f"Portero Promise, claim {claim.number}: {kind.label.lower()}"
    after = together_with(claim.refund)[-1] if claim.refund else None
    asked = by_hand.ask(paid, cut(money.owed(claim), amount)[0], reason=why, after=after, **facts)
    money.tie(claim, asked[0], kind)
    return asked


def _allowed(claim: Claim) -> bool:
    return claim.choice == Choice.ALLOWANCE and claim.state != S.LOST


def _wait(claim: Claim, actor: Any, now: datetime | None, facts: dict[str, Any]) -> None:
    """It is being refunded; one whose piece is with her again stays where it is until the money has gone."""
    if claim.state in {S.REFUNDING, S.GOING_BACK}:
        for name, value in facts.items():
            setattr(claim, name, value)
        claim.save(update_fields=list(facts))
        states.append(claim, "by_hand", actor=actor, public=False, at=now, **money.told(claim))
    else:
        states.move(claim, S.REFUNDING, actor=actor, at=now, told=money.told(claim), **facts)
