"""Giving money back to where it came from: asked for once, sent once, followed until it has arrived."""

from orders.payments.refunds.asking import RefundRefused, left, request, request_for_wire

__all__ = ["RefundRefused", "left", "request", "request_for_wire"]
