"""A double as one object: start it, ask it, make it misbehave, stop it. Providers fill in what is theirs."""

import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from . import control
from .errors import Json
from .http import Answer, Request
from .server import Server
from .state import State, Transaction
from .switches import Switches
from .webhooks import Webhooks


class Double(ABC):
    """A provider of one's own: ``with SomeDouble(webhook_url=...) as double: ... double.url``.

    A provider's double gives ``answer``, ``sign`` and ``summary``, and where needed ``handle``, ``delivered``
    and ``sweep``.
    """

    title: ClassVar[str]
    secret: ClassVar[str]
    switch_kinds: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | str | None = None,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        public_url: str | None = None,
    ) -> None:
        """Bind at once (port 0: a free one), so that ``url`` is known; ``public_url`` is what browsers call it."""
        # The port comes first: a second process must fail here, before it could touch the state file.
        self._server = Server(host, port, self._respond)
        self.url = f"http://{host}:{self._server.server_port}"
        self.public_url = (public_url or self.url).rstrip("/")
        self.webhook_secret = webhook_secret or self.secret
        self.stopping = threading.Event()
        self.state = State(Path(state) if state else None)
        self.switches = Switches(self.switch_kinds)
        self.webhooks = Webhooks(self, webhook_url)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @abstractmethod
    def answer(self, request: Request) -> Answer | None:
        """Answer the API, the pages, the scripts; nothing where the path is none of them."""

    @abstractmethod
    def sign(self, body: bytes, *, forged: bool) -> dict[str, str]:
        """Give the headers of a webhook with this body; a forged one carries a wrong signature."""

    @abstractmethod
    def summary(self) -> Json:
        """Return the counts that GET /_double/state answers: the double's own books, not the shop's."""

    def handle(self, name: str, asked: Json) -> Json | None:
        """Answer POST /_double/<name>, a handle only this provider has; nothing where there is none."""
        return None

    def delivered(self, tx: Transaction, event: str) -> None:  # noqa: B027  (most providers show nothing)
        """Note that an event arrived, where the provider shows this."""

    def sweep(self) -> None:  # noqa: B027  (for most nothing expires by itself)
        """Let time pass: expire what is due."""

    def start(self) -> Self:
        """Serve from a thread."""
        self.webhooks.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and delivering; hanging answers end, open connections are closed."""
        self.stopping.set()
        self._server.shutdown()
        self._server.drop_connections()
        self._server.server_close()
        self.webhooks.stop()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def switch(self, kind: str, operation: str = "*", count: int = 1, **detail: float | str) -> None:
        """Turn a fault on (docs/doubles.md names them)."""
        self.switches.set(kind, operation, count, **detail)

    def deliver(self, event_id: str | None = None, *, everything: bool = False) -> int:
        """Release held events, or deliver again: one by id, or all."""
        return self.webhooks.redeliver(event_id, everything=everything)

    def settled(self, timeout: float = 60.0) -> bool:
        """Wait until no delivery is pending; false when some still is at the end."""
        deadline = time.monotonic() + timeout
        while self.state.rows("delivery", state="pending"):
            if time.monotonic() > deadline:
                return False
            threading.Event().wait(0.02)
        return True

    def _respond(self, request: Request) -> Answer:
        answer = self._routed(request)
        if request.method == "POST":
            self.webhooks.wake()
        if answer.hang is not None:
            self.stopping.wait(answer.hang)
        return answer

    def _routed(self, request: Request) -> Answer:
        if request.path.startswith("/_double/"):
            return control.answer(self, request)
        if request.path == "/healthz":
            return Answer(200, {"status": "ok"})
        unknown = Answer(404, {"error": {"message": f"Unrecognized URL ({request.method}: {request.path})."}})
        return self.answer(request) or unknown
