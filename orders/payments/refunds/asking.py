"""Asking for a refund. The database refuses more than was received; a task sends what was asked for."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from orders import lifecycle, mails
from orders.books import splits
from orders.books.splits import Choice, Split
from orders.books.splitting import SplitRefused
from orders.payments.disputes.freeze import refund_problem
from orders.payments.locks import lock_attempts
from orders.payments.models import IncomingWire, Method, Payment, PaymentState, Refund, RefundState
from orders.payments.origin import is_by_hand, origin_of, refunds_at
from orders.payments.refunds import spreading
from orders.payments.refunds.holding_back import hold_back
from orders.payments.refunds.states import RefundRefused, move
from orders.payments.states import append
from orders.returns.models import Return, ReturnState
from portero.core import audit
from portero.core.figures import figure
from portero.core.money import dollars

ZERO = Decimal("0.00")


@transaction.atomic
def request(
    payment: Payment,
    amount: Decimal,
    *,
    reason: str,
    actor: Any = None,
    split: Split | None = None,
    rest_of: Refund | None = None,
    by_hand: RefundState | None = None,
    how: str = "",
) -> Refund:
    """Ask for `amount` USD of a locked, captured payment to go back to the form of payment it came from.

    A card, PayPal or Affirm is sent by a task after the commit; a wire is wired back by accounting. `split` says of
    what it consists; without one it is divided like what is left of the bill (orders.books). `rest_of` is
    the refund that it was asked for with; `by_hand` the state in which one begins that no provider can bring her, and
    `how` the way in which a person pays it (orders.payments.refunds.by_hand). Raises IntegrityError when more would go
    back than was captured.
    """
    origin = origin_of(payment)
    begin = {"state": by_hand, "next_try_at": None} if by_hand else _begin(amount, origin)
    refund = create(reason, actor, payment=payment, amount=amount, rest_of=rest_of, how=how, **begin)
    split_up(refund, payment, split, actor=actor)
    # Whoever asks anew decides about the sum; an earlier refund that failed must not go out by itself as well.
    payment.refunds.filter(state=RefundState.FAILED).update(next_try_at=None)
    _tell(refund, payment, actor)
    return _out(refund, payment, origin)


def go_out(refund: Refund, payment: Payment) -> Refund:
    """A locked refund that was to pay another order goes back to the form of payment after all."""
    origin = origin_of(payment)
    begin = _begin(refund.amount, origin, refund.pk)
    if begin["state"] == RefundState.READY:
        refund.next_try_at = begin["next_try_at"]
        refund.save(update_fields=["next_try_at"])
    else:
        move(refund, begin["state"])
    _tell(refund, payment, None)
    refund = _out(refund, payment, origin)
    if refund.state == RefundState.TO_PAY:
        mails.refund_on_its_way(refund)
    return refund


def _begin(amount: Decimal, origin: Payment, own: int = 0) -> dict[str, Any]:
    """How a refund begins: a card's is sent by a task, a wire goes back by hand. `own` is its key if it has one."""
    if origin.method == Method.WIRE:
        return {"state": by_a_person(amount, refunds_at(origin).exclude(pk=own)), "next_try_at": None}
    return {"state": RefundState.READY, "next_try_at": timezone.now()}


def _tell(refund: Refund, payment: Payment, actor: Any) -> None:
    facts: dict[str, Any] = {"refund": refund.pk, "amount": str(refund.amount), "reason": refund.reason}
    facts |= {"by_hand": refund.how or True} if is_by_hand(refund) else {}
    append(payment, "refund_requested", **facts)
    lifecycle.append(payment.order, "refund_requested", actor=actor, **facts)


def _out(refund: Refund, payment: Payment, origin: Payment) -> Refund:
    """Held back where the money is disputed, else sent."""
    hold_back(origin, {payment.order_id})
    refund.refresh_from_db(fields=["state", "problem", "next_try_at", "through"])
    if refund.state == RefundState.READY:
        _send(refund)
    return refund


