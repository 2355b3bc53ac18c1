"""The API: one address for every request. HTTP 200 whatever happens, and a byte order mark before the answer."""

import json
import threading
from collections.abc import Callable

from ..base import faults
from ..base.http import Answer, Request
from ..base.state import State, Transaction
from ..base.switches import Switch, Switches
from . import grammar, hosted, nonces, reports, transactions
from .call import Call
from .errors import Json, Refusal, Stopped
from .shapes import transaction_answer

PATH = "/xml/v1/request.api"
BOM = "\ufeff"
OPERATIONS: dict[str, Callable[[Call], Json]] = {
    "createTransactionRequest": transactions.run,
    "updateHeldTransactionRequest": transactions.update_held,
    "getTransactionDetailsRequest": reports.details,
    "getUnsettledTransactionListRequest": reports.unsettled,
    "getSettledBatchListRequest": reports.batches,
    "getTransactionListRequest": reports.in_batch,
    "getHostedPaymentPageRequest": hosted.create,
    "securePaymentContainerRequest": nonces.create,
}
# What browsers may ask from the card fields' frame.
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type"}


class Api:
    """Authorize.net's API over one state."""

    def __init__(self, state: State, switches: Switches, stopping: threading.Event) -> None:
        self.state, self.switches, self.stopping = state, switches, stopping
        self.requests: dict[str, int] = {}

    def handle(self, request: Request) -> Answer:
        """Answer one request; what it may not do is told with HTTP 200."""
        try:
            name, body = _read(request)
            operation = _operation(name, body)
        except Refusal as refusal:
            return _answer({"messages": refusal.messages})
        self.requests[operation] = self.requests.get(operation, 0) + 1
        run = lambda: _answer(self._run(name, operation, body))  # noqa: E731
        return faults.perform(self.switches, self.stopping, operation, run, _instead)

    def call(self, tx: Transaction, operation: str, body: Json | None = None) -> Call:
        """Return a call made by the double's own pages and handles."""
        return Call(tx, body or {}, operation, self.switches)

    def _run(self, name: str, operation: str, body: Json) -> Json:
        try:
            with self.state.transaction() as tx:
                return OPERATIONS[name](self.call(tx, operation, body))
        except Refusal as refusal:
            empty = {"SupplementalDataQualificationIndicator": 0}
            partly = {"transactionResponse": empty} if name == "createTransactionRequest" else {}
            return {**partly, **_ref_id(body), "messages": refusal.messages}
        except Stopped as stopped:
            return transaction_answer({}, stopped.code, stopped.reason, str(body.get("refId", "")))


def _read(request: Request) -> tuple[str, Json]:
    try:
        [(name, body)] = json.loads(request.body).items()
    except (ValueError, AttributeError):
        raise Refusal("E00003", "Root element is missing.") from None
    if name not in OPERATIONS:
        raise Refusal("E00003", f"The '{name}' element is not declared.")
    if not isinstance(body, dict):
        raise Refusal("E00003", f"The '{name}' element is invalid.")
    grammar.check(name, body)
    _check_login(name, body.get("merchantAuthentication") or {})
    return name, body


def _check_login(name: str, login: Json) -> None:
    browser = name == "securePaymentContainerRequest"
    key = str(login.get("clientKey" if browser else "transactionKey") or "")
    if not login.get("name") or not key or key.startswith("wrong"):
        raise Refusal("E00007", "User authentication failed due to invalid authentication values.")


def _operation(name: str, body: Json) -> str:
    plain = name.removesuffix("Request")
    return f"{plain}.{transactions.kind(body)}" if name == "createTransactionRequest" else plain


def _ref_id(body: Json) -> Json:
    return {"refId": str(body["refId"])} if body.get("refId") else {}


def _answer(body: Json) -> Answer:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return Answer(200, (BOM + json.dumps(body)).encode(), headers | CORS)


def _instead(switch: Switch) -> Answer:
    if switch.kind == "rate_limit":
        return _answer({"messages": Refusal("E00053", "The server is currently too busy.").messages})
    return Answer(500, "Internal Server Error", {"Content-Type": "text/html"})
