"""PayPal's HTTP API through `paypalrestsdk.Api`, whose upstream is frozen; everything wrong with it is overridden here.

It has no timeout, returns an HTTP 400 as if it were an answer, recurses without end on a 401, sends the headers of
a call (its PayPal-Request-Id, too) to the token endpoint, logs headers and bodies, follows redirects with a POST,
sends the body `null` with a GET, measures a token's age by local time, and its `WebhookEvent.verify` never says yes
(`webhooks.py` asks PayPal instead).
"""

import json
import logging
import threading
import time
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import paypalrestsdk
import requests
from paypalrestsdk import exceptions

from orders.payments.gateway import Refused, Unknown, no_transaction

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
# A token is renewed this long before it ends, so that none ends between check and use.
MARGIN_SECONDS = 60
SILENT = "We could not reach PayPal. Please try again in a minute; you can't be charged twice."
TOLD = "PayPal could not do this. Our team has been told."

Json = dict[str, Any]


class Rejected(Refused):
    """PayPal understood, and will not do it; `code` is its issue (`ORDER_NOT_APPROVED`)."""


class Missing(Rejected):
    """PayPal knows no such thing, or no longer."""


@cache
def client(client_id: str, client_secret: str, endpoint: str) -> "Client":
    """One client per account and address, so that its token and its connections are reused."""
    return Client(client_id, client_secret, endpoint)


class Client(paypalrestsdk.Api):
    """`read` and `send` are what drivers use; the rest mends the base class. Safe to share between threads."""

    token_hash: Json | None

    def __init__(self, client_id: str, client_secret: str, endpoint: str) -> None:
        super().__init__(mode="live", endpoint=endpoint, client_id=client_id, client_secret=client_secret)
        self._sessions, self._lock, self._token_ends = threading.local(), threading.Lock(), 0.0

    def read(self, path: str) -> Json:
        """GET. Raises Missing, Rejected, and Unknown for silence and everything that may pass."""
        return self.request(f"{self.endpoint.rstrip('/')}{path}", "GET")

    def send(self, path: str, body: Mapping[str, Any] | bytes, key: str = "") -> Json:
        """POST, once whatever the network does if `key` is given; bytes go out as they are. Raises as `read`."""
        wanted = {"Prefer": "return=representation"} | ({"PayPal-Request-Id": key} if key else {})
        return self.request(f"{self.endpoint.rstrip('/')}{path}", "POST", body, wanted)

    def request(
        self, url: str, method: str, body: Any = None, headers: Any = None, refresh_token: Any = None
    ) -> Json:
        """Do it; a refused token is replaced once. Raises ours instead of the library's exceptions."""
        data = json.dumps(body).encode() if isinstance(body, Mapping) else body
        try:
            return self._with_token(url, method, data, headers or {})
        except (exceptions.ResourceNotFound, exceptions.ResourceGone) as error:
            raise Missing(TOLD, code=issue_of(error.content)) from error
        except (exceptions.BadRequest, exceptions.ResourceInvalid, exceptions.MethodNotAllowed) as error:
            raise Rejected(TOLD, code=issue_of(error.content)) from error
        except exceptions.ConnectionError as error:
            # 401, 403, 409, 429, 5xx: a rotated key or a busy server says nothing about the payment.
            raise Unknown(SILENT, code=issue_of(error.content) or type(error).__name__) from error
        except (requests.RequestException, ValueError) as error:
            raise Unknown(SILENT, code=type(error).__name__) from error

    def _with_token(self, url: str, method: str, data: bytes | None, headers: Mapping[str, str]) -> Json:
        try:
            return self.http_call(url, method, data=data, headers={**self.headers(), **headers})
        except exceptions.UnauthorizedAccess:
            with self._lock:
                self.token_hash = None
        return self.http_call(url, method, data=data, headers={**self.headers(), **headers})

    def get_token_hash(
        self, authorization_code: Any = None, refresh_token: Any = None, headers: Any = None
    ) -> Json:
        """The access token, asked for without the headers of the call that needs it."""
        with self._lock:
            self.validate_token_hash()
            token = self.token_hash
            if token is None:
                asked = time.monotonic()
                token = self._new_token()
                self._token_ends = asked + int(token.get("expires_in") or 0) - MARGIN_SECONDS
            if not token.get("access_token"):
                self.token_hash = None
                raise Unknown(SILENT, code="no token")
            return {"token_type": "Bearer", **token}

    def _new_token(self) -> Json:
        try:
            return super().get_token_hash()
        except exceptions.ClientError as error:
            # Wrong credentials are our affair: they say nothing about the payment.
            raise Unknown(SILENT, code=issue_of(error.content) or "no token") from error

    def validate_token_hash(self) -> None:
        """Forget a token that has ended, or is about to."""
        if self.token_hash is not None and time.monotonic() >= self._token_ends:
            self.token_hash = None

    def http_call(self, url: str, method: str, **kwargs: Any) -> Json:
        """One request; of it only the path, the status and PayPal's debug id are logged."""
        no_transaction()
        response = self._session().request(
            method, url, timeout=TIMEOUT_SECONDS, allow_redirects=False, **kwargs
        )
        debug_id = response.headers.get("PayPal-Debug-Id", "")
        logger.info("PayPal %s %s: %s %s", method, urlsplit(url).path, response.status_code, debug_id)
        return self.handle_response(response, response.content.decode("utf-8"))

    def handle_response(self, response: requests.Response, content: str) -> Json:
        """The JSON object of a 2xx; raises the library's exceptions otherwise."""
        if not 200 <= response.status_code <= 299:
            return super().handle_response(response, content)
        answer = json.loads(content, parse_float=Decimal) if content.strip() else {}
        if not isinstance(answer, dict):
            raise ValueError("not an object")
        return answer

    def _session(self) -> requests.Session:
        if not hasattr(self._sessions, "own"):
            self._sessions.own = requests.Session()
        return self._sessions.own


def issue_of(content: str | None) -> str:
    """PayPal's word for what is wrong: the issue of the first detail, else the name of the error."""
    try:
        body = json.loads(content or "{}")
        details = body.get("details") or [{}]
        return str(details[0].get("issue") or body.get("name") or body.get("error") or "")
    except (ValueError, AttributeError, LookupError, TypeError):
        return ""
