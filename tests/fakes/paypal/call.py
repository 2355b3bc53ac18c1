"""One request to the API while it is handled."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ..base.errors import Json
from ..base.state import Transaction
from ..base.switches import Switch, Switches
from ..base.webhooks import enqueue
from .errors import missing
from .ids import new_id


@dataclass
class Call:
    """What an operation may use: the body, the query, the transaction, the switches, and ways to leave traces."""

    tx: Transaction
    body: Json
    query: dict[str, str]
    url: str
    operation: str
    switches: Switches
    key: str = ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def at(self, *, days: int = 0) -> str:
        """Return now, or some days later, as PayPal writes it."""
        return (self.now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def switched(self, *kinds: str) -> Switch | None:
        """Return and use up the switch of these kinds that is on for this operation."""
        return self.switches.take(self.operation, *kinds)

    def find(self, table: str, identifier: str) -> Json:
        """Return a row; raises the 404 for an unknown id."""
        row = self.tx.get(table, identifier)
        if row is None:
            raise missing()
        return row

    def emit(self, kind: str, resource_type: str, resource: Json, summary: str) -> None:
        """Stage an event with a snapshot of what it is about; delivered once the transaction is kept."""
        event_id = f"WH-{new_id()}-{new_id()}"
        event = {
            "id": event_id,
            "event_version": "1.0",
            "create_time": self.at(),
            "resource_type": resource_type,
            "resource_version": "2.0",
            "event_type": kind,
            "summary": summary,
            "resource": resource,
            "links": [
                {
                    "href": f"{self.url}/v1/notifications/webhooks-events/{event_id}",
                    "rel": "self",
                    "method": "GET",
                }
            ],
        }
        enqueue(self.tx, kind, event_id, event)

    def move_money(self, kind: str, order_id: str, amount: Json) -> None:
        """Write the double's own books (authorize, capture, void, refund): what tests count."""
        row = {"kind": kind, "order": order_id, "cents": cents(amount), "key": self.key}
        self.tx.put("movement", new_id(), row)


def cents(amount: Json) -> int:
    """Return a sum of PayPal's in cents."""
    whole, _, part = str(amount["value"]).partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0")[:2] or 0)


def money(cents_: int, like: Json) -> Json:
    """Return cents as PayPal writes them, in the currency of another sum."""
    return {"currency_code": like["currency_code"], "value": f"{cents_ // 100}.{cents_ % 100:02d}"}
