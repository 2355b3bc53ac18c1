"""Faults on demand: what can go wrong between a shop and a provider, one switch per way."""

import fnmatch
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass

from .errors import DoubleError, Json

API_KINDS = (
    "timeout_before",  # never acts, never answers
    "timeout_after",  # acts, then never answers
    "http_500_before",
    "http_500_after",
    "rate_limit",  # 429, does not act
    "slow",  # acts and answers after some seconds; its idempotency key is in use meanwhile
    "decline",  # the issuer refuses, whatever the buyer shows
)
WEBHOOK_KINDS = (
    "webhook_duplicate",  # delivered twice
    "webhook_delay",  # delivered some seconds later
    "webhook_out_of_order",  # delivered after the event that follows it
    "webhook_drop",  # never delivered
    "webhook_bad_signature",  # delivered with a wrong signature first, then rightly
    "webhook_hold",  # waits for POST /_double/deliver
)


@dataclass
class Switch:
    """One fault: for which operation (or event type), how many times, with what detail."""

    kind: str
    operation: str = "*"
    count: int = 1
    seconds: float = 30.0
    decline_code: str = "generic_decline"


class Switches:
    """The faults that are on."""

    def __init__(self, more_kinds: tuple[str, ...] = ()) -> None:
        self._kinds = API_KINDS + more_kinds + WEBHOOK_KINDS
        self._lock = threading.Lock()
        self._on: list[Switch] = []

    def set(self, kind: str, operation: str = "*", count: int = 1, **detail: float | str) -> None:
        """Turn a fault on for the next ``count`` matching operations (shell patterns are allowed)."""
        if kind not in self._kinds:
            raise DoubleError(400, f"Unknown switch: {kind}")
        unknown = set(detail) - {"seconds", "decline_code"}
        if unknown:
            raise DoubleError(400, f"Unknown switch detail: {unknown.pop()}")
        switch = Switch(kind, operation, int(count))
        switch.seconds = float(detail.get("seconds", switch.seconds))
        switch.decline_code = str(detail.get("decline_code", switch.decline_code))
        with self._lock:
            self._on.append(switch)

    def take(self, operation: str, *kinds: str) -> Switch | None:
        """Return and use up the first switch of these kinds that matches."""
        if not self._on:
            return None
        return self._find(lambda one: one.kind in kinds and fnmatch.fnmatchcase(operation, one.operation))

    def clear(self) -> None:
        """Turn every fault off."""
        with self._lock:
            self._on.clear()

    def listed(self) -> list[Json]:
        """Return the faults that are on."""
        with self._lock:
            return [asdict(one) for one in self._on]

    def _find(self, matches: Callable[[Switch], bool]) -> Switch | None:
        with self._lock:
            found = next((one for one in self._on if matches(one)), None)
            if found is None:
                return None
            found.count -= 1
            if found.count <= 0:
                self._on.remove(found)
            return found
