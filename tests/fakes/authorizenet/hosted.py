"""Accept Hosted: the token that opens the page for 15 minutes, and what is paid there, once."""

import base64
import datetime
import json
import secrets

from . import nonces, transactions
from .call import Call, moment
from .cards import check
from .errors import OK, Json, Refusal
from .reasons import text

GOOD_FOR = datetime.timedelta(minutes=15)
PAYS = ("1", "4")


def create(call: Call) -> Json:
    """GetHostedPaymentPageRequest."""
    transactions.cents_of(call.asked.get("amount"))
    token = base64.b64encode(secrets.token_bytes(96)).decode()
    row = {
        "asked": call.asked,
        "settings": _settings(call),
        "expires": moment(call.now + GOOD_FOR),
        "paid": False,
    }
    call.tx.put("page", token, row)
    return {"token": token, "messages": OK}


def get(call: Call, token: str) -> Json:
    """The page a token opens. Raises Refusal for one that is paid, old or none."""
    row = call.tx.get("page", token)
    if row is None or row["paid"] or row["expires"] < moment(call.now):
        raise Refusal("E00013", "The payment form has expired, or was used already. Nothing was charged.")
    return row


def pay(call: Call, token: str, form: Json) -> Json:
    """Authorise with the card typed on the page. Raises Refusal and Stopped with the words for the page."""
    page = get(call, token)
    card = {
        "cardNumber": form.get("number"),
        "expirationDate": form.get("expiry"),
        "cardCode": form.get("cvc"),
    }
    check(str(card["cardNumber"]), str(card["expirationDate"]), str(card["cardCode"] or ""))
    typed = {
        "firstName": form.get("first_name", ""),
        "lastName": form.get("last_name", ""),
        "address": form.get("address", ""),
        "zip": form.get("zip", ""),
    }
    asked = {**page["asked"], "billTo": {**(page["asked"].get("billTo") or {}), **typed}}
    # The request's reference isn't the transaction's: notifications of the page come without it.
    call.body = {"transactionRequest": asked}
    value = nonces.issue(call, card)
    row, reason = transactions.authorize(call, call.tx.get("nonce", value))
    if row["code"] in PAYS:
        call.tx.put("page", token, {**page, "paid": True})
    return {**page, "code": row["code"], "said": text(reason)}


def _settings(call: Call) -> Json:
    listed = (call.body.get("hostedPaymentSettings") or {}).get("setting") or []
    try:
        return {one["settingName"]: json.loads(one["settingValue"]) for one in listed}
    except (ValueError, KeyError) as error:
        raise Refusal("E00013", f"hostedPaymentSettings is invalid: {error}") from error
