"""One request to the API while it is handled."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..base.errors import Json
from ..base.state import Transaction
from ..base.switches import Switch, Switches
from ..base.webhooks import enqueue
from .errors import missing
from .ids import new_id

USER = "user_54356a6b96c940d8913961a3c7b909f2"


@dataclass
class Call:
    """What an operation may use: the body, the transaction, the switches, and ways to leave traces."""

    tx: Transaction
    body: Json
    url: str
    operation: str
    switches: Switches
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def at(self) -> str:
        """Return now as EasyPost writes it."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def switched(self, *kinds: str) -> Switch | None:
        """Return and use up the switch of these kinds that is on for this operation."""
        return self.switches.take(self.operation, *kinds)

    def find(self, table: str, identifier: str) -> Json:
        """Return a row by its id or its reference; raises the 404 for neither."""
        row = self.tx.get(table, identifier)
        if row is None:
            row = next(iter(self.tx.rows(table, reference=identifier)), None)
        if row is None:
            raise missing(table)
        return row

    def emit(self, kind: str, result: Json, **previous: object) -> None:
        """Stage an event with a snapshot of what it is about; delivered once the transaction is kept."""
        event_id = new_id("evt")
        event = {
            "id": event_id,
            "object": "Event",
            "mode": "test",
            "description": kind,
            "previous_attributes": dict(previous),
            "result": result,
            "status": "pending",
            "pending_urls": [],
            "completed_urls": [],
            "created_at": self.at,
            "updated_at": self.at,
            "user_id": USER,
        }
        enqueue(self.tx, kind, event_id, event)

    def move_money(self, kind: str, shipment: str, cents: int) -> None:
        """Write the double's own books (buy, refund): what tests count."""
        self.tx.put("movement", new_id("mov"), {"kind": kind, "shipment": shipment, "cents": cents})
