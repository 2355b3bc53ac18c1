"""The double's own books, and the end of a payment that was left processing."""

from collections import Counter

from . import challenge as challenges
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


def _cents(movements: list[Json]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in movements:
        total[row["kind"]] += row["amount"]
    return total


def _per_intent(movements: list[Json], kind: str) -> Counter[str]:
    return Counter(row["payment_intent"] for row in movements if row["kind"] == kind)
