"""Idempotency keys: one key, one execution; a repetition gets the stored answer."""

import hashlib
import json
import threading

from .errors import DoubleError, Json
from .state import State, Transaction


class Keys:
    """The keys in use and used; a provider's own kind words its refusals."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, key: str, path: str, params: Json) -> Json | None:
        """Claim a key; returns the kept row (``status``, ``answer``) where its request was executed already.

        Raises what ``in_use`` gives while the first request is still running, and what ``other_request`` gives
        for another request with the same key.
        """
        with self._lock:
            kept = self._state.get("idempotency", key)
            if kept is not None:
                if kept["path"] != path or kept["digest"] != _digest(params):
                    raise self.other_request(key, path, kept["path"])
                return kept
            if key in self._busy:
                raise self.in_use(key)
            self._busy.add(key)
        return None

    def end(self, key: str) -> None:
        """Let go of a claimed key, stored or not."""
        with self._lock:
            self._busy.discard(key)

    def in_use(self, key: str) -> DoubleError:
        """The refusal while the first request with this key is still running."""
        return DoubleError(409, f"The key {key} is in use.")

    def other_request(self, key: str, path: str, first_path: str) -> DoubleError:
        """The refusal of another request with a used key."""
        return DoubleError(400, f"The key {key} was used for another request.")


def store(
    tx: Transaction, key: str, path: str, params: Json, status: int, answer: Json, request_id: str
) -> None:
    """Keep an answer in the same transaction as what it reports."""
    row = {"path": path, "digest": _digest(params), "status": status, "answer": answer, "request": request_id}
    tx.put("idempotency", key, row)


def _digest(params: Json) -> str:
    return hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
