"""Orders v2: created by the shop, approved on PayPal's page, authorised by the shop."""

from typing import Any

from ..base.errors import Json
from . import shapes
from .call import Call
from .errors import PayPalError, required, unprocessable
from .ids import new_id

PAYER = {
    "email_address": "buyer@example.com",
    "account_id": "QYR5Z8XDVJNXQ",
    "account_status": "VERIFIED",
    "name": {"given_name": "Test", "surname": "Buyer"},
    "address": {"country_code": "US"},
}
LINKED = {
    "PAYER_ACTION_REQUIRED": ("self", "payer-action"),
    "APPROVED": ("self", "payer-action", "authorize"),
    "COMPLETED": ("self",),
}


def create(call: Call) -> Json:
    """POST /v2/checkout/orders with intent AUTHORIZE and the wallet as payment source."""
    wallet = _wallet(call)
    if call.body.get("intent") != "AUTHORIZE":
        raise PayPalError(400, "INVALID_PARAMETER_VALUE", field="/intent")
    units = call.body.get("purchase_units")
    if not isinstance(units, list) or len(units) != 1 or "amount" not in units[0]:
        raise required("/purchase_units/0/amount")
    if not call.key:
        raise PayPalError(400, "PAYPAL_REQUEST_ID_REQUIRED")
    order: Json = {
        "id": new_id(),
        "intent": "AUTHORIZE",
        "status": "PAYER_ACTION_REQUIRED",
        "purchase_units": [{"reference_id": "default", **units[0]}],
        "payment_source": {"paypal": {}},
        "create_time": call.at(),
    }
    call.tx.put("order", order["id"], order)
    call.tx.put("order_private", order["id"], {"context": wallet["experience_context"], "funding": ""})
    return shown(call, order)


def retrieve(call: Call, order_id: str) -> Json:
    """GET /v2/checkout/orders/{id}, with all payments."""
    return shown(call, call.find("order", order_id))


def authorize(call: Call, order_id: str) -> Json:
    """POST /v2/checkout/orders/{id}/authorize: once, after the buyer's approval."""
    order = call.find("order", order_id)
    if order["status"] == "COMPLETED":
        raise unprocessable("ORDER_ALREADY_AUTHORIZED")
    if order["status"] != "APPROVED":
        raise unprocessable("ORDER_NOT_APPROVED")
    if call.switched("decline") or private(call, order_id)["funding"] == "declines":
        raise unprocessable("INSTRUMENT_DECLINED")
    held = call.switched("held") is not None
    made = shapes.authorization(call, order, held=held)
    call.tx.put("authorization", made["id"], made)
    order.update(status="COMPLETED", update_time=call.at())
    call.tx.put("order", order_id, order)
    call.move_money("authorize", order_id, made["amount"])
    if not held:
        call.emit(
            "PAYMENT.AUTHORIZATION.CREATED", "authorization", made, "A payment authorization was created"
        )
    return shown(call, order)


def approve(call: Call, order_id: str, funding: str) -> Json:
    """The buyer approves on the page, with a funding source that pays or one that declines."""
    order = call.find("order", order_id)
    if order["status"] != "PAYER_ACTION_REQUIRED":
        return order
    order.update(status="APPROVED", update_time=call.at(), payment_source={"paypal": PAYER}, payer=_payer())
    call.tx.put("order", order_id, order)
    call.tx.put("order_private", order_id, {**private(call, order_id), "funding": funding})
    call.emit("CHECKOUT.ORDER.APPROVED", "checkout-order", shown(call, order), "An order has been approved")
    return order


def private(call: Call, order_id: str) -> Json:
    """Return what the page needs but the API does not show: where to return to, and how she pays."""
    return call.find("order_private", order_id)


def shown(call: Call, order: Json) -> Json:
    """Return an order as the API shows it, with its payments and links."""
    payments = {
        kind: rows
        for kind in ("authorization", "capture", "refund")
        if (rows := [shapes.public(row) for row in call.tx.rows(kind, order=order["id"])])
    }
    unit = dict(order["purchase_units"][0])
    if payments:
        unit["payments"] = {f"{kind}s": rows for kind, rows in payments.items()}
    links = [shapes.order_link(call, order["id"], rel) for rel in LINKED[order["status"]]]
    return {**order, "purchase_units": [unit], "links": links}


def _wallet(call: Call) -> Any:
    source = call.body.get("payment_source") or {}
    wallet = source.get("paypal") or {}
    context = wallet.get("experience_context") or {}
    for name in ("return_url", "cancel_url"):
        if not context.get(name):
            raise required(f"/payment_source/paypal/experience_context/{name}")
    return wallet


def _payer() -> Json:
    return {
        "name": PAYER["name"],
        "email_address": PAYER["email_address"],
        "payer_id": PAYER["account_id"],
        "address": PAYER["address"],
    }
