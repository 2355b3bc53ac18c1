"""Customer disputes: opened and moved by the double's handles, read by the API."""

from ..base.errors import Json
from . import shapes
from .call import Call

REASON = "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"


def retrieve(call: Call, number: str) -> Json:
    """GET /v1/customer/disputes/{id}."""
    return call.find("dispute", number)


def opened(call: Call, capture_id: str, reason: str = REASON) -> Json:
    """The buyer disputes a capture."""
    made = shapes.dispute(call, call.find("capture", capture_id), reason)
    call.tx.put("dispute", made["dispute_id"], made)
    call.emit("CUSTOMER.DISPUTE.CREATED", "dispute", made, "A new dispute opened")
    return made


def moved(call: Call, number: str, status: str, outcome: str = "") -> Json:
    """A dispute goes on; RESOLVED needs an outcome such as RESOLVED_SELLER_FAVOUR."""
    dispute = {**call.find("dispute", number), "status": status, "update_time": call.at()}
    if outcome:
        dispute["dispute_outcome"] = {"outcome_code": outcome, "amount_refunded": dispute["dispute_amount"]}
    call.tx.put("dispute", number, dispute)
    kind = "RESOLVED" if status == "RESOLVED" else "UPDATED"
    call.emit(f"CUSTOMER.DISPUTE.{kind}", "dispute", dispute, f"A dispute was {kind.lower()}")
    return dispute
