"""The double's own books, and what tests and demos do in place of banks and of Stripe's staff."""

from collections import Counter

from ..base.state import Transaction
from . import challenge as challenges
from . import disputes, intents, refunds, reviews
from .api import Api
from .errors import Json


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


def resolve(api: Api, intent_id: str, outcome: str = "succeeded") -> Json:
    """End the ``processing`` of a payment."""
    with api.state.transaction() as tx:
        return challenges.resolve(api.call(tx, "payment_intents.confirm", {}), intent_id, outcome)


def answer(api: Api, name: str, asked: Json) -> Json | None:
    """Answer POST /_double/<name>; nothing where there is no such handle."""
    if name == "resolve":
        return resolve(api, str(asked.get("payment_intent")), str(asked.get("outcome", "succeeded")))
    if name not in ("dispute", "dispute/resolve", "expire", "refund", "review"):
        return None
    with api.state.transaction() as tx:
        return _done(api, tx, name, {key: str(value) for key, value in asked.items()})


def _done(api: Api, tx: Transaction, name: str, asked: dict[str, str]) -> Json:
    call = api.call(tx, "handle", {})
    outcome, intent = asked.get("outcome", ""), asked.get("payment_intent", "")
    match name:
        case "dispute":
            return disputes.begin(call, intent, asked.get("reason", "fraudulent"))
        case "dispute/resolve":
            return disputes.resolve(call, asked.get("dispute", ""), outcome)
        case "expire":
            return intents.lapse(call, intents.find(call, intent))
        case "refund":
            return refunds.finish(call, asked.get("refund", ""), outcome)
    return reviews.close(call, intents.find(call, intent), outcome or "approved")


def _cents(movements: list[Json]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in movements:
        total[row["kind"]] += row["amount"]
    return total


def _per_intent(movements: list[Json], kind: str) -> Counter[str]:
    return Counter(row["payment_intent"] for row in movements if row["kind"] == kind)
