"""Checkout Sessions: the hosted page, which works without JavaScript."""

from typing import Any

from .call import Call
from .errors import Json, invalid, missing
from .forms import allow, choice, integer, mapping, merge_metadata, required
from .ids import new_id
from .intents import BEFORE_PAYMENT, CREATE, amount_of, find, void
from .intents import confirm as confirm_intent
from .intents import create as create_intent
from .listing import page
from .methods import billing as billing_details

CREATE_SESSION = {
    "mode", "line_items", "payment_intent_data", "client_reference_id", "success_url", "cancel_url", "expires_at",
    "customer_email", "metadata", "payment_method_types", "submit_type", "locale", "billing_address_collection",
}  # fmt: skip
MINUTES = 60
CUSTOM_TEXT = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
SESSION_NULLS = [
    "after_expiration",
    "allow_promotion_codes",
    "client_secret",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer",
    "customer_creation",
    "customer_details",
    "invoice",
    "locale",
    "payment_intent",
    "payment_link",
    "payment_method_configuration_details",
    "recovered_from",
    "saved_payment_method_options",
    "setup_intent",
    "shipping_address_collection",
    "shipping_cost",
    "subscription",
]


def create(call: Call) -> Json:
    """POST /v1/checkout/sessions in payment mode; the PaymentIntent is made when the buyer submits."""
    allow(call.params, CREATE_SESSION)
    if required(call.params, "mode") != "payment":
        raise invalid("This double takes mode=payment only.", param="mode")
    items = _line_items(call)
    total = sum(item["amount"] * item["quantity"] for item in items)
    amount_of({"amount": total})
    session = _shape(call, total)
    details = mapping(call.params, "payment_intent_data")
    allow(details, CREATE | {"metadata"})
    call.tx.put("checkout.session", session["id"], session)
    call.tx.put("session_private", session["id"], {"items": items, "details": details})
    return session


def retrieve(call: Call, session_id: str) -> Json:
    """GET /v1/checkout/sessions/{id}."""
    allow(call.params, set())
    return get(call, session_id)


def listed(call: Call) -> Json:
    """GET /v1/checkout/sessions, of one payment where asked."""
    allow(call.params, {"limit", "created", "starting_after", "ending_before", "payment_intent", "status"})
    wanted = {name: call.params[name] for name in ("payment_intent", "status") if name in call.params}
    return page(call, call.tx.rows("checkout.session", **wanted), "/v1/checkout/sessions")


def expire(call: Call, session_id: str) -> Json:
    """POST /v1/checkout/sessions/{id}/expire: only an open session; an unfinished payment is cancelled."""
    allow(call.params, set())
    session = get(call, session_id)
    if session["status"] != "open":
        message = f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session["status"]}.'
        raise invalid(message, executed=True)
    return _expired(call, session)


def get(call: Call, session_id: str) -> Json:
    """Return a session; one past its time has expired, whoever looks first."""
    session = call.tx.get("checkout.session", session_id)
    if session is None:
        raise missing("checkout.session", session_id, "session")
    if session["status"] == "open" and session["expires_at"] <= call.now:
        return _expired(call, session)
    return session


def pay(call: Call, session_id: str, card: Json, billing: Json) -> tuple[Json, Json]:
    """Take the submitted form: make the PaymentIntent once, confirm it, return session and intent.

    Raises the 402 of a refusal; the intent stays, and the next submit tries it again.
    """
    session = get(call, session_id)
    if session["status"] != "open":
        return session, {}
    intent_id = session["payment_intent"] or _new_intent(call, session)
    session["payment_intent"] = intent_id
    session["customer_details"] = _customer(billing)
    call.tx.put("checkout.session", session_id, session)
    method = {"type": "card", "card": card, "billing_details": billing}
    params = {"payment_method_data": method, "return_url": f"{call.base_url}/c/pay/{session_id}/return"}
    intent = confirm_intent(_as(call, params, "payment_intents.confirm"), intent_id)
    return complete(call, session_id), intent


