"""Disputes: her bank takes the money back and asks for evidence."""

from . import balance
from .call import Call
from .errors import Json, invalid, missing
from .forms import allow, flag, mapping, merge_metadata
from .ids import new_id
from .listing import page

DAYS = 24 * 3600
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
OPEN = ("needs_response", "under_review")


def retrieve(call: Call, dispute_id: str) -> Json:
    """GET /v1/disputes/{id}."""
    allow(call.params, set())
    return _find(call, dispute_id)


def listed(call: Call) -> Json:
    """GET /v1/disputes, of one payment where asked."""
    allow(call.params, {"limit", "created", "starting_after", "ending_before", "payment_intent", "charge"})
    wanted = {name: call.params[name] for name in ("payment_intent", "charge") if name in call.params}
    return page(call, call.tx.rows("dispute", **wanted), "/v1/disputes")


def update(call: Call, dispute_id: str) -> Json:
    """POST /v1/disputes/{id}: evidence, which ``submit`` sends to her bank (the default)."""
    allow(call.params, {"evidence", "metadata", "submit"})
    dispute = _find(call, dispute_id)
    if dispute["status"] not in OPEN:
        raise invalid(f"This dispute is {dispute['status']} and takes no evidence.", executed=True)
    evidence = mapping(call.params, "evidence")
    allow(evidence, set(EVIDENCE))
    dispute["evidence"] |= evidence
    dispute["metadata"] = merge_metadata(dispute["metadata"], call.params)
    if evidence and ("submit" not in call.params or flag(call.params, "submit")):
        dispute["status"] = "under_review"
        dispute["evidence_details"] |= {"has_evidence": True, "submission_count": 1}
    return _keep(call, dispute, "charge.dispute.updated")


def begin(call: Call, intent_id: str, reason: str = "fraudulent") -> Json:
    """She disputes a captured payment at her bank; the money is taken at once."""
    intent = call.tx.get("payment_intent", intent_id) or {}
    charge = call.tx.get("charge", intent.get("latest_charge") or "")
    if charge is None or not charge["captured"] or charge["disputed"]:
        raise invalid("Only a captured payment can be disputed, once.", param="payment_intent")
    dispute = _shape(call, charge, reason)
    call.tx.put("charge", charge["id"], charge | {"disputed": True})
    _keep(call, dispute, "charge.dispute.created")
    balance.book_dispute(call, dispute, -dispute["amount"])
    return _keep(call, dispute, "charge.dispute.funds_withdrawn")


def resolve(call: Call, dispute_id: str, outcome: str) -> Json:
    """Her bank decides: ``won`` gives the money back to the shop, ``lost`` doesn't."""
    dispute = _find(call, dispute_id)
    if outcome not in ("won", "lost") or dispute["status"] not in OPEN:
        raise invalid("An open dispute ends as won or lost.", param="outcome")
    dispute["status"] = outcome
    _keep(call, dispute, "charge.dispute.closed")
    if outcome == "won":
        balance.book_dispute(call, dispute, dispute["amount"])
        _keep(call, dispute, "charge.dispute.funds_reinstated")
    return dispute


def is_disputed(call: Call, charge: Json) -> bool:
    """Tell whether a dispute of this charge is open, or has taken its money for good."""
    rows = call.tx.rows("dispute", charge=charge["id"])
    return any(row["status"] in (*OPEN, "lost") for row in rows)


def _find(call: Call, dispute_id: str) -> Json:
    dispute = call.tx.get("dispute", dispute_id)
    if dispute is None:
        raise missing("dispute", dispute_id)
    return dispute


def _keep(call: Call, dispute: Json, event: str) -> Json:
    call.tx.put("dispute", dispute["id"], dispute)
    call.emit(event, dispute)
    return dispute


def _shape(call: Call, charge: Json, reason: str) -> Json:
    card = charge["payment_method_details"].get("card")
    details = {"type": charge["payment_method_details"]["type"]}
    if card:
        network = {"brand": card["brand"], "case_type": "chargeback", "network": card["brand"]}
        details |= {"card": network | {"network_reason_code": "10.4"}}
    return {
        "id": new_id("dp"),
        "object": "dispute",
        "amount": charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE),
        "evidence_details": {
            "due_by": call.now + 9 * DAYS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": details,
        "reason": reason,
        "status": "needs_response",
    }
