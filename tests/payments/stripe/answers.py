"""Answers of Stripe as our driver gets them: a payment of 1,890 dollars, with what a test says otherwise."""

from typing import Any

AUTHORISED_AT = 1_795_000_000


def charge(**more: Any) -> dict[str, Any]:
    """An uncaptured charge on a Visa card, every check passed."""
    card = {
        "brand": "visa",
        "last4": "4242",
        "country": "US",
        "checks": {"cvc_check": "pass", "address_line1_check": "pass", "address_postal_code_check": "fail"},
    }
    return {
        "id": "ch_1",
        "object": "charge",
        "created": AUTHORISED_AT,
        "currency": "usd",
        "outcome": {"type": "authorized", "risk_level": "normal"},
        "payment_method_details": {"type": "card", "card": card},
        "refunded": False,
        "review": None,
    } | more


def intent(status: str = "requires_capture", **more: Any) -> dict[str, Any]:
    """An intent in this status."""
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 189_000,
        "amount_capturable": 189_000 if status == "requires_capture" else 0,
        "amount_received": 189_000 if status == "succeeded" else 0,
        "client_secret": "pi_1_secret_x",
        "currency": "usd",
        "latest_charge": charge(),
        "status": status,
    } | more


def affirm_intent(code: str = "", **more: Any) -> dict[str, Any]:
    """An intent that Affirm said no to, with this code of Stripe's; or one that waits on Affirm's page."""
    if not code:
        url = "https://pm-redirects.stripe.com/authorize/x"
        action = {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": "https://shop.example"},
        }
        waiting = {"next_action": action, "latest_charge": None, "payment_method_types": ["affirm"]}
        return intent("requires_action", **waiting | more)
    error = {"code": code, "message": "For developers.", "payment_method": {"id": "pm_1", "type": "affirm"}}
    return intent("requires_payment_method", last_payment_error=error, latest_charge=None, **more)


def refund(status: str = "succeeded", **more: Any) -> dict[str, Any]:
    """A refund of 15 dollars."""
    return {"id": "re_1", "object": "refund", "amount": 1_500, "currency": "usd", "status": status} | more


def dispute(status: str = "needs_response", **more: Any) -> dict[str, Any]:
    """A dispute of the whole sum, opened a day after the payment, due nine days later."""
    return {
        "id": "dp_1",
        "object": "dispute",
        "amount": 189_000,
        "charge": "ch_1",
        "created": AUTHORISED_AT + 86_400,
        "currency": "usd",
        "evidence_details": {"due_by": AUTHORISED_AT + 10 * 86_400},
        "payment_intent": "pi_1",
        "reason": "product_not_received",
        "status": status,
    } | more


def booking(kind: str, amount: int, source: Any, **more: Any) -> dict[str, Any]:
    """A balance transaction."""
    return {
        "id": "txn_1",
        "object": "balance_transaction",
        "amount": amount,
        "created": AUTHORISED_AT,
        "currency": "usd",
        "source": source,
        "type": kind,
    } | more


def event(kind: str, thing: dict[str, Any]) -> dict[str, Any]:
    """An event about an object."""
    return {"id": "evt_1", "object": "event", "type": kind, "data": {"object": thing}}
