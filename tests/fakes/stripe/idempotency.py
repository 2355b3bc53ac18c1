"""Idempotency keys (https://docs.stripe.com/api/idempotent_requests)."""

import hashlib
import json
import threading

from .errors import Json, StripeError
from .state import State, Transaction


class Keys:
    """One key, one execution: a repetition gets the stored answer, also when the first asker never heard it."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._busy: set[str] = set()
        self._lock = threading.Lock()

    def begin(self, key: str, path: str, params: Json) -> tuple[int, Json] | None:
        """Claim a key; returns the stored answer where there is one.

        Raises 400 ``idempotency_error`` for another request with the same key and 409
        ``idempotency_key_in_use`` while the first is still running.
        """
        with self._lock:
            kept = self._state.get("idempotency", key)
            if kept is not None:
                _same_request(kept, key, path, params)
                return kept["status"], kept["answer"]
            if key in self._busy:
                raise _in_use(key)
            self._busy.add(key)
        return None

    def end(self, key: str) -> None:
        """Let go of a claimed key, stored or not."""
        with self._lock:
            self._busy.discard(key)


def store(
    tx: Transaction, key: str, path: str, params: Json, status: int, answer: Json, request_id: str
) -> None:
    """Keep an answer in the same transaction as what it reports."""
    row = {"path": path, "digest": _digest(params), "status": status, "answer": answer, "request": request_id}
    tx.put("idempotency", key, row)


def _digest(params: Json) -> str:
    return hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()


def _same_request(kept: Json, key: str, path: str, params: Json) -> None:
    if kept["path"] != path:
        used = f"for the same endpoint they were first used for ('{path}' is not '{kept['path']}')"
    elif kept["digest"] != _digest(params):
        used = "with the same parameters they were first used with"
    else:
        return
    raise StripeError(
        400,
        "idempotency_error",
        f"Keys for idempotent requests can only be used {used}. Try using a key other than '{key}' if you meant to "
        "execute a different request.",
    )


def _in_use(key: str) -> StripeError:
    return StripeError(
        409,
        "invalid_request_error",
        f"There is currently another in-progress request using this Idempotent Key: {key}. Please try again later.",
        code="idempotency_key_in_use",
    )
