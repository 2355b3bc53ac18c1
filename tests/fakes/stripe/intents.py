"""PaymentIntents: create, read, change, confirm, capture, cancel."""

import hmac

from . import affirm, authorization, balance
from .authorization import public
from .call import Call
from .errors import Json, invalid, missing, unexpected_state
from .forms import allow, choice, flag, integer, mapping, merge_metadata, required
from .listing import page
from .methods import resolve
from .refunds import give_back
from .shapes import intent_shape

DETAILS = {"metadata", "description", "receipt_email", "shipping", "statement_descriptor_suffix"}
METHOD = {"payment_method", "payment_method_data"}
KINDS = {"automatic_payment_methods", "payment_method_types", "payment_method_options", "setup_future_usage"}
CREATE = DETAILS | METHOD | KINDS | {"amount", "currency", "capture_method", "confirm", "return_url"}
CREATE |= {"confirmation_method", "statement_descriptor", "off_session", "use_stripe_sdk"}
CONFIRM = METHOD | {
    "return_url",
    "client_secret",
    "receipt_email",
    "shipping",
    "use_stripe_sdk",
    "capture_method",
}
BEFORE_PAYMENT = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
# What a publishable key may see (Stripe.js needs no more).
PUBLIC = [
    "id",
    "object",
    "amount",
    "amount_details",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "capture_method",
    "client_secret",
    "confirmation_method",
    "created",
    "currency",
    "description",
    "last_payment_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_types",
    "processing",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "status",
]


def create(call: Call) -> Json:
    """POST /v1/payment_intents."""
    allow(call.params, CREATE | {"client_secret"})
    intent = intent_shape(call.now)
    intent["amount"] = amount_of(call.params)
    if str(required(call.params, "currency")).lower() != "usd":
        raise invalid("This double takes US dollars only.", code="parameter_invalid", param="currency")
    intent["capture_method"] = choice(
        call.params, "capture_method", ("automatic", "automatic_async", "manual"), "automatic"
    )
    _set_kinds(intent, call.params)
    _set_details(intent, call.params)
    if method := resolve(call):
        intent.update(payment_method=method["id"], status="requires_confirmation")
    call.tx.put("payment_intent", intent["id"], intent)
    if flag(call.params, "confirm"):
        return _confirm(call, intent)
    return public(intent)


def retrieve(call: Call, intent_id: str) -> Json:
    """GET /v1/payment_intents/{id}."""
    allow(call.params, {"client_secret"})
    return seen_by(call, find(call, intent_id))


def listed(call: Call) -> Json:
    """GET /v1/payment_intents, newest first."""
    allow(call.params, {"limit", "created", "starting_after", "ending_before", "customer"})
    return page(call, [public(row) for row in call.tx.rows("payment_intent")], "/v1/payment_intents")


def update(call: Call, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}: the amount only before a payment, the details always."""
    allow(call.params, DETAILS | METHOD | KINDS | {"amount"})
    intent = find(call, intent_id)
    if set(call.params) & ({"amount"} | METHOD) and intent["status"] not in BEFORE_PAYMENT:
        message = (
            f"This PaymentIntent's amount could not be updated because it has a status of {intent['status']}."
        )
        raise unexpected_state(message, public(intent))
    if "amount" in call.params:
        intent["amount"] = amount_of(call.params)
    _set_details(intent, call.params)
    if method := resolve(call):
        intent.update(
            payment_method=method["id"], status="requires_confirmation", next_action=None, challenge=None
        )
    call.tx.put("payment_intent", intent_id, intent)
    return public(intent)


def confirm(call: Call, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/confirm, by the shop or by Stripe.js."""
    allow(call.params, CONFIRM)
    intent = find(call, intent_id)
    if intent["status"] not in BEFORE_PAYMENT:
        message = (
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}. Only a "
            "PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action."
        )
        raise unexpected_state(message, public(intent))
    _set_details(intent, call.params)
    return seen_by(call, _confirm(call, intent))


