"""createTransactionRequest and updateHeldTransactionRequest: what moves money at the double."""

import datetime
import secrets
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from . import cards, nonces
from .call import Call, moment
from .cards import Behaviour
from .errors import Json, Refusal, Stopped
from .shapes import REFUND, transaction_answer

VOIDABLE = {
    "authorizedPendingCapture",
    "capturedPendingSettlement",
    "refundPendingSettlement",
    cards.HOLD,
    cards.AUTH_AND_HOLD,
}
DEFAULT_WINDOW = 120


def run(call: Call) -> Json:
    """Carry out a transaction; what is refused is an answer too."""
    ref_id = str(call.body.get("refId", ""))
    try:
        row, reason = KINDS[kind(call.body)](call)
    except Stopped as stopped:
        return transaction_answer({}, stopped.code, stopped.reason, ref_id)
    return transaction_answer(row, row["code"] if reason == row["reason"] else "1", reason, ref_id)


def kind(body: Json) -> str:
    """The transaction's type without its suffix. Raises E00003 for one we don't have."""
    name = str((body.get("transactionRequest") or {}).get("transactionType", ""))
    if name.removesuffix("Transaction") not in KINDS or not name.endswith("Transaction"):
        raise Refusal("E00003", "The 'transactionType' element is invalid.")
    return name.removesuffix("Transaction")


def authorize(call: Call, card: Json | None = None) -> tuple[Json, str]:
    """Ask the card's bank; ``card`` is the hosted page's, else the one behind the token."""
    asked = call.asked
    cents = cents_of(asked.get("amount"))
    if asked.get("currencyCode", "USD") != "USD":
        raise Stopped("3", "39")
    card = card or nonces.use(call, (asked.get("payment") or {}).get("opaqueData"))
    _refuse_duplicate(call, card["card"], cents)
    issuer = _issuer(call, card, str((asked.get("billTo") or {}).get("zip", "")))
    if issuer.code == "3":
        raise Stopped("3", issuer.reason)
    row = _new_row(call, card, issuer, cents)
    if issuer.code:
        row |= {"status": "declined", "code": issuer.code, "reason": issuer.reason, "authCode": ""}
        return _kept(call, row)
    if issuer.held:
        row |= {"status": issuer.held, "code": "4", "reason": "252", "held": True}
        row |= {} if issuer.held == cards.AUTH_AND_HOLD else {"authCode": "", "amount": 0}
        call.emit("fraud.held", row)
    else:
        call.emit("authorization.created" if row["auth_only"] else "authcapture.created", row)
    if row["authCode"]:
        call.move_money("authorize", row["id"], cents)
    if row["status"] == "capturedPendingSettlement":
        call.move_money("capture", row["id"], cents)
    return _kept(call, row)


def capture(call: Call) -> tuple[Json, str]:
    """Take authorised money."""
    row = _referenced(call)
    if row["status"] in ("capturedPendingSettlement", "settledSuccessfully"):
        return row, "311"
    if row["status"] != "authorizedPendingCapture":
        raise Stopped("3", "16")
    cents = cents_of(call.asked["amount"]) if "amount" in call.asked else row["amount"]
    if cents > row["amount"]:
        raise Stopped("3", "47")
    if switch := call.switches.take(call.operation, "decline"):
        raise Stopped("2", _reason(switch.decline_code))
    row |= {"status": "capturedPendingSettlement", "settle": cents}
    call.move_money("capture", row["id"], cents)
    call.emit("priorAuthCapture.created", row)
    return _kept(call, row)


def void(call: Call) -> tuple[Json, str]:
    """Take back what hasn't settled."""
    row = _referenced(call)
    if row["status"] == "voided":
        return row, "310"
    if row["status"] not in VOIDABLE:
        raise Stopped("3", "16")
    _take_back(call, row)
    return _kept(call, row)


def refund(call: Call) -> tuple[Json, str]:
    """Give settled money back, in a transaction of its own."""
    original, asked = _referenced(call), call.asked
    cents = cents_of(asked.get("amount"))
    last4 = str(((asked.get("payment") or {}).get("creditCard") or {}).get("cardNumber", ""))[-4:]
    if original["status"] != "settledSuccessfully" or last4 != original["last4"]:
        raise Stopped("3", "54")
    _refuse_duplicate(call, original["card"], cents)
    given = sum(
        one["settle"] for one in call.tx.rows("transaction", of=original["id"], type=REFUND) if one["settle"]
    )
    if given + cents > original["settle"]:
        raise Stopped("3", "55")
    if switch := call.switches.take(call.operation, "decline"):
        raise Stopped("2", _reason(switch.decline_code))
    row = _new_row(call, original, Behaviour(avs="P", card_code=""), cents)
    row |= {"status": "refundPendingSettlement", "type": REFUND, "of": original["id"], "authCode": ""}
    call.move_money("refund", original["id"], cents)
    call.emit("refund.created", row)
    return _kept(call, row)


