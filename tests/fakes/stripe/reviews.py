"""Radar's reviews: an authorised payment that a person should look at first."""

from .call import Call
from .errors import Json, missing
from .forms import allow
from .ids import new_id


def retrieve(call: Call, review_id: str) -> Json:
    """GET /v1/reviews/{id}."""
    allow(call.params, set())
    found = call.tx.get("review", review_id)
    if found is None:
        raise missing("review", review_id)
    return found


def hold(call: Call, intent: Json, charge: Json) -> None:
    """Open a review of a charge; the caller keeps the intent."""
    review = {
        "id": new_id("prv"),
        "object": "review",
        "billing_zip": charge["billing_details"]["address"]["postal_code"],
        "charge": charge["id"],
        "closed_reason": None,
        "created": call.now,
        "ip_address": None,
        "ip_address_location": None,
        "livemode": False,
        "open": True,
        "opened_reason": "rule",
        "payment_intent": intent["id"],
        "reason": "rule",
        "session": None,
    }
    charge["review"] = intent["review"] = review["id"]
    charge["outcome"] |= {"type": "manual_review", "reason": "rule", "risk_level": "elevated"}
    call.tx.put("review", review["id"], review)
    call.tx.put("charge", charge["id"], charge)
    call.emit("review.opened", review)


def close(call: Call, intent: Json, reason: str) -> Json:
    """Close the review of a payment (``approved``, ``refunded_as_fraud``); what it decided the shop does itself."""
    review = call.tx.get("review", intent["review"] or "")
    if review is None:
        raise missing("review", str(intent["review"]))
    review.update(open=False, reason=reason, closed_reason=reason)
    call.tx.put("review", review["id"], review)
    call.emit("review.closed", review)
    return review
