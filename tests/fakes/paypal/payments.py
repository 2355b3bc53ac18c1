"""Payments v2: authorisations are captured, voided, renewed; captures are refunded."""

from datetime import datetime, timedelta

from ..base.errors import Json
from . import shapes
from .call import Call, cents, money
from .errors import unprocessable

HONOUR_PERIOD = timedelta(days=3)
ENDED = {"VOIDED": "AUTHORIZATION_VOIDED", "DENIED": "AUTHORIZATION_DENIED"}


def authorization(call: Call, number: str) -> Json:
    """GET /v2/payments/authorizations/{id}."""
    return call.find("authorization", number)


def capture(call: Call, number: str) -> Json:
    """POST /v2/payments/authorizations/{id}/capture: whole or in part, final here in any case."""
    authorised = call.find("authorization", number)
    if authorised["status"] == "CAPTURED":
        raise unprocessable("AUTHORIZATION_ALREADY_CAPTURED")
    if issue := ENDED.get(authorised["status"]):
        raise unprocessable(issue)
    amount = call.body.get("amount") or authorised["amount"]
    if cents(amount) > cents(authorised["amount"]):
        raise unprocessable("MAX_CAPTURE_AMOUNT_EXCEEDED")
    if call.switched("decline"):
        raise unprocessable("PAYER_CANNOT_PAY")
    pending = call.switched("capture_pending") is not None
    final = bool(call.body.get("final_capture"))
    made = shapes.capture(call, authorised, amount, final=final, pending=pending)
    call.tx.put("capture", made["id"], made)
    _mark(call, authorised["order"], "CAPTURED")
    if pending:
        call.emit(
            "PAYMENT.CAPTURE.PENDING", "capture", shapes.public(made), "The state of a capture is pending"
        )
    else:
        _completed(call, made)
    return made


def void(call: Call, number: str) -> Json:
    """POST /v2/payments/authorizations/{id}/void: the original one; its renewal goes with it."""
    authorised = call.find("authorization", number)
    if authorised["parent"]:
        raise unprocessable("CANNOT_BE_VOIDED")
    if authorised["status"] == "CAPTURED":
        raise unprocessable("PREVIOUSLY_CAPTURED")
    if authorised["status"] in ENDED:
        raise unprocessable("PREVIOUSLY_VOIDED")
    _mark(call, authorised["order"], "VOIDED")
    call.move_money("void", authorised["order"], authorised["amount"])
    gone = call.find("authorization", number)
    call.emit(
        "PAYMENT.AUTHORIZATION.VOIDED",
        "authorization",
        shapes.public(gone),
        "A payment authorization was voided",
    )
    return gone


def reauthorize(call: Call, number: str) -> Json:
    """POST /v2/payments/authorizations/{id}/reauthorize: once, from the fourth day."""
    authorised = call.find("authorization", number)
    if issue := ENDED.get(authorised["status"]):
        raise unprocessable(issue)
    if authorised["status"] == "CAPTURED":
        raise unprocessable("AUTHORIZATION_ALREADY_CAPTURED")
    if call.switched("decline"):
        raise unprocessable("PAYER_CANNOT_PAY")
    if authorised["parent"] or call.now < datetime.fromisoformat(authorised["create_time"]) + HONOUR_PERIOD:
        raise unprocessable("REAUTHORIZATION_NOT_SUPPORTED")
    fresh = shapes.authorization(call, call.find("order", authorised["order"]), parent=number)
    call.tx.put("authorization", fresh["id"], fresh)
    return fresh


def captured(call: Call, number: str) -> Json:
    """GET /v2/payments/captures/{id}."""
    return call.find("capture", number)


