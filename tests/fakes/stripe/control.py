"""The handles for tests and demos: /_double/state, switch, deliver, resolve."""

import json
from collections import Counter

from . import challenge as challenges
from .api import Api
from .errors import Json, StripeError, invalid
from .webhooks import Webhooks


def summary(api: Api) -> Json:
    """Return what happened so far, counted: the double's own books, not the shop's."""
    state = api.state
    movements = state.rows("movement")
    return {
        "payment_intents": {row["id"]: row["status"] for row in state.rows("payment_intent")},
        "statuses": Counter(row["status"] for row in state.rows("payment_intent")),
        "charges": Counter(row["status"] for row in state.rows("charge")),
        "movements": Counter(row["kind"] for row in movements),
        "cents": _cents(movements),
        "authorizations_per_intent": _per_intent(movements, "authorize"),
        "captures_per_intent": _per_intent(movements, "capture"),
        "refunds_per_intent": _per_intent(movements, "refund"),
        "sessions": {row["id"]: row["status"] for row in state.rows("checkout.session")},
        "events": Counter(row["type"] for row in state.rows("event")),
        "deliveries": Counter(row["state"] for row in state.rows("delivery")),
        "requests": dict(api.requests),
        "switches": api.switches.listed(),
    }


def handle(api: Api, webhooks: Webhooks, method: str, path: str, body: str) -> Json:
    """Answer a request below /_double/."""
    if (method, path) == ("GET", "/_double/state"):
        return summary(api)
    if (method, path) == ("POST", "/_double/switch"):
        return _switch(api, _object(body))
    if (method, path) == ("POST", "/_double/deliver"):
        asked = _object(body)
        return {"due": webhooks.redeliver(asked.get("event"), everything=bool(asked.get("all")))}
    if (method, path) == ("POST", "/_double/resolve"):
        return _resolve(api, _object(body))
    raise StripeError(404, "invalid_request_error", f"Unrecognized handle ({method}: {path}).")


def resolve(api: Api, intent_id: str, outcome: str = "succeeded") -> Json:
    """End the ``processing`` of a payment."""
    with api.state.transaction() as tx:
        return challenges.resolve(api.call(tx, "payment_intents.confirm", {}), intent_id, outcome)


def _switch(api: Api, asked: Json) -> Json:
    if asked.pop("clear", False):
        api.switches.clear()
    if asked:
        if "kind" not in asked:
            raise invalid("Missing required param: kind.", param="kind")
        api.switches.set(**asked)
    return {"switches": api.switches.listed()}


def _resolve(api: Api, asked: Json) -> Json:
    return resolve(api, str(asked.get("payment_intent")), str(asked.get("outcome", "succeeded")))


def _object(body: str) -> Json:
    try:
        value = json.loads(body or "{}")
    except ValueError as error:
        raise invalid(f"Not JSON: {error}") from error
    if not isinstance(value, dict):
        raise invalid("A JSON object is needed.")
    return value


def _cents(movements: list[Json]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in movements:
        total[row["kind"]] += row["amount"]
    return total


def _per_intent(movements: list[Json], kind: str) -> Counter[str]:
    return Counter(row["payment_intent"] for row in movements if row["kind"] == kind)
