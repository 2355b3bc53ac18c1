"""The double as one object: start it, ask it, make it misbehave, stop it."""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from . import control, sessions
from .api import Api
from .errors import Json
from .server import Server
from .state import State
from .switches import Switches
from .webhooks import Webhooks

SECRET = "whsec_double"


class StripeDouble:
    """A Stripe of one's own: ``with StripeDouble(webhook_url=...) as double: StripeClient(..., double.url)``."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | str | None = None,
        webhook_url: str | None = None,
        webhook_secret: str = SECRET,
        public_url: str | None = None,
    ) -> None:
        """Bind at once (port 0: a free one), so that ``url`` is known; ``public_url`` is what browsers call it."""
        # The port comes first: a second process must fail here, before it could touch the state file.
        self._server = Server(host, port)
        self.url = f"http://{host}:{self._server.server_port}"
        self.webhook_secret = webhook_secret
        self._stopping = threading.Event()
        self.state = State(Path(state) if state else None)
        self.switches = Switches()
        self.api = Api(self.state, self.switches, (public_url or self.url).rstrip("/"), self._stopping)
        self.webhooks = Webhooks(self.state, self.switches, webhook_url, webhook_secret, self._sweep)
        self._server.api, self._server.webhooks = self.api, self.webhooks
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> Self:
        """Serve from a thread."""
        self.webhooks.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and delivering; hanging answers end, open connections are closed."""
        self._stopping.set()
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

    def summary(self) -> Json:
        """Return the counts that GET /_double/state answers."""
        return control.summary(self.api)

    def deliver(self, event_id: str | None = None, *, everything: bool = False) -> int:
        """Release held events, or deliver again: one by id, or all."""
        return self.webhooks.redeliver(event_id, everything=everything)

    def resolve(self, intent_id: str, outcome: str = "succeeded") -> Json:
        """End the ``processing`` of a payment: succeeded or failed."""
        intent = control.resolve(self.api, intent_id, outcome)
        self.webhooks.wake()
        return intent

    def settled(self, timeout: float = 10.0) -> bool:
        """Wait until no delivery is pending; false when some still is at the end."""
        deadline = time.monotonic() + timeout
        while self.state.rows("delivery", state="pending"):
            if time.monotonic() > deadline:
                return False
            threading.Event().wait(0.02)
        return True

    def _sweep(self) -> None:
        with self.state.transaction() as tx:
            sessions.expire_due(self.api.call(tx, "checkout.sweep", {}))
