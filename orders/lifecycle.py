"""The one writer of an order's state: lock, re-read, decide, save, append the event."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from orders.locks import lock_order
from orders.models import OrderEvent
from orders.order.models import Order
from orders.states import ALLOWED, OrderState
from portero.core.rows import AT_ONCE, Writer


class TransitionRefused(Exception):
    """The order is not (or no longer) in a state from which this is allowed."""


@transaction.atomic
def transition(
    order_pk: int,
    to: OrderState,
    *,
    kind: str,
    actor: Any = None,
    reason: str = "",
    public: bool = True,
    at: datetime | None = None,
    **data: Any,
) -> Order:
    """Move an order to a state and append the event `kind`; returns the locked, fresh order.

    Raises TransitionRefused when the order, as it stands now, may not go there; nothing is written then.
    """
    return move(lock_order(order_pk), to, kind=kind, actor=actor, reason=reason, public=public, at=at, **data)


def move(
    order: Order,
    to: OrderState,
    *,
    kind: str,
    actor: Any = None,
    reason: str = "",
    public: bool = True,
    at: datetime | None = None,
    rows: Writer = AT_ONCE,
    **data: Any,
) -> Order:
    """As `transition`, for an order that the caller has locked in this transaction and hasn't changed since.

    Raises TransitionRefused.
    """
    before = OrderState(order.status)
    if to not in ALLOWED[before]:
        raise TransitionRefused(
            f"Order {order.number} is {before.label.lower()}; it can't become {to.label.lower()}."
        )
    order.status = to
    rows.change(order, "status")
    told: dict[str, Any] = {"actor": actor, "reason": reason, "public": public, "at": at, "rows": rows}
    append(order, kind, from_state=before, to_state=to, **told, **data)
    return order


def append(
    order: Order,
    kind: str,
    *,
    from_state: str = "",
    to_state: str = "",
    actor: Any = None,
    reason: str = "",
    public: bool = True,
    at: datetime | None = None,
    rows: Writer = AT_ONCE,
    **data: Any,
) -> OrderEvent:
    """Append an event without a change of state (a tracking number, a reminder, a declined card)."""
    event = OrderEvent(
        order=order,
        kind=kind,
        from_state=from_state,
        to_state=to_state,
        actor=actor if getattr(actor, "is_authenticated", False) else None,
        reason=reason,
        public=public,
        at=at or timezone.now(),
        data=data,
    )
    rows.add(event)
    return event
