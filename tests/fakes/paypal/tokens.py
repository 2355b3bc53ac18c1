"""Access tokens: asked for with the client's id and secret, needed for everything else."""

import base64
import secrets
import time

from ..base.errors import Json
from ..base.http import Answer, Request
from ..base.state import State

CLIENT = "paypal-double-client:paypal-double-secret"
SECONDS = 32_400


def grant(state: State, request: Request) -> Answer:
    """POST /v1/oauth2/token."""
    kind, _, word = request.headers.get("authorization", "").partition(" ")
    if kind != "Basic" or _decoded(word) != CLIENT:
        refusal: Json = {"error": "invalid_client", "error_description": "Client Authentication failed"}
        return Answer(401, refusal)
    if request.headers.get("paypal-request-id"):
        # PayPal would answer the token of whoever used this id first.
        return Answer(400, {"error": "invalid_request", "error_description": "A token has no request id"})
    token = f"A21AA{secrets.token_urlsafe(48)}"
    with state.transaction() as tx:
        tx.put("token", token, {"ends": time.time() + SECONDS})
    body = {
        "scope": "https://uri.paypal.com/services/payments/payment/authcapture",
        "access_token": token,
        "token_type": "Bearer",
        "app_id": "APP-80W284485P519543T",
        "expires_in": SECONDS,
        "nonce": secrets.token_hex(16),
    }
    return Answer(200, body)


def is_valid(state: State, request: Request) -> bool:
    """Whether a request carries a token that was granted and has not ended."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    row = state.get("token", token) if kind == "Bearer" else None
    return row is not None and row["ends"] > time.time()


def _decoded(word: str) -> str:
    try:
        return base64.b64decode(word, validate=True).decode()
    except ValueError:
        return ""
