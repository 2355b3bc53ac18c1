"""Oscar's Source and Transaction as a view of our rows: written with each fact, never read to decide anything.

Our payments, events and refunds are the truth; what Oscar's own pages and exports read follows from them and can
be made again at any time (`manage.py rebuild_sources`).
"""

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

from oscar.core.loading import get_model

from orders.payments.models import Method, Payment, PaymentState, Refund, RefundState
from portero.core.own_words import joined
from portero.core.rows import Together

AUTHORISE, DEBIT, REFUND = "Authorise", "Debit", "Refund"
ZERO = Decimal("0.00")
# Its authorised money was let go, or never came.
OVER = (PaymentState.CANCELLED, PaymentState.FAILED)

SOURCES = """
    select source.*, written.* from payment_source source
    left join payment_transaction written on written.source_id = source.id
    where source.order_id = %s and source.label = %s order by source.id, written.id
"""

Source: Any = get_model("payment", "Source")
Transaction: Any = get_model("payment", "Transaction")
Entry = tuple[str, Decimal, str, str]


def write(
    payment: Payment, *, new: bool = False, refunded: bool = True, rows: Together | None = None
) -> None:
    """Make Oscar's rows of a locked payment say what ours say; one source per attempt that reached a bank.

    `new`: the bank was reached only in this transaction, so there are no rows yet. `refunded` is False where the
    money came only in this transaction, so that none has gone back. What is written goes into `rows`, if the caller
    writes more with it.
    """
    if payment.authorised_at is None:
        Source.objects.filter(order_id=payment.order_id, label=label(payment)).delete()
        return
    own = rows or Together()
    refunds = _refunds(payment) if refunded else []
    known, written = (None, []) if new else _written(payment)
    source = known or Source(order_id=payment.order_id, label=label(payment))
    for name, value in _amounts(payment, refunds).items():
        setattr(source, name, value)
    source.source_type_id = _type(Method(payment.method).label)
    source.currency, source.reference = payment.currency, payment.reference
    if known is None:
        own.add(source, named=True)
    else:
        own.change(source)
    _write_transactions(source, _entries(payment, refunds), own, written)
    if rows is None:
        own.write()


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
    if not payment.captured_amount:
        return []
    return list(payment.refunds.filter(state=RefundState.DONE).order_by("pk"))


@cache
def _type(name: str) -> int:
    """The key of a type of source. Migrations make them, once for good; a process reads each once."""
    kinds = get_model("payment", "SourceType").objects.filter(name=name)
    key: int = kinds.order_by("pk").values_list("pk", flat=True)[0]
    return key


def _written(payment: Payment) -> tuple[Any, list[Any]]:
    """The source of a payment, if there is one, with its transactions in the order in which they were written."""
    found = joined((Source, Transaction), SOURCES, payment.order_id, label(payment))
    sources = [source for source, _ in found]
    own = [row for source, row in found if row is not None and source == sources[0]]
    return next(iter(sources), None), own


def _write_transactions(source: Any, wanted: list[Entry], rows: Together, written: list[Any]) -> None:
    """Keep what is right, so that its date stays; add what is missing, take away what isn't so any more."""
    missing = Counter(wanted)
    for row in written:
        entry = (row.txn_type, row.amount, row.reference, row.status)
        if missing[entry]:
            missing[entry] -= 1
        else:
            row.delete()
    # Once for each time that it is missing, in the order of what happened.
    lacking = [entry for entry in dict.fromkeys(wanted) for _ in range(missing[entry])]
    for kind, amount, reference, status in lacking:
        told = {"txn_type": kind, "amount": amount, "reference": reference, "status": status}
        rows.add(Transaction(source=source, **told))
