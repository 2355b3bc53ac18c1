"""Stripe's objects, with the keys of the pinned API version."""

from .cards import Behaviour, refusal_message
from .errors import Json
from .ids import new_id

AUTHORISED_SECONDS = 7 * 24 * 3600


def intent_shape(now: int) -> Json:
    """Return a new PaymentIntent."""
    identifier = new_id("pi")
    return {
        "id": identifier,
        "object": "payment_intent",
        "amount": 0,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "client_secret": f"{identifier}_{new_id('secret', 25)}",
        "confirmation_method": "automatic",
        "created": now,
        "currency": "usd",
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def charge_shape(now: int, intent: Json, method: Json, issuer: Behaviour, authenticated: bool) -> Json:
    """Return the charge that an attempt to pay makes, refused or not."""
    approved = issuer.code is None
    captured = approved and intent["capture_method"] != "manual"
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "PORTERO",
        "captured": captured,
        "created": now,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": issuer.code,
        "failure_message": None if approved else refusal_message(issuer.decline_code),
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": _outcome(issuer, method["type"] == "card"),
        "paid": approved,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _method_details(now, intent, method, authenticated),
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded" if approved else "failed",
        "transfer_data": None,
        "transfer_group": None,
    }


def _method_details(now: int, intent: Json, method: Json, authenticated: bool) -> Json:
    if method["type"] == "affirm":
        return {"affirm": {"transaction_id": new_id("affirm", 12)}, "type": "affirm"}
    card = _card_details(intent, method, authenticated)
    if intent["capture_method"] == "manual":
        card["capture_before"] = now + AUTHORISED_SECONDS
    return {"card": card, "type": "card"}


def _outcome(issuer: Behaviour, scored: bool) -> Json:
    approved = issuer.code is None
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network" if approved else "declined_by_network",
        "reason": issuer.decline_code,
        "risk_level": "normal" if scored else "not_assessed",
        **({"risk_score": 12} if scored else {}),
        "seller_message": "Payment complete." if approved else "The bank did not return any further details.",
        "type": "authorized" if approved else "issuer_declined",
    }


def _card_details(intent: Json, method: Json, authenticated: bool) -> Json:
    card = method["card"]
    copied = ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    return {name: card[name] for name in copied} | {
        "amount_authorized": intent["amount"],
        "authorization_code": None,
        "checks": card["checks"],
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": intent["amount"], "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": _three_d_secure() if authenticated else None,
    }


def _three_d_secure() -> Json:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": new_id("tds", 12),
        "version": "2.2.0",
    }


def refund_shape(now: int, charge: Json, amount: int) -> Json:
    """Return a refund to the card or to Affirm; amount in cents."""
    kind = charge["payment_method_details"]["type"]
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "destination_details": {kind: {"type": "refund"} if kind == "card" else {}, "type": kind},
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