def complete(call: Call, session_id: str) -> Json:
    """Close a session whose payment went through, once."""
    session = get(call, session_id)
    intent = find(call, session["payment_intent"]) if session["payment_intent"] else {}
    if session["status"] != "open" or intent.get("status") not in ("requires_capture", "succeeded"):
        return session
    session.update(status="complete", url=None)
    session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
    call.tx.put("checkout.session", session_id, session)
    call.emit("checkout.session.completed", session)
    return session


def expire_due(call: Call) -> None:
    """Expire every open session past its time, so that its event goes out without anybody looking."""
    for session in call.tx.rows("checkout.session", status="open"):
        get(call, session["id"])


def success_address(session: Json) -> str:
    """Return the shop's success page with the session's id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def private(call: Call, session_id: str) -> Json:
    """Return what the page shows but the API does not: the lines."""
    return call.tx.get("session_private", session_id) or {"items": [], "details": {}}


def _as(call: Call, params: Json, operation: str) -> Call:
    return Call(
        call.tx, params, call.base_url, operation, call.switches, call.request_id, call.idempotency_key
    )


def _new_intent(call: Call, session: Json) -> str:
    params: Json = {"amount": session["amount_total"], "currency": session["currency"]}
    params |= private(call, session["id"])["details"]
    params.setdefault("receipt_email", session["customer_email"] or "")
    params["payment_method_types"] = session["payment_method_types"]
    return str(create_intent(_as(call, params, "payment_intents.create"))["id"])


def _expired(call: Call, session: Json) -> Json:
    session.update(status="expired", url=None)
    call.tx.put("checkout.session", session["id"], session)
    intent = call.tx.get("payment_intent", session["payment_intent"] or "")
    if intent and intent["status"] in BEFORE_PAYMENT:
        void(call, intent, "abandoned")
    call.emit("checkout.session.expired", session)
    return session


def _line_items(call: Call) -> list[Json]:
    items = required(call.params, "line_items")
    return [_line(item) for item in items]


def _line(item: Json) -> Json:
    price = mapping(item, "price_data")
    if str(required(price, "currency")).lower() != "usd":
        raise invalid("This double takes US dollars only.", param="line_items[price_data][currency]")
    amount = integer(price, "unit_amount")
    if amount is None or amount < 0:
        raise invalid(
            "Missing required param: line_items[price_data][unit_amount].", code="parameter_missing"
        )
    name = required(mapping(price, "product_data"), "name")
    return {"name": name, "amount": amount, "quantity": integer(item, "quantity", 1)}


def _expiry(call: Call) -> int:
    expires_at = integer(call.params, "expires_at", call.now + 24 * 60 * MINUTES) or 0
    if not call.now + 30 * MINUTES - 5 <= expires_at <= call.now + 24 * 60 * MINUTES:
        message = (
            "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours "
            "from Checkout Session creation."
        )
        raise invalid(message, param="expires_at")
    return expires_at


def _customer(billing: Json) -> Json:
    details = billing_details(billing)
    address = (
        details["address"] if details["address"]["country"] or details["address"]["postal_code"] else None
    )
    return {
        "address": address,
        "email": details["email"],
        "name": details["name"],
        "phone": details["phone"],
        "tax_exempt": "none",
        "tax_ids": None,
    }


def _shape(call: Call, total: int) -> Json:
    params, identifier = call.params, new_id("cs_test", 40)
    session: dict[str, Any] = {
        "id": identifier,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": call.now,
        "currency": "usd",
        "custom_fields": [],
        "custom_text": dict.fromkeys(CUSTOM_TEXT),
        "customer_email": params.get("customer_email"),
        "expires_at": _expiry(call),
        "livemode": False,
        "metadata": merge_metadata({}, params),
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": list(params.get("payment_method_types", ["card"])),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": choice(params, "submit_type", ("auto", "book", "donate", "pay", ""), "") or None,
        "success_url": required(params, "success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{call.base_url}/c/pay/{identifier}",
    }
    return dict.fromkeys(SESSION_NULLS) | session
