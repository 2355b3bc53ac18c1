"""The double's own books, and its handles: the carrier scans a parcel, decides about a refund."""

from collections import Counter

from ..base.errors import Json
from . import shipments, trackers
from .api import Api


def summary(api: Api) -> Json:
    """Return what happened so far, counted."""
    state = api.state
    bought, movements = (
        [row for row in state.rows("shipment") if row["postage_label"]],
        state.rows("movement"),
    )
    cents: Counter[str] = Counter()
    for row in movements:
        cents[row["kind"]] += row["cents"]
    return {
        "shipments": len(state.rows("shipment")),
        "labels": {row["id"]: row["reference"] for row in bought},
        "paid": sum(1 for row in bought if row["refund_status"] is None),
        "refunds": Counter(row["refund_status"] for row in bought if row["refund_status"]),
        "trackers": {row["tracking_code"]: row["status"] for row in state.rows("tracker")},
        "movements": Counter(row["kind"] for row in movements),
        "cents": cents,
        "buys_per_shipment": Counter(row["shipment"] for row in movements if row["kind"] == "buy"),
        "events": Counter(row["description"] for row in state.rows("event")),
        "deliveries": Counter(row["state"] for row in state.rows("delivery")),
        "requests": dict(api.requests),
        "switches": api.switches.listed(),
    }


def handle(api: Api, name: str, asked: Json) -> Json | None:
    """Answer one of the handles only this double has."""
    if name == "scan":
        return scan(api, **asked)
    if name == "refund":
        return refund(api, str(asked["shipment"]), str(asked.get("outcome", "refunded")))
    return None


def scan(
    api: Api,
    tracking_code: str,
    status: str,
    message: str = "",
    hours_ago: float = 0,
    **place: str,
) -> Json:
    """Let the carrier note something about a parcel (``city``, ``state``, ``country`` say where)."""
    with api.state.transaction() as tx:
        return trackers.scan(api.call(tx, "scan"), tracking_code, status, message, place, hours_ago)


def refund(api: Api, shipment: str, outcome: str) -> Json:
    """End a refund that was asked for: refunded or rejected."""
    with api.state.transaction() as tx:
        return shipments.finish_refund(api.call(tx, "refund"), shipment, outcome)
