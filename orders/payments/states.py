"""The states of a payment and what may follow each (drawn in docs/states.md); one table, one writer.

They follow what the provider says when it is asked: a cancelled or failed attempt that it holds as authorised or
captured after all is so here too.
"""

from typing import Any

from orders.payments.models import Payment, PaymentEvent, PaymentState
from portero.core.rows import AT_ONCE, Writer

S = PaymentState
ALLOWED: dict[PaymentState, frozenset[PaymentState]] = {
    S.CREATED: frozenset({S.STARTED, S.AUTHORISED, S.CAPTURED, S.CANCELLED, S.FAILED, S.STRAY}),
    S.STARTED: frozenset({S.AUTHORISED, S.CAPTURED, S.CANCELLED, S.FAILED, S.STRAY}),
    S.AUTHORISED: frozenset({S.CAPTURED, S.CANCELLED, S.FAILED, S.STRAY}),
    S.FAILED: frozenset({S.AUTHORISED, S.CAPTURED, S.STRAY}),
    S.CANCELLED: frozenset({S.AUTHORISED, S.CAPTURED, S.STRAY}),
    S.CAPTURED: frozenset(),
    S.STRAY: frozenset(),
    S.RESERVED: frozenset({S.CAPTURED, S.CANCELLED}),
}


class PaymentRefused(Exception):
    """A payment can't go there as it stands now: a fault of ours."""


def move(
    payment: Payment,
    to: PaymentState,
    *,
    kind: str = "",
    facts: dict[str, Any] | None = None,
    rows: Writer = AT_ONCE,
) -> None:
    """Move a locked payment to a state with the facts that come with it; the caller saves. Appends the event.

    `kind` is the event's if it isn't the state's own. Raises PaymentRefused; nothing is written then.
    """
    if to not in ALLOWED[PaymentState(payment.state)]:
        raise PaymentRefused(f"Payment {payment.pk} is {payment.state}; it can't become {to}.")
    payment.state = to
    append(payment, kind or to.value, rows=rows, **(facts or {}))


def append(payment: Payment, kind: str, *, rows: Writer = AT_ONCE, **data: Any) -> None:
    """Append what happened; empty facts are left out."""
    rows.add(PaymentEvent(payment=payment, kind=kind, data={k: v for k, v in data.items() if v}))
