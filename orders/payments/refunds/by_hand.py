"""Money of an order that a person pays from Portero's account, where no provider can bring it to her (a closed card).

As a wire that goes back (`desk`): to be paid, above the limit first approved by another person, and then paid with the
reference of the bank or the number of the check. Books, credit note and tax report take it for any other refund.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from orders.books.splits import Split
from orders.books.splitting import cut
from orders.order.models import Order
from orders.payments.disputes.freeze import free_of, refund_problem
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.origin import BY_A_PERSON
from orders.payments.refunds import asking, desk
from orders.payments.refunds.states import RefundRefused

TOO_MUCH = "More than what is left of its payments, and at no bank, can’t be paid."
HELD_BACK = "Her bank takes some of it back: look at the disputes first."


def ask(
    payments: Sequence[Payment],
    split: Split,
    *,
    reason: str,
    actor: Any = None,
    after: Refund | None = None,
) -> list[Refund]:
    """What `split` comes to is to be paid by hand, of an order's captured payments, all locked; one refund for each.

    Above the figure `wire_refund_two_person_usd`, counting what was paid by hand of the order before, another person
    approves it. Each is the `rest_of` the one before, the first of them of `after`. Raises RefundRefused.
    """
    state = asking.by_a_person(split.total, _before(payments[0].order))
    asked: list[Refund] = []
    for payment, part in _parts(payments, split.total):
        if problem := refund_problem(payment, part):
            raise RefundRefused(problem)
        own, split = cut(split, part)
        facts: dict[str, Any] = {"rest_of": asked[-1] if asked else after, "by_hand": state}
        asked.append(asking.request(payment, part, reason=reason, actor=actor, split=own, **facts))
    if any(one.state != state for one in asked):
        raise RefundRefused(HELD_BACK)
    return asked


def paid(asked: Sequence[Refund], *, actor: Any, reference: str) -> bool:
    """They have been paid at once, under one reference; False where another person approves them first.

    Raises RefundRefused.
    """
    if any(one.state != RefundState.TO_PAY for one in asked):
        return False
    for one in asked:
        desk.mark_paid(one, actor=actor, bank_reference=reference)
    return True


def _parts(payments: Sequence[Payment], amount: Decimal) -> Iterator[tuple[Payment, Decimal]]:
    """As `spreading.parts_of`, but of each payment only what its bank leaves."""
    for payment in payments:
        part = min(free_of(payment), amount)
        amount -= part
        if part:
            yield payment, part
    if amount:
        raise RefundRefused(TOO_MUCH)


def _before(order: Order) -> QuerySet[Refund]:
    """What people have paid of an order, or are to pay."""
    by_a_person = Q(state__in=BY_A_PERSON) | Q(done_by__isnull=False)
    return Refund.objects.filter(by_a_person, payment__order=order)
