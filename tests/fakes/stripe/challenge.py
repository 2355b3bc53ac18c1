"""The end of a 3-D Secure challenge, and of a payment that was left processing."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from . import affirm, authorization
from .authorization import AUTHENTICATION_FAILED
from .call import Call
from .cards import APPROVES, Behaviour
from .errors import Json, StripeError, card_error, invalid, missing
from .intents import find

OUTCOMES = ("approve", "fail", "cancel")


def get(call: Call, challenge_id: str) -> tuple[Json, Json]:
    """Return a challenge and its intent."""
    challenge = call.tx.get("challenge", challenge_id)
    if challenge is None:
        raise missing("challenge", challenge_id)
    return challenge, find(call, challenge["payment_intent"])


def is_open(challenge: Json, intent: Json) -> bool:
    """Tell whether the bank still waits: not answered, and not replaced by another attempt or a cancellation."""
    return challenge["outcome"] is None and intent.get("challenge") == challenge["id"]


def answer(call: Call, challenge_id: str, outcome: str) -> None:
    """Act on the buyer's answer to her bank or to Affirm, once; a late or repeated answer changes nothing."""
    challenge, intent = get(call, challenge_id)
    if outcome not in OUTCOMES or not is_open(challenge, intent):
        return
    call.tx.put("challenge", challenge_id, {**challenge, "outcome": outcome})
    method = call.tx.get("payment_method", challenge["method"]) or {}
    issuer = Behaviour(**{**challenge["issuer"], "fails": tuple(challenge["issuer"]["fails"])})
    try:
        if method["type"] == "affirm":
            affirm.answer(call, intent, method, issuer, outcome)
        elif outcome == "approve":
            authorization.charge(call, intent, method, issuer, authenticated=True)
        else:
            authorization.refuse(call, intent, method, _failed())
    except StripeError as error:
        # The refusal is kept on the intent; the buyer's browser learns it from redirect_status.
        if not error.executed:
            raise


def resolve(call: Call, intent_id: str, outcome: str) -> Json:
    """End ``processing``: the payment goes through or fails."""
    intent = find(call, intent_id)
    if intent["status"] != "processing":
        raise invalid(f"This PaymentIntent is {intent['status']}, not processing.")
    method = call.tx.get("payment_method", intent["payment_method"]) or {}
    issuer = APPROVES if outcome == "succeeded" else Behaviour("card_declined", "generic_decline")
    try:
        authorization.charge(call, intent, method, issuer)
    except StripeError as error:
        if not error.executed:
            raise
    return authorization.public(find(call, intent_id))


def return_address(challenge: Json, intent: Json) -> str | None:
    """Return where the browser goes next, with the three parameters Stripe appends."""
    if not challenge["return_url"]:
        return None
    done = intent["status"] in ("succeeded", "requires_capture", "processing")
    return with_query(
        challenge["return_url"],
        payment_intent=intent["id"],
        payment_intent_client_secret=intent["client_secret"],
        redirect_status="succeeded" if done else "failed",
    )


def with_query(url: str, **extra: str) -> str:
    """Append parameters to an address."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(extra)) if part)
    return urlunsplit(parts._replace(query=query))


def _failed() -> StripeError:
    return card_error(AUTHENTICATION_FAILED, "payment_intent_authentication_failure")
