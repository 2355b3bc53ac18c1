"""What happens at the card's issuer: a charge is authorised, refused, or sent to 3-D Secure."""

import dataclasses

from . import balance, reviews
from .call import Call
from .cards import Behaviour, refusal_message
from .errors import Json, StripeError, card_error
from .ids import new_id
from .methods import behaviour, checks
from .shapes import charge_shape

AUTHENTICATION_FAILED = "The provided payment method has failed authentication. Please try another one."


def issuer_of(call: Call, method: Json) -> Behaviour:
    """Return how the issuer answers, also when a switch makes it refuse."""
    issuer = behaviour(call, method["id"])
    switch = call.switches.take(call.operation, "decline")
    if switch is None:
        return issuer
    return dataclasses.replace(issuer, code="card_declined", decline_code=switch.decline_code)


def ask_for_authentication(
    call: Call, intent: Json, method: Json, issuer: Behaviour, return_url: str | None
) -> None:
    """Put the intent to ``requires_action`` with the address of the bank's page, or of Affirm's."""
    challenge = {
        "id": new_id("threeds"),
        "payment_intent": intent["id"],
        "method": method["id"],
        "outcome": None,
    }
    call.tx.put(
        "challenge", challenge["id"], {**challenge, "return_url": return_url, "issuer": _plain(issuer)}
    )
    affirm = method["type"] == "affirm"
    url = f"{call.base_url}/{'affirm' if affirm else '3ds'}/{challenge['id']}"
    redirect = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}
    script = {
        "type": "use_stripe_sdk",
        "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url},
    }
    intent.update(status="requires_action", payment_method=method["id"], challenge=challenge["id"])
    intent.update(next_action=redirect if return_url else script, last_payment_error=None)
    call.tx.put("payment_intent", intent["id"], intent)
    call.emit("payment_intent.requires_action", public(intent))


def charge(call: Call, intent: Json, method: Json, issuer: Behaviour, authenticated: bool = False) -> None:
    """Ask the issuer for the money; raises the 402 when it refuses."""
    made = _new_charge(call, intent, method, issuer, authenticated)
    intent.update(latest_charge=made["id"], next_action=None, challenge=None)
    call.tx.put("charge", made["id"], made)
    if issuer.code is not None:
        refuse(call, intent, method, refusal(issuer.code, issuer.decline_code, made["id"]))
    intent.update(payment_method=method["id"], last_payment_error=None)
    call.move_money("authorize", intent["id"], intent["amount"])
    if call.switches.take(call.operation, "held"):
        reviews.hold(call, intent, made)
    if intent["capture_method"] == "manual":
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        event = "payment_intent.amount_capturable_updated"
    else:
        intent.update(status="succeeded", amount_received=intent["amount"])
        call.move_money("capture", intent["id"], intent["amount"])
        balance.book_sale(call, made)
        event = "payment_intent.succeeded"
    call.tx.put("payment_intent", intent["id"], intent)
    call.emit(event, public(intent))


def refusal(code: str, decline_code: str | None, charge_id: str | None = None) -> StripeError:
    """Return the card error of an issuer's refusal."""
    named = decline_code if code != decline_code or code == "expired_card" else None
    return card_error(refusal_message(decline_code), code, decline_code=named, charge=charge_id)


def refuse(call: Call, intent: Json, method: Json, error: StripeError) -> None:
    """Put the intent back to ``requires_payment_method`` and raise."""
    intent.update(status="requires_payment_method", payment_method=None, next_action=None, challenge=None)
    intent["last_payment_error"] = {**error.error, "payment_method": method}
    call.tx.put("payment_intent", intent["id"], intent)
    call.emit("payment_intent.payment_failed", public(intent))
    error.error.update(payment_method=method, payment_intent=public(intent))
    raise error


def public(intent: Json) -> Json:
    """Return the intent without what only the double knows."""
    return {name: value for name, value in intent.items() if name != "challenge"}


def _plain(issuer: Behaviour) -> Json:
    return dataclasses.asdict(dataclasses.replace(issuer, three_d_secure=False))


def _new_charge(call: Call, intent: Json, method: Json, issuer: Behaviour, authenticated: bool) -> Json:
    made = charge_shape(call.now, intent, method, issuer, authenticated)
    if method["type"] != "card":
        return made
    made_checks = checks({"cvc": method["card"]["checks"]["cvc_check"]}, method["billing_details"], issuer)
    made["payment_method_details"]["card"]["checks"] = made_checks
    return made