def capture(call: Call, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/capture; less than authorised releases the rest."""
    allow(call.params, {"amount_to_capture", "metadata"})
    intent = find(call, intent_id)
    if intent["status"] != "requires_capture":
        raise unexpected_state(_why_not_captured(intent), public(intent))
    amount = integer(call.params, "amount_to_capture", intent["amount_capturable"]) or 0
    if not 0 < amount <= intent["amount_capturable"]:
        message = f"The amount to capture must be between 1 and {intent['amount_capturable']}."
        raise invalid(message, executed=True, code="amount_too_large", param="amount_to_capture")
    if switch := call.switches.take(call.operation, "decline"):
        raise authorization.refusal("card_declined", switch.decline_code, intent["latest_charge"])
    return _captured(call, intent, amount)


def cancel(call: Call, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/cancel; an authorisation goes back to the card."""
    allow(call.params, {"cancellation_reason"})
    intent = find(call, intent_id)
    reason = choice(call.params, "cancellation_reason", (*REASONS, ""), "") or None
    return void(call, intent, reason)


def void(call: Call, intent: Json, reason: str | None) -> Json:
    """Cancel an intent that has not been captured."""
    if intent["status"] not in CANCELABLE:
        message = (
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be canceled: {', '.join(CANCELABLE)}."
        )
        raise unexpected_state(message, public(intent))
    if intent["status"] == "requires_capture":
        give_back(call, _charge(call, intent), intent["amount_capturable"], voided=True)
    intent.update(status="canceled", canceled_at=call.now, cancellation_reason=reason)
    intent.update(amount_capturable=0, next_action=None, challenge=None, processing=None)
    call.tx.put("payment_intent", intent["id"], intent)
    call.emit("payment_intent.canceled", public(intent))
    return public(intent)


def lapse(call: Call, intent: Json) -> Json:
    """Let an authorisation end, as Stripe does after ``capture_before``."""
    if intent["status"] != "requires_capture":
        raise invalid(f"This PaymentIntent is {intent['status']}, not authorised.")
    call.emit("charge.expired", _charge(call, intent))
    return void(call, intent, "automatic")


def find(call: Call, intent_id: str) -> Json:
    """Return an intent; a publishable key needs the client secret of this very intent."""
    intent = call.tx.get("payment_intent", intent_id)
    if intent is None:
        raise missing("payment_intent", intent_id, "intent")
    secret = str(call.params.get("client_secret", ""))
    if call.publishable and not hmac.compare_digest(secret.encode(), intent["client_secret"].encode()):
        raise invalid(
            "The client_secret provided does not match the client_secret associated with the PaymentIntent.",
            code="payment_intent_invalid_parameter",
            param="client_secret",
        )
    return intent


def seen_by(call: Call, intent: Json) -> Json:
    """Return what the key that asks may see."""
    return {name: intent[name] for name in PUBLIC} if call.publishable else public(intent)


def amount_of(params: Json) -> int:
    """Return the amount in cents, within Stripe's limits for US dollars."""
    required(params, "amount")
    amount = integer(params, "amount") or 0
    if amount < 50:
        raise invalid("Amount must be at least $0.50 usd", code="amount_too_small", param="amount")
    if amount > 99_999_999:
        raise invalid("Amount must be no more than $999,999.99 usd", code="amount_too_large", param="amount")
    return amount


def _set_kinds(intent: Json, params: Json) -> None:
    automatic = mapping(params, "automatic_payment_methods")
    if automatic and "payment_method_types" in params:
        raise invalid("You may only specify one of automatic_payment_methods and payment_method_types.")
    if automatic or "payment_method_types" not in params:
        intent["automatic_payment_methods"] = {"allow_redirects": "always", "enabled": True}
    intent["payment_method_types"] = list(params.get("payment_method_types", ["card"]))


def _set_details(intent: Json, params: Json) -> None:
    for name in ("description", "receipt_email", "statement_descriptor_suffix"):
        if name in params:
            intent[name] = params[name] or None
    if "shipping" in params:
        intent["shipping"] = mapping(params, "shipping") or None
    intent["metadata"] = merge_metadata(intent["metadata"], params)


def _confirm(call: Call, intent: Json) -> Json:
    method = resolve(call) or call.tx.get("payment_method", intent["payment_method"] or "")
    if method is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
            "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method or ConfirmationToken."
        )
        raise unexpected_state(message, public(intent))
    issuer = authorization.issuer_of(call, method)
    if call.switches.take(call.operation, "processing"):
        intent.update(status="processing", payment_method=method["id"], next_action=None, challenge=None)
        call.tx.put("payment_intent", intent["id"], intent)
    elif method["type"] == "affirm":
        affirm.send_her_there(call, intent, method, issuer)
    elif issuer.three_d_secure:
        authorization.ask_for_authentication(call, intent, method, issuer, call.params.get("return_url"))
    else:
        authorization.charge(call, intent, method, issuer)
    return public(intent)


def _captured(call: Call, intent: Json, amount: int) -> Json:
    charge = _charge(call, intent)
    charge.update(captured=True, amount_captured=amount)
    intent.update(status="succeeded", amount_capturable=0, amount_received=amount)
    intent["metadata"] = merge_metadata(intent["metadata"], call.params)
    balance.book_sale(call, charge)
    call.tx.put("payment_intent", intent["id"], intent)
    call.move_money("capture", intent["id"], amount)
    call.emit("charge.captured", charge)
    call.emit("payment_intent.succeeded", public(intent))
    return public(intent)


def _charge(call: Call, intent: Json) -> Json:
    charge = call.tx.get("charge", intent["latest_charge"])
    if charge is None:
        raise missing("charge", str(intent["latest_charge"]))
    return charge


def _why_not_captured(intent: Json) -> str:
    if intent["status"] == "succeeded":
        return "This PaymentIntent could not be captured because it has already been captured."
    return (
        f"This PaymentIntent could not be captured because it has a status of {intent['status']}. "
        "Only a PaymentIntent with one of the following statuses may be captured: requires_capture."
    )
