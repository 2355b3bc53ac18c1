"""What PayPal's objects look like (https://developer.paypal.com/docs/api/payments/v2/); `order` is ours, not shown."""

from typing import Any

from ..base.errors import Json
from .call import Call, cents, money
from .ids import new_id

PROTECTION = {
    "status": "ELIGIBLE",
    "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"],
}
AUTHORISED_DAYS = 29
HIDDEN = {"order", "parent", "authorization", "of"}


def public(row: Json) -> Json:
    """Return a row without what only the double knows."""
    return {name: value for name, value in row.items() if name not in HIDDEN}


def order_link(call: Call, order_id: str, rel: str) -> Json:
    """Return a link of an order's."""
    own = f"{call.url}/v2/checkout/orders/{order_id}"
    targets = {
        "self": (own, "GET"),
        "authorize": (f"{own}/authorize", "POST"),
        "payer-action": (f"{call.url}/checkoutnow?token={order_id}", "GET"),
    }
    href, method = targets[rel]
    return {"href": href, "rel": rel, "method": method}


def authorization(call: Call, order: Json, *, held: bool = False, parent: str = "") -> Json:
    """Return a new authorisation of an order's whole sum."""
    unit = order["purchase_units"][0]
    number = new_id()
    return {
        "id": number,
        "order": order["id"],
        "parent": parent,
        "status": "PENDING" if held else "CREATED",
        **({"status_details": {"reason": "PENDING_REVIEW"}} if held else {}),
        "amount": _plain(unit["amount"]),
        **_notes(unit),
        "seller_protection": PROTECTION,
        "expiration_time": call.at(days=AUTHORISED_DAYS),
        "create_time": call.at(),
        "update_time": call.at(),
        "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        "links": _links(call, "authorizations", number, "capture", "void", "reauthorize"),
    }


def capture(call: Call, authorization: Json, amount: Json, *, final: bool, pending: bool) -> Json:
    """Return a new capture."""
    number = new_id()
    status: Json = {"status": "COMPLETED"}
    if pending:
        status = {"status": "PENDING", "status_details": {"reason": "PENDING_REVIEW"}}
    related = {"order_id": authorization["order"], "authorization_id": authorization["id"]}
    return {
        "id": number,
        "order": authorization["order"],
        "authorization": authorization["id"],
        **status,
        "amount": _plain(amount),
        **_notes(authorization),
        "seller_protection": PROTECTION,
        "final_capture": final,
        **({} if pending else {"seller_receivable_breakdown": _breakdown(amount)}),
        "create_time": call.at(),
        "update_time": call.at(),
        "supplementary_data": {"related_ids": related},
        "links": [
            *_links(call, "captures", number, "refund"),
            _up(call, "authorizations", authorization["id"]),
        ],
    }


def refund(call: Call, captured: Json, amount: Json, *, pending: bool) -> Json:
    """Return a new refund."""
    number = new_id()
    status: Json = {"status": "COMPLETED"}
    if pending:
        status = {"status": "PENDING", "status_details": {"reason": "ECHECK"}}
    own: Json = {
        name: call.body[name] for name in ("custom_id", "invoice_id", "note_to_payer") if name in call.body
    }
    return {
        "id": number,
        "order": captured["order"],
        "of": captured["id"],
        **status,
        "amount": _plain(amount),
        **own,
        "seller_payable_breakdown": {"gross_amount": _plain(amount), "total_refunded_amount": _plain(amount)},
        "create_time": call.at(),
        "update_time": call.at(),
        "links": [*_links(call, "refunds", number), _up(call, "captures", captured["id"])],
    }


def dispute(call: Call, captured: Json, reason: str) -> Json:
    """Return a new dispute about a capture."""
    number = f"PP-R-{new_id(3)}-{new_id(8)}"
    transaction: dict[str, Any] = {
        "buyer_transaction_id": new_id(),
        "seller_transaction_id": captured["id"],
        "create_time": captured["create_time"],
        "transaction_status": "COMPLETED",
        "gross_amount": captured["amount"],
        "invoice_number": captured.get("invoice_id", ""),
        "custom": captured.get("custom_id", ""),
    }
    return {
        "dispute_id": number,
        "create_time": call.at(),
        "update_time": call.at(),
        "disputed_transactions": [transaction],
        "reason": reason,
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "dispute_amount": captured["amount"],
        "dispute_life_cycle_stage": "CHARGEBACK",
        "dispute_channel": "INTERNAL",
        "seller_response_due_date": call.at(days=10),
        "links": [{"href": f"{call.url}/v1/customer/disputes/{number}", "rel": "self", "method": "GET"}],
    }


def _plain(amount: Json) -> Json:
    return {name: amount[name] for name in ("currency_code", "value")}


def _notes(row: Json) -> Json:
    return {name: row[name] for name in ("custom_id", "invoice_id") if row.get(name)}


def _breakdown(amount: Json) -> Json:
    fee = cents(amount) * 349 // 10_000 + 49
    parts = {"gross_amount": cents(amount), "paypal_fee": fee, "net_amount": cents(amount) - fee}
    return {name: money(part, amount) for name, part in parts.items()}


def _links(call: Call, kind: str, number: str, *actions: str) -> list[Json]:
    own = f"{call.url}/v2/payments/{kind}/{number}"
    following = [{"href": f"{own}/{action}", "rel": action, "method": "POST"} for action in actions]
    return [{"href": own, "rel": "self", "method": "GET"}, *following]


def _up(call: Call, kind: str, number: str) -> Json:
    return {"href": f"{call.url}/v2/payments/{kind}/{number}", "rel": "up", "method": "GET"}
