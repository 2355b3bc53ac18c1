"""The double's own books, and its handle: settling the day."""

from collections import Counter

from . import reports
from .api import Api
from .errors import Json


def summary(api: Api) -> Json:
    """Return what happened so far, counted: the double's own books, not the shop's."""
    state = api.state
    rows, movements = state.rows("transaction"), state.rows("movement")
    return {
        "transactions": {row["id"]: row["status"] for row in rows},
        "statuses": Counter(row["status"] for row in rows),
        "invoices": Counter(row["invoice"] for row in rows),
        "movements": Counter(row["kind"] for row in movements),
        "cents": _cents(movements),
        "authorizations_per_invoice": _per_invoice(rows, movements, "authorize"),
        "captures_per_invoice": _per_invoice(rows, movements, "capture"),
        "batches": len(state.rows("batch")),
        "events": Counter(row["eventType"] for row in state.rows("event")),
        "deliveries": Counter(row["state"] for row in state.rows("delivery")),
        "requests": dict(api.requests),
        "switches": api.switches.listed(),
    }


def settle(api: Api) -> Json:
    """Close the day: what is captured and refunded settles in a batch."""
    with api.state.transaction() as tx:
        return {"batch": reports.settle(api.call(tx, "settle"))}


def _cents(movements: list[Json]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in movements:
        total[row["kind"]] += row["amount"]
    return total


def _per_invoice(rows: list[Json], movements: list[Json], kind: str) -> Counter[str]:
    invoices = {row["id"]: row["invoice"] for row in rows}
    return Counter(invoices[row["transaction"]] for row in movements if row["kind"] == kind)
