"""The states of a refund and what may follow each (drawn in docs/states.md); one table, one writer."""

from typing import Any

from orders.payments.models import Refund, RefundState

S = RefundState
ALLOWED: dict[RefundState, frozenset[RefundState]] = {
    S.TO_APPROVE: frozenset({S.TO_PAY, S.FAILED}),
    S.TO_PAY: frozenset({S.DONE, S.FAILED}),
    # Ready by hand it is after a credit that came to nothing (orders.payments.crediting).
    S.READY: frozenset({S.SENT, S.DONE, S.FAILED, S.TO_PAY, S.TO_APPROVE}),
    S.SENT: frozenset({S.DONE, S.FAILED}),
    # A bank may send money back that it had taken; a wire that was paid is ours to see on the statement.
    S.DONE: frozenset({S.FAILED}),
    # Done without having been sent: she was paid by hand what no provider can bring her.
    S.FAILED: frozenset({S.READY, S.TO_APPROVE, S.DONE}),
}


class RefundRefused(Exception):
    """This can't be done with the refund (any more), or too much would go back; the message is for staff."""


def move(refund: Refund, to: RefundState, **facts: Any) -> None:
    """Move a locked refund to a state, set the facts that come with it, and save.

    Raises RefundRefused when the table doesn't allow it (nothing is written then), and IntegrityError when a
    failed refund is taken up again although its sum has gone back by another.
    """
    before = RefundState(refund.state)
    if to not in ALLOWED[before]:
        raise RefundRefused(f"The refund is “{before.label.lower()}”; it can't become “{to.label.lower()}”.")
    refund.state = to
    for name, value in facts.items():
        setattr(refund, name, value)
    refund.save(update_fields=["state", *facts])
