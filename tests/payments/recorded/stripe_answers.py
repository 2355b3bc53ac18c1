"""Answers with all the members that Stripe's reference documents, as its API gives them."""

import json
from typing import Any

INTENT = json.loads("""{
  "id": "pi_3QxYz2LkdIwHu7ix0aBcDeFg", "object": "payment_intent", "amount": 1365293, "amount_capturable": 1365293,
  "amount_details": {"tip": {}}, "amount_received": 0, "application": null, "application_fee_amount": null,
  "automatic_payment_methods": null, "canceled_at": null, "cancellation_reason": null, "capture_method": "manual",
  "client_secret": "pi_3QxYz2LkdIwHu7ix0aBcDeFg_secret_x", "confirmation_method": "automatic",
  "created": 1795000000, "currency": "usd", "customer": null, "description": "Portero order R-67000118",
  "last_payment_error": null, "livemode": false, "metadata": {"order": "R-67000118", "attempt": "1"},
  "next_action": null, "on_behalf_of": null, "payment_method": "pm_1QxYz2LkdIwHu7ixAbCdEfGh",
  "payment_method_options": {"card": {"installments": null, "mandate_options": null, "network": null,
    "request_three_d_secure": "automatic"}}, "payment_method_types": ["card"], "processing": null,
  "receipt_email": null, "review": null, "setup_future_usage": null, "shipping": null, "source": null,
  "statement_descriptor": null, "status": "requires_capture", "transfer_data": null, "transfer_group": null,
  "latest_charge": {"id": "ch_3QxYz2LkdIwHu7ix0hIjKlMn", "object": "charge", "amount": 1365293, "amount_captured": 0,
    "amount_refunded": 0, "balance_transaction": null, "captured": false, "created": 1795000060, "currency": "usd",
    "disputed": false, "failure_code": null, "fraud_details": {}, "outcome": {"advice_code": null,
    "network_status": "approved_by_network", "reason": null, "risk_level": "normal", "risk_score": 18,
    "seller_message": "Payment complete.", "type": "authorized"}, "paid": true,
    "payment_method_details": {"card": {"amount_authorized": 1365293, "authorization_code": "123456", "brand": "amex",
    "capture_before": 1795604860, "checks": {"address_line1_check": "pass", "address_postal_code_check": "unchecked",
    "cvc_check": null}, "country": "US", "exp_month": 12, "exp_year": 2034, "extended_authorization": {"status":
    "disabled"}, "funding": "credit", "last4": "0005", "network": "amex", "partial_authorization": {"status":
    "not_requested"}, "three_d_secure": null, "wallet": null}, "type": "card"},
    "refunded": false, "review": null, "status": "succeeded"}}""")
CARD_DETAILS = INTENT["latest_charge"]["payment_method_details"]


def intent(**changes: Any) -> dict[str, Any]:
    return INTENT | changes


def charge(**changes: Any) -> dict[str, Any]:
    return INTENT["latest_charge"] | changes


REFUNDED = json.loads("""{"id": "re_3QxYz2LkdIwHu7ix0oPqRsTu", "object": "refund", "amount": 1500,
  "balance_transaction": "txn_1", "charge": "ch_3QxYz2LkdIwHu7ix0hIjKlMn", "created": 1795090000, "currency": "usd",
  "destination_details": {"card": {"reference_status": "pending", "reference_type": "acquirer_reference_number",
  "type": "refund"}, "type": "card"}, "metadata": {"key": "R-67000118-1-refund-1"}, "payment_intent":
  "pi_3QxYz2LkdIwHu7ix0aBcDeFg", "reason": null, "receipt_number": null, "source_transfer_reversal": null,
  "status": "succeeded", "transfer_reversal": null}""")
DISPUTED = json.loads("""{"id": "dp_1QxYz2LkdIwHu7ixVwXyZaBc", "object": "dispute", "amount": 1365293,
  "balance_transactions": [], "charge": {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"},
  "created": 1795100000, "currency": "usd", "enhanced_eligibility_types": [], "evidence": {"customer_name": null},
  "evidence_details": {"due_by": 1796000000, "enhanced_eligibility": {}, "has_evidence": false, "past_due": false,
  "submission_count": 0}, "is_charge_refundable": true, "livemode": false, "metadata": {}, "payment_intent": null,
  "payment_method_details": {"card": {"brand": "visa", "case_type": "inquiry", "network_reason_code": "75"},
  "type": "card"}, "reason": "fraudulent", "status": "warning_needs_response"}""")
