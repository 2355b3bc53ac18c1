"""Authorize.net's JSON API: one address, one POST per call, HTTP 200 whatever happened.

Its SDK isn't used (docs/decisions: Authorize.net by httpx). What is read here carries no money; whoever sends
something that does must be able to find it again (`search`), because there are no idempotency keys.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import httpx
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from orders.payments.gateway import Declined, Refused, Unknown, no_transaction

Json = dict[str, Any]

TIMEOUT_SECONDS = 20
TRY_AGAIN = (
    "We could not reach the bank's processor. Please try again in a minute; you can't be charged twice."
)
OUR_FAULT = "The payment could not be made, and nothing was charged. Our team has been told."
NONCE_SPENT = "Your card details were held for too long. Nothing was charged; please enter the card again."

# No code, an unknown or unexpected error, too busy, down for maintenance: it may have been carried out, or not.
UNSURE = {"", "E00000", "E00001", "E00053", "E00104"}
# The one-use token was used before, has expired after its 15 minutes, or was never one.
TOKEN_REFUSED = {"E00114", "E00115", "E00116", "E00117", "E00118"}


@cache
def _http(url: str) -> httpx.Client:
    """One client per address, so that connections are reused. It never sends anything twice by itself."""
    return httpx.Client(timeout=TIMEOUT_SECONDS)


def look(name: str, body: Mapping[str, Any]) -> Json:
    """Ask for facts. Raises Unknown for every answer that isn't one: a rotated key says nothing of a payment."""
    answer = _send(name, body)
    if not _is_ok(answer):
        raise Unknown(TRY_AGAIN, code=_code(answer))
    return answer


@sensitive_variables("body")
def act(name: str, body: Mapping[str, Any]) -> Json:
    """Have something done; the answer says of a transaction what became of it, or there was none to begin with.

    Raises Unknown where it may have been done all the same, Declined for a spent card token, Refused otherwise.
    """
    answer = _send(name, body)
    if _is_ok(answer) or _names_outcome(answer):
        return answer
    code = _code(answer)
    if code in UNSURE:
        raise Unknown(TRY_AGAIN, code=code)
    if code in TOKEN_REFUSED:
        raise Declined(NONCE_SPENT, code=code)
    raise Refused(OUR_FAULT, code=code)


@sensitive_variables()
def _send(name: str, body: Mapping[str, Any]) -> Json:
    no_transaction()
    login = {"name": settings.AUTHORIZENET_LOGIN_ID, "transactionKey": settings.AUTHORIZENET_TRANSACTION_KEY}
    # Members are read in the order of the XML schema; another order is E00003.
    request = json.dumps({name: {"merchantAuthentication": login, **body}})
    url = settings.AUTHORIZENET_API_URL
    try:
        response = _http(url).post(url, content=request, headers={"Content-Type": "application/json"})
    except httpx.HTTPError as error:
        # Without its cause, which holds the request: key, card token and all.
        raise Unknown(TRY_AGAIN, code=type(error).__name__) from None
    return parse(response.status_code, response.content)


def parse(status: int, content: bytes) -> Json:
    """Read an answer: a byte order mark first, amounts as Decimals. Raises Unknown for what can't be read."""
    if status != httpx.codes.OK:
        raise Unknown(TRY_AGAIN, code=f"http {status}")
    try:
        answer = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError:
        raise Unknown(TRY_AGAIN, code="unreadable") from None
    if not isinstance(answer, dict) or not _result(answer):
        raise Unknown(TRY_AGAIN, code="unreadable")
    return answer


def _is_ok(answer: Json) -> bool:
    return _result(answer) == "ok"


def _result(answer: Json) -> str:
    messages = answer.get("messages")
    return str(messages.get("resultCode") or "").lower() if isinstance(messages, dict) else ""


def _code(answer: Json) -> str:
    listed = answer["messages"].get("message")
    first = listed[0] if isinstance(listed, list) and listed else listed
    return str(first.get("code") or "") if isinstance(first, dict) else ""


def _names_outcome(answer: Json) -> bool:
    """Declines and refusals come as errors too, with the transaction's own response code beside them."""
    response = answer.get("transactionResponse")
    return isinstance(response, dict) and str(response.get("responseCode") or "0") != "0"
