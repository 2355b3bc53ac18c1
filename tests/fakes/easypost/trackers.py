"""Trackers, and the carrier that scans parcels when it is told to."""

from datetime import timedelta

from ..base.errors import Json
from . import shapes
from .call import Call
from .errors import invalid

WORDS = {
    "pre_transit": "Shipping Label Created",
    "in_transit": "Arrived at Facility",
    "out_for_delivery": "Out for Delivery",
    "available_for_pickup": "Available for Pickup",
    "delivered": "Delivered, Front Desk/Reception",
    "return_to_sender": "Returned to Sender",
    "failure": "Delivery Attempted, No Access",
}


def create(call: Call) -> Json:
    """POST /v2/trackers: the same number gets the same tracker."""
    asked = call.body.get("tracker") or {}
    code = asked.get("tracking_code")
    if not code:
        raise invalid("Missing required parameter: tracking_code.", "TRACKER.CREATE.ERROR")
    found = call.tx.rows("tracker", tracking_code=code)
    if found:
        return found[0]
    tracker = shapes.tracker(code, asked.get("carrier") or "USPS", None, call.url, call.at)
    call.tx.put("tracker", tracker["id"], tracker)
    call.emit("tracker.created", tracker)
    return tracker


def retrieve(call: Call, identifier: str) -> Json:
    """GET /v2/trackers/{id}."""
    return call.find("tracker", identifier)


def scan(call: Call, code: str, status: str, message: str, place: Json, hours_ago: float) -> Json:
    """Let the carrier note something about a parcel."""
    tracker = next(iter(call.tx.rows("tracker", tracking_code=code)), None)
    if tracker is None:
        raise invalid(f"No parcel {code}.")
    before = tracker["status"]
    at = (call.now - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = message or WORDS.get(status, status)
    detail = shapes.tracking_detail(status, told, at, place, tracker["carrier"])
    # Microseconds order two scans of one second; theirs are minutes apart.
    updated = call.now.isoformat().replace("+00:00", "Z")
    tracker |= {"status": status, "status_detail": "status_update", "updated_at": updated}
    tracker["tracking_details"] = [*tracker["tracking_details"], detail]
    if status == "delivered":
        tracker["signed_by"] = "C WHITFIELD"
    call.tx.put("tracker", tracker["id"], tracker)
    call.emit("tracker.updated", tracker, status=before)
    return tracker
