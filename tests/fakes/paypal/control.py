"""The double's own books, and its handles: reviews end, disputes come, days pass."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from ..base.errors import DoubleError, Json
from . import disputes, payments
from .api import Api
from .call import Call

RESOLVES: dict[str, Callable[[Call, str, str], Json]] = {
    "authorization": payments.resolve_authorization,
    "capture": payments.resolve_capture,
    "refund": payments.resolve_refund,
}


def summary(api: Api) -> Json:
    """Return what happened so far, counted."""
    state, movements = api.state, api.state.rows("movement")
    return {
        "orders": {row["id"]: row["status"] for row in state.rows("order")},
        "authorizations": Counter(row["status"] for row in state.rows("authorization")),
        "captures": Counter(row["status"] for row in state.rows("capture")),
        "refunds": Counter(row["status"] for row in state.rows("refund")),
        "disputes": {row["dispute_id"]: row["status"] for row in state.rows("dispute")},
        "movements": Counter(row["kind"] for row in movements),
        "cents": _cents(movements),
        **{f"{kind}s_per_order": _per_order(movements, kind) for kind in ("authorize", "capture", "refund")},
        "events": Counter(row["event_type"] for row in state.rows("event")),
        "deliveries": Counter(row["state"] for row in state.rows("delivery")),
        "requests": dict(api.requests),
        "switches": api.switches.listed(),
    }


def handle(api: Api, name: str, asked: Json) -> Json | None:
    """Answer one of the handles only PayPal's double has."""
    if name == "resolve":
        return resolve(api, **asked)
    if name == "dispute":
        return dispute(api, **asked)
    if name == "age":
        return age(api, str(asked["order"]), int(asked["days"]))
    return None


def resolve(api: Api, outcome: str = "completed", **which: str) -> Json:
    """End what is pending, named by ``authorization``, ``capture`` or ``refund``: completed, denied or failed."""
    kind, number = next(iter(which.items()), ("", ""))
    if kind not in RESOLVES:
        raise DoubleError(400, "Name an authorization, a capture or a refund.")
    with api.state.transaction() as tx:
        return RESOLVES[kind](api.call(tx, "resolve"), str(number), outcome)


def dispute(api: Api, **asked: str) -> Json:
    """Open a dispute about a ``capture``, or move a ``dispute`` to a ``status`` (with an ``outcome``)."""
    with api.state.transaction() as tx:
        call = api.call(tx, "dispute")
        if "capture" in asked:
            return disputes.opened(call, asked["capture"], asked.get("reason", disputes.REASON))
        return disputes.moved(call, asked["dispute"], asked["status"], asked.get("outcome", ""))


def age(api: Api, order_id: str, days: int) -> Json:
    """Let days pass for the authorisations of an order."""
    with api.state.transaction() as tx:
        rows = tx.rows("authorization", order=order_id)
        for row in rows:
            older = {name: _earlier(row[name], days) for name in ("create_time", "expiration_time")}
            tx.put("authorization", row["id"], {**row, **older})
    return {"aged": len(rows)}


def _earlier(moment: str, days: int) -> str:
    return (datetime.fromisoformat(moment) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cents(movements: list[Json]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in movements:
        total[row["kind"]] += row["cents"]
    return total


def _per_order(movements: list[Json], kind: str) -> Counter[str]:
    return Counter(row["order"] for row in movements if row["kind"] == kind)
