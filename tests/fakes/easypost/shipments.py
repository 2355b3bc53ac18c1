"""Shipments: created with rates, bought once, insured, refunded."""

from ..base.errors import Json
from . import rates, shapes
from .call import Call
from .errors import EasyPostError, invalid
from .ids import new_id, tracking_code

USABLE = {"unknown", "pre_transit"}


def create(call: Call) -> Json:
    """POST /v2/shipments."""
    asked = call.body.get("shipment") or {}
    for name in ("to_address", "from_address", "parcel"):
        if not isinstance(asked.get(name), dict):
            raise invalid(f"Missing required parameter: {name}.", "SHIPMENT.INVALID_PARAMS")
    shipment = _made(call, asked)
    if call.switched("no_rates"):
        shipment["rates"], shipment["messages"] = [], [_no_rate()]
    else:
        shipment["rates"], shipment["messages"] = rates.of(shipment, call.at)
    call.tx.put("shipment", shipment["id"], shipment)
    return shipment


def retrieve(call: Call, identifier: str) -> Json:
    """GET /v2/shipments/{id or reference}."""
    return whole(call, call.find("shipment", identifier))


def buy(call: Call, identifier: str) -> Json:
    """POST /v2/shipments/{id}/buy: once; what was bought stays what it is."""
    shipment = call.find("shipment", identifier)
    if shipment["postage_label"]:
        raise invalid("Postage already exists for this shipment.", "SHIPMENT.POSTAGE.EXISTS")
    if call.switched("in_progress"):
        raise invalid("A purchase of this shipment is in progress.", "SHIPMENT.PURCHASE.IN_PROGRESS")
    if declined := call.switched("decline"):
        raise invalid(f"Unable to buy postage: {declined.decline_code}", "SHIPMENT.POSTAGE.FAILURE")
    chosen = (call.body.get("rate") or {}).get("id")
    rate = next((rate for rate in shipment["rates"] if rate["id"] == chosen), None)
    if rate is None:
        raise EasyPostError(404, "RATE.NOT_FOUND", "The rate(s) could not be found.")
    _label(call, shipment, rate)
    if call.body.get("insurance"):
        _insure(call, shipment, str(call.body["insurance"]))
    return whole(call, _kept(call, shipment))


def insure(call: Call, identifier: str) -> Json:
    """POST /v2/shipments/{id}/insure."""
    shipment = call.find("shipment", identifier)
    if not shipment["postage_label"]:
        raise invalid("Postage is required before insurance.", "SHIPMENT.POSTAGE.REQUIRED")
    _insure(call, shipment, str(call.body.get("amount", "0")))
    return whole(call, _kept(call, shipment))


def refund(call: Call, identifier: str) -> Json:
    """POST /v2/shipments/{id}/refund: asked for; the carrier decides later."""
    shipment = call.find("shipment", identifier)
    if not shipment["postage_label"]:
        raise invalid("The shipment has no postage.", "SHIPMENT.POSTAGE.REQUIRED")
    tracker = call.find("tracker", shipment["tracker"]["id"])
    if call.switched("decline") or tracker["status"] not in USABLE:
        raise invalid("The label has been used and can't be refunded.", "REFUND.UNAVAILABLE")
    if not shipment["refund_status"]:
        shipment["refund_status"] = "submitted"
    return whole(call, _kept(call, shipment))


def finish_refund(call: Call, identifier: str, outcome: str) -> Json:
    """Let the carrier decide about a refund: refunded or rejected."""
    shipment = call.find("shipment", identifier)
    shipment["refund_status"] = outcome
    if outcome == "refunded":
        for fee in shipment["fees"]:
            fee["refunded"] = True
        call.move_money("refund", shipment["id"], cents_of(shipment["fees"]))
    told = {
        "id": new_id("rfnd"),
        "object": "Refund",
        "tracking_code": shipment["tracking_code"],
        "shipment_id": shipment["id"],
        "status": outcome,
        "carrier": shipment["selected_rate"]["carrier"],
        "created_at": call.at,
        "updated_at": call.at,
    }
    call.emit("refund.successful" if outcome == "refunded" else "refund.rejected", told)
    return whole(call, _kept(call, shipment))


def whole(call: Call, shipment: Json) -> Json:
    """The shipment with its tracker as that stands now."""
    if shipment["tracker"]:
        shipment["tracker"] = call.find("tracker", shipment["tracker"]["id"])
    return shipment


def cents_of(fees: list[Json]) -> int:
    """Return a sum of fees in cents."""
    return sum(round(float(fee["amount"]) * 100) for fee in fees)


def _made(call: Call, asked: Json) -> Json:
    sender, recipient = (shapes.address(asked[name], call.at) for name in ("from_address", "to_address"))
    if asked.get("is_return"):
        sender, recipient = recipient, sender
    options = {"currency": "USD", "payment": {"type": "SENDER"}, "date_advance": 0}
    customs = asked.get("customs_info")
    nothing = dict.fromkeys(
        [
            "tracking_code",
            "batch_id",
            "batch_status",
            "batch_message",
            "insurance",
            "order_id",
            "postage_label",
            "refund_status",
            "scan_form",
            "selected_rate",
            "tracker",
        ]
    )
    return nothing | {
        "id": new_id("shp"),
        "created_at": call.at,
        "is_return": bool(asked.get("is_return")),
        "messages": [],
        "mode": "test",
        "options": {**(asked.get("options") or {}), **options},
        "reference": asked.get("reference"),
        "status": "unknown",
        "updated_at": call.at,
        "customs_info": shapes.customs_info(customs, call.at) if customs else None,
        "from_address": sender,
        "parcel": shapes.parcel(asked["parcel"], call.at),
        "rates": [],
        "to_address": recipient,
        "usps_zone": 4,
        "return_address": sender,
        "buyer_address": recipient,
        "forms": [],
        "fees": [],
        "object": "Shipment",
    }


def _label(call: Call, shipment: Json, rate: Json) -> None:
    code = tracking_code(rate["carrier"])
    kind = "pdf" if shipment["options"].get("label_format") == "PDF" else "png"
    tracker = shapes.tracker(code, rate["carrier"], shipment["id"], call.url, call.at)
    call.tx.put("tracker", tracker["id"], tracker)
    cents = round(float(rate["rate"]) * 100)
    label = shapes.postage_label(call.url, kind, call.at)
    call.tx.put("file", label["label_url"].rpartition("/")[2], {"shipment": shipment["id"], "kind": kind})
    shipment |= {
        "tracking_code": code,
        "tracker": tracker,
        "selected_rate": {**rate, "created_at": call.at, "updated_at": call.at},
        "postage_label": label,
        "fees": [shapes.fee("LabelFee", 0), shapes.fee("PostageFee", cents)],
    }
    call.move_money("buy", shipment["id"], cents)
    call.emit("tracker.created", tracker)


def _insure(call: Call, shipment: Json, amount: str) -> None:
    """One per cent of the value, at least a dollar, as recorded."""
    cents = max(100, round(float(amount)))
    shipment["insurance"] = f"{float(amount):.2f}"
    shipment["fees"] = [*shipment["fees"], shapes.fee("InsuranceFee", cents)]
    call.move_money("insurance", shipment["id"], cents)


def _kept(call: Call, shipment: Json) -> Json:
    shipment["updated_at"] = call.at
    call.tx.put("shipment", shipment["id"], shipment)
    return shipment


def _no_rate() -> Json:
    told = "No rates found for this shipment."
    return {"carrier": "USPS", "carrier_account_id": "", "type": "rate_error", "message": told}