def refund(call: Call, number: str) -> Json:
    """POST /v2/payments/captures/{id}/refund: in part, or what is left."""
    taken = call.find("capture", number)
    if taken["status"] == "PENDING":
        raise unprocessable("PENDING_CAPTURE")
    left = cents(taken["amount"]) - _refunded(call, number)
    if taken["status"] == "REFUNDED" or not left:
        raise unprocessable("CAPTURE_FULLY_REFUNDED")
    amount = call.body.get("amount") or money(left, taken["amount"])
    if cents(amount) > left:
        raise unprocessable("REFUND_AMOUNT_EXCEEDED")
    made = shapes.refund(call, taken, amount, pending=call.switched("refund_pending") is not None)
    call.tx.put("refund", made["id"], made)
    whole = cents(amount) == left
    call.tx.put("capture", number, {**taken, "status": "REFUNDED" if whole else "PARTIALLY_REFUNDED"})
    if made["status"] == "COMPLETED":
        _given_back(call, made)
    return made


def refunded(call: Call, number: str) -> Json:
    """GET /v2/payments/refunds/{id}."""
    return call.find("refund", number)


def resolve_authorization(call: Call, number: str, outcome: str) -> Json:
    """PayPal's review of a held authorisation ends: approved, or denied."""
    authorised = {**call.find("authorization", number), "update_time": call.at()}
    authorised.pop("status_details", None)
    authorised["status"] = "DENIED" if outcome == "denied" else "CREATED"
    call.tx.put("authorization", number, authorised)
    if outcome == "denied":
        call.move_money("void", authorised["order"], authorised["amount"])
    kind = "VOIDED" if outcome == "denied" else "CREATED"
    call.emit(
        f"PAYMENT.AUTHORIZATION.{kind}",
        "authorization",
        shapes.public(authorised),
        "The review of an authorization ended",
    )
    return shapes.public(authorised)


def resolve_capture(call: Call, number: str, outcome: str) -> Json:
    """A pending capture completes, or is denied."""
    taken = {**call.find("capture", number), "update_time": call.at()}
    taken.pop("status_details", None)
    taken["status"] = "DECLINED" if outcome == "denied" else "COMPLETED"
    call.tx.put("capture", number, taken)
    if outcome == "denied":
        _mark(call, taken["order"], "VOIDED")
        call.move_money("void", taken["order"], taken["amount"])
        call.emit("PAYMENT.CAPTURE.DENIED", "capture", shapes.public(taken), "A payment capture was denied")
    else:
        _completed(call, taken)
    return shapes.public(taken)


def resolve_refund(call: Call, number: str, outcome: str) -> Json:
    """A pending refund arrives, or fails."""
    made = {**call.find("refund", number), "update_time": call.at()}
    made.pop("status_details", None)
    made["status"] = "FAILED" if outcome == "failed" else "COMPLETED"
    call.tx.put("refund", number, made)
    if outcome == "failed":
        taken = call.find("capture", made["of"])
        left = "PARTIALLY_REFUNDED" if _refunded(call, made["of"]) else "COMPLETED"
        call.tx.put("capture", made["of"], {**taken, "status": left})
        call.emit("PAYMENT.REFUND.FAILED", "refund", shapes.public(made), "A refund failed")
    else:
        _given_back(call, made)
    return shapes.public(made)


def _completed(call: Call, made: Json) -> None:
    call.move_money("capture", made["order"], made["amount"])
    call.emit("PAYMENT.CAPTURE.COMPLETED", "capture", shapes.public(made), "Payment completed")


def _given_back(call: Call, made: Json) -> None:
    call.move_money("refund", made["order"], made["amount"])
    call.emit("PAYMENT.CAPTURE.REFUNDED", "refund", shapes.public(made), "A payment capture was refunded")


def _refunded(call: Call, capture_id: str) -> int:
    rows = call.tx.rows("refund", of=capture_id)
    return sum(cents(row["amount"]) for row in rows if row["status"] != "FAILED")


def _mark(call: Call, order_id: str, status: str) -> None:
    """An original authorisation and its renewal are one sum: they end together."""
    for row in call.tx.rows("authorization", order=order_id):
        call.tx.put("authorization", row["id"], {**row, "status": status, "update_time": call.at()})
