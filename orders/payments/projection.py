"""Oscar's Source and Transaction as a view of our rows: written with each fact, never read to decide anything.

Our payments, events and refunds are the truth; what Oscar's own pages and exports read follows from them and can
be made again at any time (`manage.py rebuild_sources`).
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from orders.payments.models import Method, Payment, PaymentState, Refund, RefundState

AUTHORISE, DEBIT, REFUND = "Authorise", "Debit", "Refund"
ZERO = Decimal("0.00")
# Its authorised money was let go, or never came.
OVER = (PaymentState.CANCELLED, PaymentState.FAILED)

Entry = tuple[str, Decimal, str, str]


def write(payment: Payment, *, new: bool = False, refunded: bool = True) -> None:
    """Make Oscar's rows of a locked payment say what ours say; one source per attempt that reached a bank.

    `new`: the bank was reached only in this transaction, so there are no rows yet. `refunded` is False where the
    money came only in this transaction, so that none has gone back.
    """
    Source = get_model("payment", "Source")
    sources = Source.objects.filter(order_id=payment.order_id, label=label(payment))
    if payment.authorised_at is None:
        sources.delete()
        return
    refunds = _refunds(payment) if refunded else []
    known = None if new else sources.select_related("source_type").first()
    source = known or Source(order_id=payment.order_id, label=label(payment))
    for name, value in _amounts(payment, refunds).items():
        setattr(source, name, value)
    if known is None or known.source_type.name != Method(payment.method).label:
        source.source_type = _type(payment.method)
    source.currency, source.reference = payment.currency, payment.reference
    source.save()
    _write_transactions(source, _entries(payment, refunds), new=known is None)


def label(payment: Payment) -> str:
    """What a source is recognised by among those of its order."""
    return f"Attempt {payment.attempt}"


def _amounts(payment: Payment, refunds: list[Refund]) -> dict[str, Decimal]:
    """The three sums of a source, in USD."""
    return {
        "amount_allocated": ZERO if payment.state in OVER else payment.captured_amount or payment.amount,
        "amount_debited": payment.captured_amount,
        "amount_refunded": sum((refund.amount for refund in refunds), ZERO),
    }


def _entries(payment: Payment, refunds: list[Refund]) -> list[Entry]:
    """The transactions of a source: type, amount in USD, the provider's reference, our state."""
    rows: list[Entry] = [
        (
            AUTHORISE,
            payment.captured_amount or payment.amount,
            payment.reference,
            payment.state if payment.state in OVER else PaymentState.AUTHORISED,
        )
    ]
    if payment.captured_amount:
        rows.append((DEBIT, payment.captured_amount, payment.reference, payment.state))
    rows += [
        (REFUND, refund.amount, refund.reference, "voided" if refund.voided else refund.state)
        for refund in refunds
    ]
    return rows


def _refunds(payment: Payment) -> list[Refund]:
    """Those that were done; nothing can go back of what wasn't taken."""
    done = payment.refunds.filter(state=RefundState.DONE).order_by("pk")
    return list(done) if payment.captured_amount else []


def _type(method: str) -> Any:
    """Made by a migration; Oscar has no constraint that would keep two writers from making one each."""
    kinds = get_model("payment", "SourceType").objects.filter(name=Method(method).label)
    return kinds.order_by("pk").first() or kinds.create(name=Method(method).label)


def _write_transactions(source: Any, wanted: list[Entry], *, new: bool) -> None:
    """Keep what is right, so that its date stays; add what is missing, take away what isn't so any more."""
    missing = Counter(wanted)
    for row in () if new else source.transactions.order_by("pk"):
        entry = (row.txn_type, row.amount, row.reference, row.status)
        if missing[entry]:
            missing[entry] -= 1
        else:
            row.delete()
    Transaction = get_model("payment", "Transaction")
    # Once for each time that it is missing, in the order of what happened.
    lacking = [entry for entry in dict.fromkeys(wanted) for _ in range(missing[entry])]
    Transaction.objects.bulk_create(
        Transaction(source=source, txn_type=kind, amount=amount, reference=reference, status=status)
        for kind, amount, reference, status in lacking
    )
