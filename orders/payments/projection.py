"""Oscar's Source and Transaction as a view of our rows: written with each fact, never read to decide anything.

Our payments, events and refunds are the truth; what Oscar's own pages and exports read follows from them and can
be made again at any time (`manage.py rebuild_sources`).
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from orders.payments.models import Method, Payment, PaymentState, RefundState

AUTHORISE, DEBIT, REFUND = "Authorise", "Debit", "Refund"
ZERO = Decimal("0.00")
# Its authorised money was let go, or never came.
OVER = (PaymentState.CANCELLED, PaymentState.FAILED)

Entry = tuple[str, Decimal, str, str]


def write(payment: Payment) -> None:
    """Make Oscar's rows of a locked payment say what ours say; one source per attempt that reached a bank."""
    sources = get_model("payment", "Source").objects.filter(order_id=payment.order_id, label=label(payment))
    if payment.authorised_at is None:
        sources.delete()
        return
    source = sources.first() or get_model("payment", "Source")(
        order_id=payment.order_id, label=label(payment)
    )
    for name, value in amounts(payment).items():
        setattr(source, name, value)
    source.source_type = _type(payment.method)
    source.currency, source.reference = payment.currency, payment.reference
    source.save()
    _write_transactions(source, entries(payment))


def label(payment: Payment) -> str:
    """What a source is recognised by among those of its order."""
    return f"Attempt {payment.attempt}"


def amounts(payment: Payment) -> dict[str, Decimal]:
    """The three sums of a source, in USD."""
    refunded = (refund.amount for refund in _refunds(payment))
    return {
        "amount_allocated": ZERO if payment.state in OVER else payment.captured_amount or payment.amount,
        "amount_debited": payment.captured_amount,
        "amount_refunded": sum(refunded, ZERO),
    }


def entries(payment: Payment) -> list[Entry]:
    """The transactions of a source: type, amount in USD, the provider's reference, our state."""
    rows: list[Entry] = [
        (AUTHORISE, payment.captured_amount or payment.amount, payment.reference, payment.state)
    ]
    if payment.captured_amount:
        rows.append((DEBIT, payment.captured_amount, payment.reference, payment.state))
    rows += [
        (REFUND, refund.amount, refund.reference, "voided" if refund.voided else refund.state)
        for refund in _refunds(payment)
    ]
    return rows


def _refunds(payment: Payment) -> Any:
    return payment.refunds.filter(state=RefundState.DONE).order_by("pk")


def _type(method: str) -> Any:
    """Made by a migration; Oscar has no constraint that would keep two writers from making one each."""
    kinds = get_model("payment", "SourceType").objects.filter(name=Method(method).label)
    return kinds.order_by("pk").first() or kinds.create(name=Method(method).label)


def _write_transactions(source: Any, wanted: list[Entry]) -> None:
    """Keep what is right, so that its date stays; add what is missing, take away what isn't so any more."""
    missing = Counter(wanted)
    for row in source.transactions.order_by("pk"):
        entry = (row.txn_type, row.amount, row.reference, row.status)
        if missing[entry]:
            missing[entry] -= 1
        else:
            row.delete()
    for entry in wanted:
        if missing[entry]:
            missing[entry] -= 1
            kind, amount, reference, status = entry
            source.transactions.create(txn_type=kind, amount=amount, reference=reference, status=status)
