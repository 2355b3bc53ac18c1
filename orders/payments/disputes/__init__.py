"""Disputes: followed at the provider or typed from a letter, answered in time, decided by the bank."""

from orders.payments.disputes.by_hand import enter, move_by_hand
from orders.payments.disputes.following import follow, record
from orders.payments.disputes.freeze import disputed, refund_problem
from orders.payments.disputes.queries import in_order_of_urgency, late, waiting
from orders.payments.disputes.states import DisputeRefused

__all__ = [
    "DisputeRefused",
    "disputed",
    "enter",
    "follow",
    "in_order_of_urgency",
    "late",
    "move_by_hand",
    "record",
    "refund_problem",
    "waiting",
]
