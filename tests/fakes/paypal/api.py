"""The API: routes, tokens, faults, request ids. One request in, one answer out."""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ..base import faults, keys
from ..base.errors import DoubleError, Json
from ..base.http import Answer, Request
from ..base.state import State, Transaction
from ..base.switches import Switch, Switches
from . import disputes, orders, payments, reports, shapes, signature, tokens
from .call import Call
from .errors import PayPalError
from .ids import debug_id

Operation = Callable[..., Json]
ORDERS, PAYMENTS = "/v2/checkout/orders", "/v2/payments"
ROUTES: tuple[tuple[str, str, str, Operation], ...] = (
    ("POST", ORDERS, "orders.create", orders.create),
    ("GET", rf"{ORDERS}/([^/]+)", "orders.get", orders.retrieve),
    ("POST", rf"{ORDERS}/([^/]+)/authorize", "orders.authorize", orders.authorize),
    ("GET", rf"{PAYMENTS}/authorizations/([^/]+)", "authorizations.get", payments.authorization),
    ("POST", rf"{PAYMENTS}/authorizations/([^/]+)/capture", "authorizations.capture", payments.capture),
    ("POST", rf"{PAYMENTS}/authorizations/([^/]+)/void", "authorizations.void", payments.void),
    ("POST", rf"{PAYMENTS}/authorizations/([^/]+)/reauthorize", "authorizations.reauthorize", payments.reauthorize),
    ("GET", rf"{PAYMENTS}/captures/([^/]+)", "captures.get", payments.captured),
    ("POST", rf"{PAYMENTS}/captures/([^/]+)/refund", "captures.refund", payments.refund),
    ("GET", rf"{PAYMENTS}/refunds/([^/]+)", "refunds.get", payments.refunded),
    ("GET", r"/v1/customer/disputes/([^/]+)", "disputes.get", disputes.retrieve),
    ("GET", r"/v1/reporting/transactions", "transactions.list", reports.transactions),
)  # fmt: skip
COMPILED = [(method, re.compile(pattern), name, run) for method, pattern, name, run in ROUTES]
TOKEN, VERIFY = "/v1/oauth2/token", "/v1/notifications/verify-webhook-signature"
# Where PayPal shows only id, status and links unless the whole is preferred.
MINIMAL = {
    "orders.create",
    "orders.authorize",
    "authorizations.capture",
    "authorizations.reauthorize",
    "captures.refund",
}


class Keys(keys.Keys):
    """PayPal's words about request ids (https://developer.paypal.com/api/rest/reference/idempotency/)."""

    def other_request(self, key: str, path: str, first_path: str) -> PayPalError:
        """422 ``DUPLICATE_REQUEST_ID``."""
        return PayPalError(422, "DUPLICATE_REQUEST_ID")

    def in_use(self, key: str) -> PayPalError:
        """409 ``PREVIOUS_REQUEST_IN_PROGRESS``."""
        return PayPalError(409, "PREVIOUS_REQUEST_IN_PROGRESS")


@dataclass(frozen=True)
class Job:
    """An understood request: which operation, with what, under which request id."""

    name: str
    run: Operation
    arguments: tuple[str, ...]
    body: Json
    query: dict[str, str]
    path: str
    key: str
    whole: bool


class Api:
    """PayPal's API over one state."""

    def __init__(
        self, state: State, switches: Switches, url: str, secret: str, stopping: threading.Event
    ) -> None:
        self.state, self.switches, self.url, self.secret, self.stopping = (
            state,
            switches,
            url,
            secret,
            stopping,
        )
        self.keys, self.requests = Keys(state), Counter[str]()

    def handle(self, request: Request) -> Answer:
        """Answer one request; errors become PayPal's envelope."""
        try:
            answer = self._handle(request)
        except DoubleError as error:
            answer = Answer(error.status, error.envelope)
        answer.headers["Paypal-Debug-Id"] = debug_id()
        return answer

    def call(self, tx: Transaction, operation: str) -> Call:
        """Return a call made by the double itself (its page, its handles)."""
        return Call(tx, {}, {}, self.url, operation, self.switches)

    def _handle(self, request: Request) -> Answer:
        if request.path == TOKEN:
            self.requests["token"] += 1
            return self._faulty("token", lambda: tokens.grant(self.state, request))
        name = "webhooks.verify" if request.path == VERIFY else _route(request)[0]
        self.requests[name] += 1
        if not tokens.is_valid(self.state, request) or self.switches.take(name, "unauthorized"):
            raise PayPalError(401)
        if request.path == VERIFY:
            question = _json(request)
            return self._faulty(
                name, lambda: Answer(200, signature.verdict(self.secret, question, request.raw))
            )
        return self._once(_job(request))

    def _once(self, job: Job) -> Answer:
        if not job.key:
            return self._faulty(job.name, lambda: self._execute(job))
        kept = self.keys.begin(job.key, job.path, job.body)
        if kept is not None:
            return Answer(200, kept["answer"])
        try:
            return self._faulty(job.name, lambda: self._execute(job))
        finally:
            self.keys.end(job.key)

    def _faulty(self, name: str, act: Callable[[], Answer]) -> Answer:
        return faults.perform(self.switches, self.stopping, name, act, _instead)

    def _execute(self, job: Job) -> Answer:
        with self.state.transaction() as tx:
            call = Call(tx, job.body, job.query, self.url, job.name, self.switches, job.key)
            answer = shapes.public(job.run(call, *job.arguments))
            if not job.whole:
                answer = {name: answer[name] for name in ("id", "status", "links") if name in answer}
            status = 201 if job.name in MINIMAL else 200
            if job.key:
                keys.store(tx, job.key, job.path, job.body, status, answer, "")
        if job.name == "authorizations.void" and not job.whole:
            return Answer(204)
        return Answer(status, answer)


def _job(request: Request) -> Job:
    name, run, arguments = _route(request)
    acting = request.method == "POST"
    key = request.headers.get("paypal-request-id", "") if acting else ""
    if len(key) > 108:
        raise PayPalError(400, "INVALID_PARAMETER_VALUE", field="PayPal-Request-Id")
    preferred = request.headers.get("prefer") == "return=representation"
    whole = preferred or not (name in MINIMAL or name == "authorizations.void")
    body = _json(request) if acting else {}
    return Job(name, run, arguments, body, dict(parse_qsl(request.query)), request.path, key, whole)


def _route(request: Request) -> tuple[str, Operation, tuple[str, ...]]:
    for method, pattern, name, run in COMPILED:
        found = pattern.fullmatch(request.path)
        if found and method == request.method:
            return name, run, found.groups()
    raise PayPalError(404)


def _json(request: Request) -> Json:
    try:
        body = json.loads(request.raw or b"{}")
    except ValueError as error:
        raise PayPalError(400, "MALFORMED_REQUEST_JSON") from error
    if not isinstance(body, dict):
        raise PayPalError(400, "MALFORMED_REQUEST_JSON")
    return body


def _instead(switch: Switch) -> Answer:
    error = PayPalError(429 if switch.kind == "rate_limit" else 500)
    return Answer(error.status, error.envelope)
