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
from orders.payments.disputes.freeze import disputed, free_of, refund_problem
from orders.payments.models import How, Payment, Refund, RefundState
from orders.payments.models.dispute import OPEN
from orders.payments.origin import BY_A_PERSON, origin_of
from orders.payments.refunds import asking, desk, spreading
from orders.payments.refunds.states import RefundRefused
from portero.core.money import dollars

ZERO = Decimal("0.00")
REFERENCE_LENGTH = 100
TOO_MUCH = "More than what is left of its payments, and at no bank, can’t be paid."
HELD_BACK = "Her bank takes some of it back: look at the disputes first."
AT_HER_BANK = "Her bank hasn’t decided yet: wait for its word."
NOTHING_LEFT = "Nothing of it is left to be paid by hand: our books, or her bank’s dispute, have all of it."
NO_REFERENCE = "Type the number of the check, or the bank’s reference of the transfer."


def bounds(owed: Decimal, payments: Sequence[Payment]) -> tuple[Decimal, Decimal]:
    """The least and the most (USD) of an owed sum that neither the books nor a lost dispute have, of these payments.

    They differ where her bank took a part and the order has other pieces: nobody knows for which. Raises RefundRefused
    while it decides.
    """
    origins = {origin.pk: origin for origin in map(origin_of, payments)}.values()
    if any(origin.disputes.filter(state__in=OPEN).exists() for origin in origins):
        raise RefundRefused(AT_HER_BANK)
    owed = min(owed, spreading.left(payments))
    at_banks = sum((disputed(origin) for origin in origins), ZERO)
    return max(owed - at_banks, ZERO), min(owed, sum(map(free_of, payments), ZERO))


def check(amount: Decimal, owed: Decimal, payments: Sequence[Payment]) -> None:
    """Raises RefundRefused for a sum that isn't what our books still owe, less what her bank may have taken of it."""
    least, most = bounds(owed, payments)
    if not most:
        raise RefundRefused(NOTHING_LEFT)
    if least <= amount <= most and amount > 0:
        return
    if least == most:
        raise RefundRefused(f"{dollars(most, cents=True)} is owed, to the cent.")
    low = dollars(max(least, Decimal("0.01")), cents=True)
    raise RefundRefused(
        f"Between {low} and {dollars(most, cents=True)} is owed: what her bank took is not booked again."
    )


def ask(
    payments: Sequence[Payment],
    split: Split,
    *,
    how: str,
    reference: str = "",
    reason: str,
    actor: Any = None,
    after: Refund | None = None,
) -> list[Refund]:
    """What `split` comes to is to be paid by hand, of an order's captured payments, all locked; one refund for each.

    Above the figure `wire_refund_two_person_usd`, counting what was paid by hand of the order before, another person
    approves it. Each is the `rest_of` the one before, the first of them of `after`. `reason` is told with how it is
    paid and, if it is known, under which reference. Raises RefundRefused.
    """
    state = asking.by_a_person(split.total, _before(payments[0].order))
    told = f"{reason}, by hand. {f'{How(how).label} {reference}'.strip()}."
    asked: list[Refund] = []
    for payment, part in _parts(payments, split.total):
        if problem := refund_problem(payment, part):
            raise RefundRefused(problem)
        own, split = cut(split, part)
        facts: dict[str, Any] = {"rest_of": asked[-1] if asked else after, "by_hand": state, "how": how}
        asked.append(asking.request(payment, part, reason=told, actor=actor, split=own, **facts))
    if any(one.state != state for one in asked):
        raise RefundRefused(HELD_BACK)
    return asked


def paid(asked: Sequence[Refund], *, actor: Any, reference: str) -> bool:
    """They have been paid at once, under one reference; False where another person approves them first.

    Raises RefundRefused, also without the reference of what was paid.
    """
    if any(one.state != RefundState.TO_PAY for one in asked):
        return False
    if not reference:
        raise RefundRefused(NO_REFERENCE)
    for one in asked:
        desk.mark_paid(one, actor=actor, bank_reference=f"{How(one.how).label} {reference}")
    return True


def tidy(reference: str) -> str:
    """The number of a check, or the bank's reference, as it is kept."""
    return " ".join(reference.split())[:REFERENCE_LENGTH]


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
