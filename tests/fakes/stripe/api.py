"""The API: routes, keys, faults, idempotency. One request in, one answer out."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

from ..base import faults, keys
from ..base.errors import DoubleError
from ..base.http import Answer, Request
from ..base.state import State, Transaction
from ..base.switches import Switch, Switches
from . import balance, disputes, events, intents, methods, refunds, reviews, sessions, tax
from .call import API_VERSION, Call
from .errors import Json, StripeError, invalid, server_error, unauthorized
from .forms import decode
from .idempotency import Keys
from .ids import new_id
from .listing import expand

Operation = Callable[..., Json]
ROUTES: tuple[tuple[str, str, str, Operation], ...] = (
    ("POST", r"/v1/payment_intents", "payment_intents.create", intents.create),
    ("GET", r"/v1/payment_intents", "payment_intents.list", intents.listed),
    ("GET", r"/v1/payment_intents/([^/]+)", "payment_intents.retrieve", intents.retrieve),
    ("POST", r"/v1/payment_intents/([^/]+)", "payment_intents.update", intents.update),
    ("POST", r"/v1/payment_intents/([^/]+)/confirm", "payment_intents.confirm", intents.confirm),
    ("POST", r"/v1/payment_intents/([^/]+)/capture", "payment_intents.capture", intents.capture),
    ("POST", r"/v1/payment_intents/([^/]+)/cancel", "payment_intents.cancel", intents.cancel),
    ("POST", r"/v1/payment_methods", "payment_methods.create", methods.create),
    ("GET", r"/v1/charges", "charges.list", refunds.charges),
    ("GET", r"/v1/charges/([^/]+)", "charges.retrieve", refunds.charge),
    ("POST", r"/v1/refunds", "refunds.create", refunds.create),
    ("GET", r"/v1/refunds", "refunds.list", refunds.listed),
    ("GET", r"/v1/refunds/([^/]+)", "refunds.retrieve", refunds.retrieve),
    ("POST", r"/v1/checkout/sessions", "checkout.sessions.create", sessions.create),
    ("GET", r"/v1/checkout/sessions", "checkout.sessions.list", sessions.listed),
    ("GET", r"/v1/checkout/sessions/([^/]+)", "checkout.sessions.retrieve", sessions.retrieve),
    ("POST", r"/v1/checkout/sessions/([^/]+)/expire", "checkout.sessions.expire", sessions.expire),
    ("GET", r"/v1/disputes", "disputes.list", disputes.listed),
    ("GET", r"/v1/disputes/([^/]+)", "disputes.retrieve", disputes.retrieve),
    ("POST", r"/v1/disputes/([^/]+)", "disputes.update", disputes.update),
    ("GET", r"/v1/balance_transactions", "balance_transactions.list", balance.listed),
    ("GET", r"/v1/balance_transactions/([^/]+)", "balance_transactions.retrieve", balance.retrieve),
    ("GET", r"/v1/reviews/([^/]+)", "reviews.retrieve", reviews.retrieve),
    ("POST", r"/v1/tax/calculations", "tax.calculations.create", tax.calculate),
    ("GET", r"/v1/events", "events.list", events.listed),
    ("GET", r"/v1/events/([^/]+)", "events.retrieve", events.retrieve),
)
COMPILED = [(method, re.compile(pattern), name, run) for method, pattern, name, run in ROUTES]
PUBLISHABLE = {"payment_intents.retrieve", "payment_intents.confirm", "payment_methods.create"}


@dataclass(frozen=True)
class Job:
    """An understood request: which operation, for whom, under which key."""

    name: str
    run: Operation
    arguments: tuple[str, ...]
    params: Json
    path: str
    request_id: str
    publishable: bool
    key: str | None


class Api:
    """Stripe's API over one state."""

    def __init__(self, state: State, switches: Switches, base_url: str, stopping: threading.Event) -> None:
        self.state, self.switches, self.base_url, self.stopping = state, switches, base_url, stopping
        self.keys = Keys(state)
        self.requests: dict[str, int] = {}

    def handle(self, request: Request) -> Answer:
        """Answer one request; errors become Stripe's envelope."""
        request_id = new_id("req", 14)
        try:
            answer = self._handle(request, request_id)
        except DoubleError as error:
            answer = Answer(error.status, error.envelope)
        answer.headers |= {"Request-Id": request_id, "Stripe-Version": API_VERSION}
        return answer

    def call(self, tx: Transaction, operation: str, params: Json) -> Call:
        """Return a call made by the double itself (its pages)."""
        return Call(tx, params, self.base_url, operation, self.switches)

    def _handle(self, request: Request, request_id: str) -> Answer:
        job = _job(request, request_id)
        self.requests[job.name] = self.requests.get(job.name, 0) + 1
        if job.key is None:
            return self._faulty(job)
        kept = self.keys.begin(job.key, job.path, job.params)
        if kept is not None:
            replayed = {"Idempotent-Replayed": "true", "Idempotency-Key": job.key}
            return Answer(kept["status"], kept["answer"], replayed)
        try:
            return self._faulty(job)
        finally:
            self.keys.end(job.key)

    def _faulty(self, job: Job) -> Answer:
        return faults.perform(self.switches, self.stopping, job.name, lambda: self._execute(job), _instead)

    def _execute(self, job: Job) -> Answer:
        with self.state.transaction() as tx:
            call = Call(
                tx,
                job.params,
                self.base_url,
                job.name,
                self.switches,
                job.request_id,
                job.key,
                job.publishable,
            )
            status, body = _run(call, job)
            answer = Answer(status, body)
            if job.key is not None:
                answer.headers["Idempotency-Key"] = job.key
                keys.store(tx, job.key, job.path, job.params, status, body, job.request_id)
        return answer


def _run(call: Call, job: Job) -> tuple[int, Json]:
    try:
        return 200, expand(call, job.run(call, *job.arguments))
    except StripeError as error:
        if not error.executed:
            raise
        return error.status, error.envelope


def _job(request: Request, request_id: str) -> Job:
    name, run, arguments = _route(request)
    params = decode(request.body if request.method == "POST" else request.query)
    publishable = _is_publishable(request, params, name)
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is not None and not 0 < len(key) <= 255:
        raise invalid("The idempotency key must be 1 to 255 characters long.")
    return Job(name, run, arguments, params, request.path, request_id, publishable, key)


def _instead(switch: Switch) -> Answer:
    if switch.kind == "rate_limit":
        body = {
            "error": {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests."}
        }
        return Answer(429, body)
    error = server_error()
    return Answer(error.status, error.envelope)


def _route(request: Request) -> tuple[str, Operation, tuple[str, ...]]:
    for method, pattern, name, run in COMPILED:
        found = pattern.fullmatch(request.path)
        if found and method == request.method:
            return name, run, found.groups()
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    raise StripeError(404, "invalid_request_error", message)


def _is_publishable(request: Request, params: Json, name: str) -> bool:
    key = request.headers.get("authorization", "").removeprefix("Bearer ").strip() or str(
        params.get("key", "")
    )
    params.pop("key", None)
    if key.startswith("sk_test_") and len(key) > 8:
        return False
    if not key.startswith("pk_test_"):
        raise unauthorized("Invalid API Key provided." if key else "You did not provide an API key.")
    if name not in PUBLISHABLE:
        message = "This API call cannot be made with a publishable API key. Please use a secret API key."
        raise StripeError(401, "invalid_request_error", message, code="secret_key_required")
    if name.startswith("payment_intents") and not params.get("client_secret"):
        raise invalid(
            "Missing required param: client_secret.", code="parameter_missing", param="client_secret"
        )
    return True
