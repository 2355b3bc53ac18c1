"""One request to the API, or one submission of a page, while it is handled."""

import datetime
import secrets
import uuid
from dataclasses import dataclass, field

from ..base.state import Transaction
from ..base.switches import Switches
from ..base.webhooks import enqueue
from .errors import Json

PREFIX = "net.authorize.payment."


def moment(at: datetime.datetime) -> str:
    """A time as their answers write it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass
class Call:
    """What an operation may use: the request, the transaction of the state, the switches, ways to leave traces."""

    tx: Transaction
    body: Json
    operation: str
    switches: Switches
    now: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    @property
    def asked(self) -> Json:
        """The ``transactionRequest``."""
        return dict(self.body.get("transactionRequest") or {})

    def new_id(self) -> str:
        """A number as they give to transactions and batches."""
        return f"6{secrets.randbelow(10**10):010d}"

    def move_money(self, kind: str, transaction: str, cents: int) -> None:
        """Write the double's own books (authorize, capture, void, refund): what tests count."""
        row = {"kind": kind, "transaction": transaction, "amount": cents, "at": moment(self.now)}
        self.tx.put("movement", uuid.uuid4().hex, row)

    def emit(self, kind: str, row: Json) -> None:
        """Stage a notification: ids and a few results, as at Authorize.net; no amounts one should believe."""
        payload: Json = {
            "responseCode": int(row["code"]),
            "authCode": row["authCode"],
            "avsResponse": row["avs"],
            "authAmount": row["amount"] / 100,
        }
        if row.get("refId"):
            payload["merchantReferenceId"] = row["refId"]
        event: Json = {
            "notificationId": str(uuid.uuid4()),
            "eventType": PREFIX + kind,
            "eventDate": moment(self.now),
            "webhookId": "0d5e9b9a-2f64-4c3a-9f4a-7a3f3a1c2b10",
            "payload": {**payload, "entityName": "transaction", "id": row["id"]},
        }
        enqueue(self.tx, event["eventType"], event["notificationId"], event)
