"""Everything the bank should know of a disputed sale, gathered once: the PDF and the JSON say the same.

Moments are datetimes and sums Decimals (USD); whoever prints them puts them into words.
"""

from typing import Any

from django.utils import timezone

from accounts.models import User
from orders import bill, terms
from orders.order.models import Order
from orders.payments.disputes.evidence import discretion, goods, happenings, papers
from orders.payments.models import Dispute, Payment
from orders.states import PAID, OrderState


def of(dispute: Dispute) -> dict[str, Any]:
    """The facts of a dispute whose payment is known. Raises ValueError for one whose payment isn't."""
    if dispute.payment is None:
        raise ValueError(f"The payment of dispute {dispute.reference} isn't known.")
    order = dispute.payment.order
    facts = {
        "dispute": _dispute(dispute, dispute.payment),
        "order": _order(order),
        "buyer": _buyer(order),
        "bill": [_bill_row(row) for row in bill.of_order(order)],
        "timeline": happenings.timeline(order),
        "pieces": goods.pieces(order),
        "verification": _verification(order),
        "deliveries": happenings.deliveries(order),
        "payments": happenings.payments(order),
        "refunds": happenings.refunds(order),
        "mails": papers.mails(order),
        "terms": terms.of(order),
        "terms_as_ordered": bool(order.contact.terms),
    }
    staff = User.objects.filter(is_staff=True).exclude(email__iexact=order.contact.email)
    return discretion.tidy(facts, staff.values_list("email", flat=True))


def _dispute(dispute: Dispute, payment: Payment) -> dict[str, Any]:
    return {
        "reference": dispute.reference,
        "provider": dispute.provider,
        "payment": payment.reference,
        "reason": dispute.reason,
        "amount": dispute.amount,
        "state": dispute.get_state_display(),
        "opened_at": dispute.opened_at,
        "due_by": dispute.due_by,
        "built_at": timezone.now(),
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "placed_at": order.date_placed,
        "state": OrderState(order.status).label,
        "total": order.total_incl_tax,
        "speed": order.contact.get_speed_display(),
    }


def _buyer(order: Order) -> dict[str, Any]:
    paid = Order.objects.filter(contact__email__iexact=order.contact.email, status__in=PAID)
    address = order.shipping_address
    return {
        "name": address.name if address else "",
        "email": order.contact.email,
        "phone": order.contact.phone,
        "account": "signed in with her account" if order.user_id else "guest",
        "paid_before": paid.filter(date_placed__lt=order.date_placed).count(),
        "delivered_to": list(address.active_address_fields()) if address else [],
        "billed_to": list(order.billing_address.active_address_fields()) if order.billing_address else [],
    }


def _bill_row(row: bill.Row) -> dict[str, Any]:
    return {"label": row.label, "amount": row.amount, "part": row.part}


def _verification(order: Order) -> dict[str, Any] | None:
    """Why staff looked before the charge, and what they decided; None where nothing asked for it."""
    case = getattr(order, "verification_case", None)
    if case is None:
        return None
    return {
        "reasons": case.reasons,
        "opened_at": case.opened_at,
        "decision": case.get_decision_display() or "not decided",
        "decided_at": case.decided_at,
        "decided_by": happenings.who(case.decided_by, order) if case.decided_by else "",
        "why": case.decision_reason,
    }
