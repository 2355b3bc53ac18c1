"""What a claim gives back, reckoned from the order's books: all that the piece cost her, or an agreed allowance."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from orders import mails as order_mails
from orders.books import everything, splits
from orders.books.ledger import entries_of
from orders.books.models import RefundPart
from orders.books.splits import Choice as Parts
from orders.books.splits import Split
from orders.books.splitting import SplitRefused
from orders.order.models import Order
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_payments
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.origin import from_here_on, together_with
from orders.payments.refunds import spreading
from orders.promise.models import Choice, Claim, ClaimState, RefundKind
from orders.promise.states import ClaimRefused, NothingToGive

ZERO = Decimal("0.00")
NOTHING_PAID = "No captured payment of this order is left to refund."


def full(order: Order, line: Any) -> Split:
    """All that is left of the piece's price with its tax, its duties, and its part of delivery and charges.

    Of the last piece of an order that is all that is left of everything. Raises SplitRefused.
    """
    return everything.of_lines(order, [line])


def allowance(order: Order, line: Any, off: Decimal) -> Split:
    """`off` USD of the piece's price, and the tax that lay on it. Raises SplitRefused for more than is left."""
    return splits.preview(order, Parts(sums={f"line-{line.pk}": off}))


def owed(claim: Claim) -> Split:
    """What is still to go back under it: what is missing of the allowance that she took, else all that is left.

    Raises SplitRefused, also where nothing is missing.
    """
    if claim.choice == Choice.ALLOWANCE and claim.state != ClaimState.LOST and claim.allowance is not None:
        return _rest_of_allowance(claim, claim.allowance)
    return full(claim.order, claim.line)


def _rest_of_allowance(claim: Claim, off: Decimal) -> Split:
    """Of an allowance over several payments some of which may have failed; its tax is that of all of it in the end."""
    asked = together_with(claim.refund) if claim.refund and claim.refund_kind == RefundKind.ALLOWANCE else []
    stand = [one.pk for one in asked if one.state != RefundState.FAILED]
    parts = RefundPart.objects.filter(split__refund__in=stand, line=claim.line_id)
    return allowance(claim.order, claim.line, off - (parts.aggregate(sum=Sum("amount"))["sum"] or ZERO))


def most(claim: Claim) -> Split | None:
    """All of her money as it could be asked for now; None where nothing is left, or her bank has it."""
    return _as_now(claim, lambda: full(claim.order, claim.line))


def less(claim: Claim, off: Decimal) -> Split | None:
    """As `most`, for an allowance of `off` USD before tax."""
    return _as_now(claim, lambda: allowance(claim.order, claim.line, off))


def _as_now(claim: Claim, reckon: Callable[[], Split]) -> Split | None:
    try:
        split = reckon()
        _payable(claim.order, spreading.captured(claim.order.payments.all()), split)
    except (SplitRefused, ClaimRefused):
        return None
    return split


def most_off(order: Order, line: Any) -> Decimal:
    """The most an allowance can be, in USD before tax: what is left of the piece's price."""
    return next((e.left for e in entries_of(order) if e.key == f"line-{line.pk}"), ZERO)


def give_back(claim: Claim, kind: RefundKind, split: Split, *, actor: Any) -> Refund:
    """Ask for the refund under the locks of order and payment, and tie it to the claim. Raises ClaimRefused.

    What of a refund failed for good may be asked for anew, as the rest of what has gone out; any other stands.
    """
    if claim.refund is not None and not fell_short(claim):
        raise ClaimRefused("It was refunded already.")
    paid = spreading.captured(lock_payments(claim.order))
    _payable(claim.order, paid, split)
    reason = f"Portero Promise, claim {claim.number}: {RefundKind(kind).label.lower()}."
    after = together_with(claim.refund)[-1] if claim.refund else None
    asked = spreading.request(paid, split.total, reason=reason, actor=actor, split=split, after=after)
    tie(claim, asked[0], kind)
    if claim.paid_otherwise is not None:  # a person was to pay it, and that was called off
        claim.paid_otherwise, claim.end_reason = None, ""
        claim.save(update_fields=["paid_otherwise", "end_reason"])
    _tell(claim, asked)
    return asked[0]


def tie(claim: Claim, refund: Refund, kind: RefundKind) -> None:
    """This is the refund of a locked claim, or the first of those that were asked for together."""
    claim.refund, claim.refund_kind, claim.refund_problem = refund, kind, ""
    claim.save(update_fields=["refund", "refund_kind", "refund_problem"])


def _payable(order: Order, paid: Sequence[Payment], split: Split) -> None:
    """Raises ClaimRefused where these payments can't give it back now."""
    if not paid or not split.total or split.total > spreading.left(paid):
        raise NothingToGive(NOTHING_PAID)
    for payment, part in spreading.parts_of(paid, split.total):
        payment.order = order
        if problem := refund_problem(payment, part):
            raise NothingToGive(problem)


def give_full(claim: Claim, *, actor: Any) -> Refund:
    """All that is left. Raises ClaimRefused."""
    split = _refused_in_words(lambda: full(claim.order, claim.line))
    return give_back(claim, RefundKind.FULL, split, actor=actor)


def give_allowance(claim: Claim, *, actor: Any) -> Refund:
    """What was offered and she took. Raises ClaimRefused."""
    if claim.allowance is None:
        raise ClaimRefused("No allowance was offered.")
    split = _refused_in_words(lambda: _rest_of_allowance(claim, claim.allowance or ZERO))
    return give_back(claim, RefundKind.ALLOWANCE, split, actor=actor)


def try_full(claim: Claim, *, actor: Any) -> bool:
    """As `give_full`; False, with the reason on the claim for staff, where it can't be asked for now."""
    try:
        with transaction.atomic():
            give_full(claim, actor=actor)
    except ClaimRefused as refused:
        claim.refund, claim.refund_kind = None, ""
        claim.refund_problem = str(refused)[:300]
        claim.save(update_fields=["refund_problem"])
        return False
    return True


def done(claim: Claim) -> bool:
    """Whether the refund that it waits for has gone out; True where there is none."""
    asked = from_here_on(claim.refund) if claim.refund else []
    return all(one.state == RefundState.DONE for one in asked)


def _tell(claim: Claim, asked: Sequence[Refund]) -> None:
    """By hand it takes days, and she is told now; the other mails of a claim name the sum themselves."""
    for refund in asked:
        if refund.state == RefundState.TO_PAY and claim.choice == Choice.REFUND:
            order_mails.refund_on_its_way(refund)


def told(claim: Claim) -> dict[str, Any]:
    """The sum that is on its way, for an event."""
    amount = claim.refunded_amount
    return {"amount": str(amount)} if amount is not None else {}


def fell_short(claim: Claim) -> bool:
    """All of its refund, or a part over one of several payments, failed and won't be sent again; the rest has gone out.

    What is missing may be asked for anew. In SQL it is `promise_fell_short` (migration 0008).
    """
    asked = from_here_on(claim.refund) if claim.refund else []
    over = all(one.state == RefundState.DONE or one.closed_at is not None for one in asked)
    return over and any(one.closed_at is not None for one in asked)


def _refused_in_words(reckon: Callable[[], Split]) -> Split:
    try:
        return reckon()
    except SplitRefused as refused:
        raise NothingToGive(str(refused)) from None
