"""The states of an order and what may follow each (drawn in docs/states.md); one table, one writer."""

from django.db import models


class OrderState(models.TextChoices):
    """`orders.lifecycle.transition` is the only code that moves an order along these."""

    PENDING_PAYMENT = "pending_payment", "Pending payment"
    UNDER_VERIFICATION = "under_verification", "Under verification"
    CONFIRMED = "confirmed", "Confirmed"
    PACKED = "packed", "Packed"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


S = OrderState
ALLOWED: dict[OrderState, frozenset[OrderState]] = {
    S.PENDING_PAYMENT: frozenset({S.UNDER_VERIFICATION, S.CONFIRMED, S.CANCELLED}),
    S.UNDER_VERIFICATION: frozenset({S.CONFIRMED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.PACKED, S.CANCELLED}),
    S.PACKED: frozenset({S.SHIPPED, S.CANCELLED}),
    # All of it came back to us undelivered, and is refunded.
    S.SHIPPED: frozenset({S.DELIVERED, S.CANCELLED}),
    S.DELIVERED: frozenset({S.COMPLETED}),
    S.COMPLETED: frozenset(),
    # A payment that arrives late takes the piece again if it is still free (domain.md, Payment).
    S.CANCELLED: frozenset({S.PENDING_PAYMENT}),
}
UNPAID = frozenset({S.PENDING_PAYMENT, S.UNDER_VERIFICATION})
PAID = frozenset({S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERED, S.COMPLETED})
