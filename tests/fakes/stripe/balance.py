"""The balance: what Stripe books when money moves. Newest first by GET /v1/balance_transactions."""

from .call import Call
from .errors import Json, missing
from .forms import allow
from .ids import new_id
from .listing import page

CATEGORIES = {"payment": "charge", "payment_refund": "refund", "adjustment": "dispute"}


def book_sale(call: Call, charge: Json) -> None:
    """Book the captured money of a charge, and keep the charge."""
    kind = "charge" if _by_card(charge) else "payment"
    charge["balance_transaction"] = _book(call, kind, charge["id"], charge["amount_captured"])
    call.tx.put("charge", charge["id"], charge)


def book_refund(call: Call, refund: Json, charge: Json) -> None:
    """Book what goes back; the caller keeps the refund."""
    kind = "refund" if _by_card(charge) else "payment_refund"
    refund["balance_transaction"] = _book(call, kind, refund["id"], -refund["amount"])


def book_failure(call: Call, refund: Json) -> None:
    """Book what came back of a failed refund; the caller keeps the refund."""
    refund["failure_balance_transaction"] = _book(call, "refund_failure", refund["id"], refund["amount"])


def book_dispute(call: Call, dispute: Json, amount: int) -> None:
    """Book what a dispute takes (negative) or gives back; the caller keeps the dispute."""
    number = _book(call, "adjustment", dispute["id"], amount)
    dispute["balance_transactions"].append(call.tx.get("balance_transaction", number))


def retrieve(call: Call, number: str) -> Json:
    """GET /v1/balance_transactions/{id}."""
    allow(call.params, set())
    found = call.tx.get("balance_transaction", number)
    if found is None:
        raise missing("balance_transaction", number)
    return found


def listed(call: Call) -> Json:
    """GET /v1/balance_transactions, of one type or source where asked."""
    allow(call.params, {"limit", "created", "starting_after", "ending_before", "type", "source", "payout"})
    wanted = {name: call.params[name] for name in ("type", "source") if name in call.params}
    return page(call, call.tx.rows("balance_transaction", **wanted), "/v1/balance_transactions")


def _by_card(charge: Json) -> bool:
    return bool(charge["payment_method_details"]["type"] == "card")


def _book(call: Call, kind: str, source: str, amount: int) -> str:
    row: Json = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": call.now,
        "created": call.now,
        "currency": "usd",
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": CATEGORIES.get(kind, kind),
        "source": source,
        "status": "available",
        "type": kind,
    }
    call.tx.put("balance_transaction", row["id"], row)
    return str(row["id"])
