"""The API: routes, the key, faults. One request in, one answer out."""

import base64
import json
import re
import threading
from collections import Counter
from collections.abc import Callable

from ..base import faults
from ..base.errors import DoubleError, Json
from ..base.http import Answer, Request
from ..base.state import State, Transaction
from ..base.switches import Switch, Switches
from . import paper, shapes, shipments, trackers
from .call import Call
from .errors import EasyPostError

Operation = Callable[..., Json]
V2 = "/v2"
ROUTES: tuple[tuple[str, str, str, Operation, int], ...] = (
    ("POST", rf"{V2}/shipments", "shipments.create", shipments.create, 201),
    ("GET", rf"{V2}/shipments/([^/]+)", "shipments.retrieve", shipments.retrieve, 200),
    ("POST", rf"{V2}/shipments/([^/]+)/buy", "shipments.buy", shipments.buy, 200),
    ("POST", rf"{V2}/shipments/([^/]+)/insure", "shipments.insure", shipments.insure, 200),
    ("POST", rf"{V2}/shipments/([^/]+)/refund", "shipments.refund", shipments.refund, 200),
    ("POST", rf"{V2}/trackers", "trackers.create", trackers.create, 200),
    ("GET", rf"{V2}/trackers/([^/]+)", "trackers.retrieve", trackers.retrieve, 200),
    (
        "POST",
        rf"{V2}/customs_items",
        "customs_items.create",
        lambda call: shapes.customs_item(call.body["customs_item"], call.at),
        201,
    ),
)
COMPILED = [(method, re.compile(path), name, run, status) for method, path, name, run, status in ROUTES]
FILE = re.compile(r"/files/postage_label/([^/]+)")


class Api:
    """EasyPost's API over one state."""

    def __init__(self, state: State, switches: Switches, url: str, stopping: threading.Event) -> None:
        self.state, self.switches, self.url, self.stopping = state, switches, url, stopping
        self.requests = Counter[str]()

    def handle(self, request: Request) -> Answer:
        """Answer one request; errors become EasyPost's envelope."""
        try:
            return self._handle(request)
        except DoubleError as error:
            return Answer(error.status, error.envelope)

    def file(self, request: Request) -> Answer | None:
        """Answer GET /files/postage_label/..., the storage beside the API."""
        found = FILE.fullmatch(request.path)
        row = self.state.get("file", found[1]) if found else None
        if row is None:
            return None
        self.requests["file"] += 1
        shipment = self.state.get("shipment", row["shipment"]) or {}
        kinds = {"pdf": "application/pdf", "png": "image/png"}
        content = paper.of(shipment, row["kind"])
        return self._faulty("file", lambda: Answer(200, content, {"Content-Type": kinds[row["kind"]]}))

    def call(self, tx: Transaction, operation: str, body: Json | None = None) -> Call:
        """Return a call, of a request or of the double's own handles."""
        return Call(tx, body or {}, self.url, operation, self.switches)

    def _handle(self, request: Request) -> Answer:
        name, run, arguments, status = _route(request)
        self.requests[name] += 1
        _check_key(request)
        body = _json(request)

        def act() -> Answer:
            with self.state.transaction() as tx:
                return Answer(status, run(self.call(tx, name, body), *arguments))

        return self._faulty(name, act)

    def _faulty(self, name: str, act: Callable[[], Answer]) -> Answer:
        return faults.perform(self.switches, self.stopping, name, act, _instead)


def _route(request: Request) -> tuple[str, Operation, tuple[str, ...], int]:
    for method, path, name, run, status in COMPILED:
        found = path.fullmatch(request.path)
        if found and method == request.method:
            return name, run, found.groups(), status
    raise EasyPostError(404, "NOT_FOUND", "The requested resource could not be found.")


def _check_key(request: Request) -> None:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    if kind == "Basic":
        key = base64.b64decode(key).decode().partition(":")[0]
    if not key.startswith(("EZTK", "EZAK")):
        raise EasyPostError(401, "APIKEY.INVALID", "This api key is invalid.")


def _json(request: Request) -> Json:
    try:
        body = json.loads(request.raw or b"{}")
    except ValueError as error:
        raise EasyPostError(400, "BAD_REQUEST", "Error parsing input.") from error
    return body if isinstance(body, dict) else {}


def _instead(switch: Switch) -> Answer:
    busy = switch.kind == "rate_limit"
    code, words = (
        ("RATE_LIMITED", "Too many requests.") if busy else ("INTERNAL_SERVER_ERROR", "We're sorry.")
    )
    error = EasyPostError(429 if busy else 500, code, words)
    return Answer(error.status, error.envelope)
