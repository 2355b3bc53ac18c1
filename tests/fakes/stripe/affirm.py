"""Affirm: the buyer agrees to a plan on a page of its own, or doesn't."""

from . import authorization
from .call import Call
from .cards import Behaviour
from .errors import Json, StripeError, invalid

PAYMENTS = 3
LEAST, MOST = 50_00, 30_000_00
OUTCOMES = {
    "fail": ("payment_method_provider_decline", "The provider has declined the payment."),
    "cancel": ("payment_method_customer_decline", "The customer did not approve the payment."),
}


def send_her_there(call: Call, intent: Json, method: Json, issuer: Behaviour) -> None:
    """Put the intent to ``requires_action`` with the address of Affirm's page; refuse what Affirm doesn't take."""
    return_url = call.params.get("return_url")
    if not return_url:
        raise invalid("Missing required param: return_url.", code="parameter_missing", param="return_url")
    if not LEAST <= intent["amount"] <= MOST:
        code = "amount_too_small" if intent["amount"] < LEAST else "amount_too_large"
        raise invalid("The amount is not supported by Affirm.", executed=True, code=code, param="amount")
    address = (intent["shipping"] or {}).get("address") or {}
    if address.get("country") != "US":
        message = "Affirm needs a shipping address in the United States."
        raise invalid(message, executed=True, code="parameter_missing", param="shipping")
    authorization.ask_for_authentication(call, intent, method, issuer, return_url)


def answer(call: Call, intent: Json, method: Json, issuer: Behaviour, outcome: str) -> None:
    """Act on what she did on the page; raises what a refusal answers."""
    if outcome == "approve" and issuer.code is None:
        authorization.charge(call, intent, method, issuer)
        return
    code, message = OUTCOMES["cancel" if outcome == "cancel" else "fail"]
    error = StripeError(402, "invalid_request_error", message, executed=True, code=code)
    authorization.refuse(call, intent, method, error)


def delivered_to(intent: Json) -> str:
    """Return the locked delivery address in one line."""
    shipping = intent["shipping"] or {}
    address = shipping.get("address") or {}
    parts = [
        shipping.get("name"),
        *(address.get(name) for name in ("line1", "line2", "city", "state", "postal_code")),
    ]
    return ", ".join(part for part in parts if part)
