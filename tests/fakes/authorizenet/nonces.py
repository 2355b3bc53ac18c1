"""One-use card tokens: what AcceptUI's frame gets for a card, good for one transaction within 15 minutes."""

import base64
import datetime
import json
import secrets
from typing import Any

from . import cards
from .call import Call, moment
from .errors import OK, Json, Refusal

DESCRIPTOR = "COMMON.ACCEPT.INAPP.PAYMENT"
GOOD_FOR = datetime.timedelta(minutes=15)
INVALID = Refusal("E00114", "Invalid OTS Token.")


def create(call: Call) -> Json:
    """``securePaymentContainerRequest``: the only one that carries a card number, straight from the frame."""
    card = (call.body.get("data") or {}).get("token") or {}
    value = issue(call, card)
    return {"opaqueData": {"dataDescriptor": DESCRIPTOR, "dataValue": value}, "messages": OK}


def issue(call: Call, card: Json) -> str:
    """Keep what is needed of a card, never its number, and return the token that stands for it."""
    code = str(card.get("cardCode", ""))
    number = cards.check(str(card.get("cardNumber", "")), str(card.get("expirationDate", "")), code)
    value = _value()
    row = {
        "card": cards.digest(number),
        "last4": number[-4:],
        "brand": cards.brand_of(number),
        "test_card": number if number in cards.BEHAVIOURS else "",
        "card_code": code if code in cards.CARD_CODES else "",
        "expires": moment(call.now + GOOD_FOR),
        "used": False,
    }
    call.tx.put("nonce", value, row)
    return value


def use(call: Call, opaque: Any) -> Json:
    """Use up a token and return what it stands for. Raises E00114 for one that is used, old or none."""
    if not isinstance(opaque, dict) or opaque.get("dataDescriptor") != DESCRIPTOR:
        raise Refusal("E00013", "opaqueData is invalid.")
    value = str(opaque.get("dataValue", ""))
    row = call.tx.get("nonce", value)
    if row is None or row["used"] or row["expires"] < moment(call.now):
        raise INVALID
    call.tx.put("nonce", value, {**row, "used": True})
    return row


def _value() -> str:
    code = {"code": "50_2_06000", "token": secrets.token_hex(24), "v": "1.1"}
    return base64.b64encode(json.dumps(code).encode()).decode()
