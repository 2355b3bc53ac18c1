"""Signed webhooks: at least once, retried with a growing, bounded pause, and unreliable on demand."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Protocol

from .errors import Json
from .state import State, Transaction
from .switches import Switch, Switches

ATTEMPTS = 30
LONGEST_PAUSE = 20.0
TICK = 0.5


class Sender(Protocol):
    """Whose webhooks these are."""

    state: State
    switches: Switches

    def sign(self, body: bytes, *, forged: bool) -> dict[str, str]:
        """Give the headers of a webhook with this body."""
        ...

    def delivered(self, tx: Transaction, event: str) -> None:
        """Note that an event arrived."""
        ...

    def sweep(self) -> None:
        """Let time pass."""
        ...


def enqueue(tx: Transaction, kind: str, event_id: str, event: Json) -> None:
    """Stage an event; it is delivered once the transaction is kept."""
    tx.put("event", event_id, event)
    delivery = {"event": event_id, "kind": kind, "attempts": 0, "due": 0.0, "state": "pending"}
    tx.put("delivery", event_id, delivery)


class Webhooks:
    """Delivers what is due, one after another, so that events arrive in order unless a switch says otherwise."""

    def __init__(self, sender: Sender, url: str | None) -> None:
        self.sender, self.url = sender, url
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="double-webhooks", daemon=True)

    def start(self) -> None:
        """Start delivering; what a killed double left pending goes out now."""
        self._thread.start()

    def stop(self) -> None:
        """Stop delivering; what is pending stays pending."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def wake(self) -> None:
        """Look at once for something to deliver, if it is delivered anywhere."""
        if self.url:
            self._wake.set()

    def redeliver(self, event_id: str | None = None, *, everything: bool = False) -> int:
        """Make held or pending events due now; ``everything`` or an id also replays what was delivered."""
        with self.sender.state.transaction() as tx:
            chosen = [row for row in tx.rows("delivery") if _is_chosen(row, event_id, everything)]
            for row in chosen:
                _release(tx, {**row, "due": 0.0, "attempts": 0})
        self.wake()
        return len(chosen)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            self.sender.sweep()
            for row in self._due():
                if self._stop.is_set():
                    return
                self._deliver(row)
            self._wake.wait(TICK)

    def _due(self) -> list[Json]:
        if not self.url:
            return []
        rows = self.sender.state.rows("delivery", state="pending")
        return sorted((row for row in rows if row["due"] <= time.time()), key=lambda row: row["due"])

    def _deliver(self, row: Json) -> None:
        event = self.sender.state.get("event", row["event"]) or {}
        switch = None if row.get("released") else self._switch(str(row.get("kind")))
        if switch and switch.kind in POSTPONED:
            self._keep(row, **POSTPONED[switch.kind](switch))
            return
        if switch and switch.kind == "webhook_bad_signature":
            self._post(event, forged=True)
        if switch and switch.kind == "webhook_duplicate":
            self._post(event)
        self._record(row, self._post(event))

    def _switch(self, kind: str) -> Switch | None:
        kinds = ("webhook_duplicate", "webhook_bad_signature", *POSTPONED)
        return self.sender.switches.take(kind, *kinds)

    def _record(self, row: Json, status: int | None) -> None:
        attempts = row["attempts"] + 1
        if status is not None and 200 <= status < 300:
            self._keep(row, state="delivered", attempts=attempts)
            self._release_followed()
        elif attempts >= ATTEMPTS:
            self._keep(row, state="failed", attempts=attempts)
        else:
            pause = min(0.25 * 2**attempts, LONGEST_PAUSE)
            self._keep(row, attempts=attempts, due=time.time() + pause, status=status)

    def _keep(self, row: Json, **changes: object) -> None:
        with self.sender.state.transaction() as tx:
            tx.put("delivery", row["event"], {**row, **changes})
            if changes.get("state") == "delivered":
                self.sender.delivered(tx, row["event"])

    def _release_followed(self) -> None:
        with self.sender.state.transaction() as tx:
            for row in tx.rows("delivery", state="overtaken"):
                _release(tx, row)

    def _post(self, event: Json, *, forged: bool = False) -> int | None:
        body = json.dumps(event, indent=2).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **self.sender.sign(body, forged=forged)}
        request = urllib.request.Request(str(self.url), data=body, headers=headers, method="POST")
        try:
            with DIRECT.open(request, timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except (OSError, http.client.HTTPException):
            return None


# A proxy from the environment must never see local deliveries.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
POSTPONED: dict[str, Callable[[Switch], Json]] = {
    "webhook_drop": lambda switch: {"state": "dropped"},
    "webhook_hold": lambda switch: {"state": "held"},
    "webhook_out_of_order": lambda switch: {"state": "overtaken"},
    "webhook_delay": lambda switch: {"due": time.time() + switch.seconds, "released": True},
}


def _release(tx: Transaction, row: Json) -> None:
    tx.put("delivery", row["event"], {**row, "state": "pending", "released": True})


def _is_chosen(row: Json, event_id: str | None, everything: bool) -> bool:
    if event_id:
        return bool(row["event"] == event_id)
    return everything or row["state"] in ("pending", "held", "overtaken")
