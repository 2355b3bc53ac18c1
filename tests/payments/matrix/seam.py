"""The shop's edge: every request to a provider and every commit, counted, and made to fail at the n-th."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import requests
from django.db import connection

from orders.payments.providers.stripe.connections import KeptConnections

PATIENCE = 0.15  # seconds that the shop waits for an answer that will not come
WRITES = ("INSERT", "UPDATE", "DELETE")


class Killed(BaseException):
    """kill -9: nothing in the shop catches it, what isn't committed is gone."""


class Seam:
    """Watches while the shop acts. Between two counted steps nothing outside the process has changed."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin to count again; nothing fails."""
        self.steps = self.calls = 0
        self.die_after = self.die_after_call = self.fail_at = 0
        self.silence = 0
        self.spoil: Callable[[], None] = lambda: None
        self.hush: Callable[[], None] = lambda: None
        self.struck = self._watching = False
        self._depth = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """What happens inside is the shop's doing."""
        self._depth = len(connection.savepoint_ids)
        self._watching = True
        try:
            with connection.execute_wrapper(self._statement):
                yield
        finally:
            self._watching = False

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Stand between the shop and the libraries that carry its requests, and its transactions."""
        send, handle = requests.adapters.HTTPAdapter.send, httpx.HTTPTransport.handle_request
        ask, commit = KeptConnections.request, connection.savepoint_commit

        def by_requests(adapter: Any, request: Any, **how: Any) -> Any:
            return self._call(
                lambda soon: send(adapter, request, **how | ({"timeout": PATIENCE} if soon else {}))
            )

        def by_stripe(kept: KeptConnections, *what: Any, **how: Any) -> Any:
            return self._call(lambda soon: ask(_impatient(kept) if soon else kept, *what, **how))

        def by_httpx(transport: Any, request: httpx.Request) -> Any:
            def carry(soon: bool) -> httpx.Response:
                if soon:
                    request.extensions["timeout"] = httpx.Timeout(PATIENCE).as_dict()
                return handle(transport, request)

            return self._call(carry)

        def savepoint_commit(sid: Any) -> None:
            commit(sid)
            if self._watching and len(connection.savepoint_ids) == self._depth:
                self._step()

        patch.setattr(requests.adapters.HTTPAdapter, "send", by_requests)
        patch.setattr(KeptConnections, "request", by_stripe)
        patch.setattr(httpx.HTTPTransport, "handle_request", by_httpx)
        patch.setattr(connection, "savepoint_commit", savepoint_commit)

    def _call(self, carry: Callable[[bool], Any]) -> Any:
        if not self._watching:
            return carry(False)
        self.calls += 1
        spoilt = self.calls == self.fail_at
        if spoilt:
            self.struck = True
            self.spoil()
        elif 0 < self.calls - self.fail_at <= self.silence and self.fail_at:
            self.hush()
        answer = carry(spoilt)
        self._step(dies=self.calls == self.die_after_call)
        return answer

    def _statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """A write outside a transaction is a commit of its own."""
        done = execute(sql, params, many, context)
        if sql.lstrip().upper().startswith(WRITES) and len(connection.savepoint_ids) == self._depth:
            self._step()
        return done

    def _step(self, *, dies: bool = False) -> None:
        self.steps += 1
        if dies or self.steps == self.die_after:
            self.struck, self._watching = True, False
            raise Killed


def _impatient(kept: KeptConnections) -> KeptConnections:
    """For one request, which nobody answers: so its connection isn't kept."""
    return KeptConnections(kept.address, PATIENCE)
