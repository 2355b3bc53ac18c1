"""Giving money back to where it came from: asked for once, sent once, followed until it has arrived."""

from orders.payments.refunds.asking import ask, left, request, request_for_wire
from orders.payments.refunds.desk import approve, call_off, mark_paid, try_again
from orders.payments.refunds.following import follow, taken_back
from orders.payments.refunds.queries import due, late, waiting
from orders.payments.refunds.sending import send
from orders.payments.refunds.states import RefundRefused

__all__ = [
    "RefundRefused",
    "approve",
    "ask",
    "call_off",
    "due",
    "follow",
    "late",
    "left",
    "mark_paid",
    "request",
    "request_for_wire",
    "send",
    "taken_back",
    "try_again",
    "waiting",
]
