"""Tables of the payments room: attempts and their history, refunds, incoming wires."""

from orders.payments.models.payment import (
    LIVE,
    GatewayCall,
    Method,
    Payment,
    PaymentEvent,
    PaymentState,
    WebhookMessage,
)
from orders.payments.models.refund import Refund, RefundState
from orders.payments.models.wire import IncomingWire

__all__ = [
    "LIVE",
    "GatewayCall",
    "IncomingWire",
    "Method",
    "Payment",
    "PaymentEvent",
    "PaymentState",
    "Refund",
    "RefundState",
    "WebhookMessage",
]