def update_held(call: Call) -> Json:
    """Approve or decline what is held for review."""
    asked = call.body.get("heldTransactionRequest") or {}
    row = call.tx.get("transaction", str(asked.get("refTransId", "")))
    if row is None or row["status"] not in (cards.HOLD, cards.AUTH_AND_HOLD):
        raise Refusal("E00040", "The record cannot be found.")
    if asked.get("action") == "approve":
        if not row["authCode"]:
            call.move_money("authorize", row["id"], row["requested"])
        row |= {"authCode": row["authCode"] or _auth_code(), "amount": row["requested"]}
        row |= {"status": "authorizedPendingCapture", "code": "1", "reason": "1", "settle": row["requested"]}
        call.emit("fraud.approved", row)
    elif asked.get("action") == "decline":
        was = row["status"]
        _take_back(call, row, "fraud.declined")
        row["status"] = "voided" if was == cards.AUTH_AND_HOLD else "failedReview"
    else:
        raise Refusal("E00013", "action is invalid.")
    call.tx.put("transaction", row["id"], row)
    return transaction_answer(row, "1", "1", str(call.body.get("refId", "")))


def cents_of(amount: Any) -> int:
    """An amount in cents. Raises reason 5 for one that isn't."""
    try:
        value = Decimal(str(amount)) * 100
    except InvalidOperation:
        raise Stopped("3", "5") from None
    if not value.is_finite() or value <= 0 or value != value.to_integral_value():
        raise Stopped("3", "5")
    return int(value)


KINDS: dict[str, Callable[..., tuple[Json, str]]] = {
    "authOnly": authorize,
    "authCapture": authorize,
    "priorAuthCapture": capture,
    "void": void,
    "refund": refund,
}


def _kept(call: Call, row: Json) -> tuple[Json, str]:
    call.tx.put("transaction", row["id"], row)
    return row, row["reason"]


def _referenced(call: Call) -> Json:
    row = call.tx.get("transaction", str(call.asked.get("refTransId", "")))
    if row is None:
        raise Stopped("3", "16")
    return row


def _take_back(call: Call, row: Json, event: str = "void.created") -> None:
    if row["authCode"]:
        call.move_money("void", row["id"], row["settle"] or row["amount"])
    row |= {"status": "voided", "settle": 0, "code": "1", "reason": "1"}
    call.emit(event, row)


def _issuer(call: Call, card: Json, zip_code: str) -> Behaviour:
    issuer = cards.behaviour(card["test_card"], card["card_code"], zip_code)
    if switch := call.switches.take(call.operation, "decline"):
        return Behaviour("2", _reason(switch.decline_code), "", issuer.avs, issuer.card_code)
    if call.switches.take(call.operation, "held"):
        return Behaviour(held=cards.AUTH_AND_HOLD, avs=issuer.avs, card_code=issuer.card_code)
    return issuer


def _reason(code: str) -> str:
    return code if code.isdigit() else "2"


def _refuse_duplicate(call: Call, card: str, cents: int) -> None:
    """The same card, sum, invoice and kind within the window is reason 11."""
    since = call.now - datetime.timedelta(seconds=_window(call.asked))
    same = {
        "card": card,
        "requested": cents,
        "invoice": _invoice(call),
        "type": call.asked["transactionType"],
    }
    for row in call.tx.rows("transaction", **same):
        if row["submitted"] >= moment(since) and row["status"] != "declined":
            raise Stopped("3", "11")


def _window(asked: Json) -> int:
    listed = (asked.get("transactionSettings") or {}).get("setting") or []
    named = {one.get("settingName"): one.get("settingValue") for one in listed}
    return int(named.get("duplicateWindow") or DEFAULT_WINDOW)


def _invoice(call: Call) -> str:
    return str((call.asked.get("order") or {}).get("invoiceNumber", ""))


def _auth_code() -> str:
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(6))


def _new_row(call: Call, card: Json, issuer: Behaviour, cents: int) -> Json:
    asked = call.asked
    auth_only = asked["transactionType"] != "authCaptureTransaction"
    return {
        "id": call.new_id(),
        "type": asked["transactionType"],
        "auth_only": auth_only,
        "status": "authorizedPendingCapture" if auth_only else "capturedPendingSettlement",
        "code": "1",
        "reason": "1",
        "held": False,
        "requested": cents,
        "amount": cents,
        "settle": cents,
        "authCode": _auth_code(),
        "avs": issuer.avs,
        "cvv": issuer.card_code,
        "card": card["card"],
        "last4": card["last4"],
        "brand": card["brand"],
        "invoice": _invoice(call),
        "description": str((asked.get("order") or {}).get("description", "")),
        "email": str((asked.get("customer") or {}).get("email", "")),
        "billTo": asked.get("billTo") or {},
        "shipTo": asked.get("shipTo") or {},
        "refId": str(call.body.get("refId", "")),
        "of": "",
        "batch": "",
        "submitted": moment(call.now),
    }