@transaction.atomic
def request_for_wire(wire: IncomingWire, amount: Decimal, *, reason: str, actor: Any = None) -> Refund:
    """Ask for `amount` USD of a locked incoming wire, which no payment uses, to be wired back to its sender.

    Above the figure `wire_refund_two_person_usd`, counting what went back of this wire before, another person
    must approve it. Raises IntegrityError when more would go back than arrived and isn't applied to a payment.
    """
    refund = create(reason, actor, wire=wire, amount=amount, state=by_a_person(amount, wire.refunds))
    if wire.payment is not None:
        append(
            wire.payment, "wire_refund_requested", refund=refund.pk, amount=str(amount), reason=refund.reason
        )
    return refund


@transaction.atomic
def ask(payment_pk: int, amount: Decimal, *, reason: str, actor: Any, choice: Choice | None = None) -> Refund:
    """What staff ask for on a payment's page: as `request`, after taking the locks and looking again.

    With a `choice` of pieces and charges the sum is what they come to with their tax, and `amount` is what staff
    saw: if it differs now, nothing is asked for. Raises RefundRefused with a sentence for staff: no reason, nothing
    captured, more than is left, a sum that the buyer's bank takes back itself (docs/disputes.md), or an order whose
    accepted piece is just to pay another one: what it comes to is reckoned, and stays as it was.
    """
    order, payment, others = lock_attempts(payment_pk)
    payments = spreading.captured([payment, *others]) if payment.state == PaymentState.CAPTURED else [payment]
    _refuse(order, payments, amount, reason)
    split = _split(order, choice, amount) if choice else None
    asked = spreading.request(payments, amount, reason=reason, actor=actor, split=split)
    for refund in asked:
        if refund.state == RefundState.TO_PAY:
            # A card's is written when the provider has it; by hand it takes days, and she is told now. One that
            # waits for a second person may yet be called off.
            mails.refund_on_its_way(refund)
    return asked[0]


def _refuse(order: Any, payments: list[Payment], amount: Decimal, reason: str) -> None:
    """Raises RefundRefused with why this can't be asked for."""
    rest = sum((left(one) for one in payments), ZERO)
    if not reason.strip():
        raise RefundRefused("Say why the money goes back.")
    if amount <= 0:
        raise RefundRefused("Type a sum above zero.")
    if waiting := Return.objects.filter(order=order, state=ReturnState.REFUNDING, refund=None).first():
        raise RefundRefused(
            f"Exchange {waiting.number} is accepted and pays another piece first: look again then."
        )
    if amount > rest:
        raise RefundRefused(f"At most {dollars(rest, cents=True)} can go back: the rest has been refunded.")
    for one, part in spreading.parts_of(payments, amount):
        if problem := refund_problem(one, part):
            raise RefundRefused(problem)


def _split(order: Any, choice: Choice, shown: Decimal) -> Split:
    try:
        split = splits.preview(order, choice)
    except SplitRefused as refused:
        raise RefundRefused(str(refused)) from refused
    if split.total != shown:
        raise RefundRefused(f"It comes to {dollars(split.total, cents=True)} now; please look again.")
    return split


def split_up(refund: Refund, payment: Payment, split: Split | None = None, *, actor: Any = None) -> None:
    """Write of what a refund consists; not of money that never belonged to its order."""
    if payment.state == PaymentState.CAPTURED:
        splits.write(refund, payment.order, split, actor=actor)


def left(payment: Payment) -> Decimal:
    """How much of a payment, in USD, can still be asked back."""
    return payment.captured_amount - payment.refunded_amount


def _send(refund: Refund) -> None:
    from orders.payments.tasks import send_refund

    send_refund.delay(refund.pk)


def by_a_person(amount: Decimal, earlier: Any) -> RefundState:
    """Money that a person sends needs a second one above the limit, also in slices."""
    before = earlier.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount"))["sum"] or ZERO
    over = before + amount > figure("wire_refund_two_person_usd")
    return RefundState.TO_APPROVE if over else RefundState.TO_PAY


def create(reason: str, actor: Any, **facts: Any) -> Refund:
    """The row of a refund, and the audit's; nothing is sent."""
    who = actor if getattr(actor, "is_authenticated", False) else None
    refund = Refund.objects.create(reason=reason.strip()[:300], requested_by=who, **facts)
    audit.record(
        "payments.refund_requested", refund, actor=actor, reason=refund.reason, amount=str(refund.amount)
    )
    return refund


__all__ = [
    "RefundRefused",
    "ask",
    "by_a_person",
    "create",
    "go_out",
    "left",
    "request",
    "request_for_wire",
    "split_up",
]
