"""Tables of the payments room: attempts and their history, refunds, incoming wires, disputes, reconciliation."""

from orders.payments.models.dispute import Dispute, DisputeEvent, DisputeReminder, DisputeState
from orders.payments.models.payment import (
    LIVE,
    GatewayCall,
    Method,
    Payment,
    PaymentEvent,
    PaymentState,
    WebhookMessage,
)
from orders.payments.models.reconciliation import Difference, ReconciliationLine, ReconciliationRun
from orders.payments.models.refund import How, Refund, RefundState
from orders.payments.models.wire import IncomingWire

__all__ = [
    "LIVE",
    "Difference",
    "Dispute",
    "DisputeEvent",
    "DisputeReminder",
    "DisputeState",
    "GatewayCall",
    "How",
    "IncomingWire",
    "Method",
    "Payment",
    "PaymentEvent",
    "PaymentState",
    "ReconciliationLine",
    "ReconciliationRun",
    "Refund",
    "RefundState",
    "WebhookMessage",
]
