"""One request to the API while it is handled."""

import datetime
import time
from dataclasses import dataclass, field

from ..base.state import Transaction
from ..base.switches import Switches
from ..base.webhooks import enqueue
from .errors import Json
from .ids import new_id

API_VERSION = "2026-10-28.endive"


@dataclass
class Call:
    """What an operation may use: parameters, the transaction, the switches, and ways to leave traces."""

    tx: Transaction
    params: Json
    base_url: str
    operation: str
    switches: Switches
    request_id: str = ""
    idempotency_key: str | None = None
    publishable: bool = False
    now: int = field(default_factory=lambda: int(time.time()))

    @property
    def year(self) -> int:
        """The current year."""
        return datetime.datetime.now(datetime.UTC).year

    def emit(self, kind: str, obj: Json) -> None:
        """Stage an event with a snapshot of the object; it is delivered once the transaction is kept."""
        event: Json = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": {"object": obj},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": self.request_id or None, "idempotency_key": self.idempotency_key},
            "type": kind,
        }
        enqueue(self.tx, kind, event["id"], event)

    def move_money(self, kind: str, intent_id: str, amount: int) -> None:
        """Write the double's own books (authorize, capture, void, refund): what tests count."""
        row = {
            "kind": kind,
            "payment_intent": intent_id,
            "amount": amount,
            "at": self.now,
            "key": self.idempotency_key,
        }
        self.tx.put("movement", new_id("mv"), row)
