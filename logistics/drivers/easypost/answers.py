"""EasyPost's objects as our values. What they add one day is passed over; words we don't know are kept."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from logistics.gateway import Bought, CarrierEvent, Offer, Rate, Refund, Scan, Silent, Tracking

Json = Mapping[str, Any]
# Their names for carriers, where the shop says it differently.
CARRIERS = {"DHLExpress": "DHL", "FedExDefault": "FedEx", "UPSDAP": "UPS"}
THEIRS = {ours: theirs for theirs, ours in CARRIERS.items()}
# Their names for services, as the shop's delivery options name them.
SERVICES = {
    "GroundAdvantage": "Ground Advantage",
    "Priority": "Priority Mail",
    "Express": "Priority Mail Express",
    "PriorityMailInternational": "Priority Mail International",
    "ExpressMailInternational": "Priority Mail Express International",
    "ExpressWorldwide": "Express Worldwide",
    "ExpressWorldwideNonDoc": "Express Worldwide",
    "Express9:00NonDoc": "Express 9:00",
    "Express12:00": "Express 12:00",
    "Express12:00NonDoc": "Express 12:00",
}
REFUNDS = {
    "submitted": Refund.SUBMITTED,
    "refunded": Refund.REFUNDED,
    "rejected": Refund.REJECTED,
    # A carrier that only charges labels which are used has nothing to give back.
    "not_applicable": Refund.REFUNDED,
}


def offer(shipment: Json) -> Offer:
    """The rates of a shipment in US dollars, and what carriers that gave none said."""
    rates = [_rate(row) for row in shipment.get("rates") or [] if row.get("currency", "USD") == "USD"]
    remarks = [_remark(row) for row in shipment.get("messages") or [] if isinstance(row, Mapping)]
    return Offer(str(shipment["id"]), tuple(rates), tuple(dict.fromkeys(remarks)))


def bought(shipment: Json) -> Bought | None:
    """The label of a shipment; None while it has none."""
    label, rate = shipment.get("postage_label"), shipment.get("selected_rate")
    if not label or not rate or not shipment.get("tracking_code"):
        return None
    return Bought(
        tracking_number=str(shipment["tracking_code"]),
        carrier=carrier(rate["carrier"]),
        service=service(rate.get("service")),
        cost=_cost(shipment, rate),
        insured_for=_money(shipment.get("insurance") or 0),
        tracker=str((shipment.get("tracker") or {}).get("id") or ""),
        file_url=str(label.get("label_pdf_url") or label.get("label_url") or ""),
        refund=refund(shipment.get("refund_status")),
    )


def refund(status: Any) -> Refund:
    """Where a refund stands; one that was asked for in words we don't know counts as submitted."""
    return REFUNDS.get(str(status), Refund.SUBMITTED) if status else Refund.NONE


def tracking(tracker: Json) -> Tracking:
    """A tracker with its scans, oldest first."""
    rows = tracker.get("tracking_details") or []
    scans = [_scan(row) for row in rows if isinstance(row, Mapping) and row.get("datetime")]
    return Tracking(
        tracker=str(tracker["id"]),
        raw=str(tracker.get("status") or "unknown"),
        updated_at=moment(tracker.get("updated_at") or tracker["created_at"]),
        scans=tuple(sorted(scans, key=lambda scan: scan.at)),
        detail=str(tracker.get("status_detail") or ""),
        signed_by=str(tracker.get("signed_by") or ""),
        expected_at=moment(tracker["est_delivery_date"]) if tracker.get("est_delivery_date") else None,
    )


def event(body: Json) -> CarrierEvent:
    """A webhook: which object it is about. Raises KeyError for one without an id."""
    result = body.get("result")
    about: Json = result if isinstance(result, Mapping) else {}
    kind = about.get("object")
    own = str(about.get("id") or "")
    return CarrierEvent(
        id=str(body["id"]),
        kind=str(body.get("description") or "unknown"),
        tracker=own if kind == "Tracker" else "",
        shipment=own if kind == "Shipment" else str(about.get("shipment_id") or ""),
        tracking_number=str(about.get("tracking_code") or ""),
        facts={"object": str(kind or ""), "status": str(about.get("status") or "")},
    )


def carrier(name: Any) -> str:
    """The carrier as the shop names it."""
    return CARRIERS.get(str(name), str(name))


def service(name: Any) -> str:
    """The service as the shop names it."""
    return SERVICES.get(str(name or ""), str(name or ""))


def moment(text: str) -> datetime:
    """A time of theirs; one without an offset is UTC. Raises Silent for what isn't a time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Silent(f"EasyPost wrote a time that can't be read: {text}", code="unreadable") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _rate(row: Json) -> Rate:
    days = row.get("est_delivery_days") or row.get("delivery_days")
    return Rate(
        str(row["id"]),
        carrier(row["carrier"]),
        service(row.get("service")),
        _money(row["rate"]),
        int(days) if days else None,
    )


def _cost(shipment: Json, rate: Json) -> Decimal:
    """All fees that were charged; the rate alone where none are listed yet."""
    charged = [row for row in shipment.get("fees") or [] if row.get("charged") and not row.get("refunded")]
    return (
        sum((_money(row["amount"]) for row in charged), Decimal("0.00")) if charged else _money(rate["rate"])
    )


def _money(amount: Any) -> Decimal:
    try:
        return Decimal(str(amount)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Silent(f"EasyPost wrote a sum that can't be read: {amount}", code="unreadable") from None


def _remark(row: Json) -> str:
    return (
        f"{carrier(row.get('carrier') or 'A carrier')}: {row.get('message') or row.get('type') or 'no rate'}"
    )


def _scan(row: Json) -> Scan:
    where = row.get("tracking_location") or {}
    parts = [where.get(name) for name in ("city", "state", "country")]
    return Scan(
        raw=str(row.get("status") or "unknown"),
        at=moment(row["datetime"]),
        message=str(row.get("message") or ""),
        detail=str(row.get("status_detail") or ""),
        place=", ".join(str(part) for part in parts if part),
    )
