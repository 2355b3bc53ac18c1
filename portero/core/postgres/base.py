"""Connections to the database: how a kept one is looked at, and what it has prepared.

Asking the server whether it is there would cost as much as the look at the shelf.
"""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ended a connection (a restart, a time limit) has written to it; silence needs no question.

    What a question would find besides is a server that is gone without a word: the request's own query finds that
    just as well.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection to the server, which knows no prepared statements yet (portero.core.postgres.prepared)."""
        self.prepared: set[str] = set()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Whether a request may use the connection: nothing waits to be read on it, or the server answers."""
        return self._is_silent() or super().is_usable()

    def _is_silent(self) -> bool:
        own = self.connection
        if own is None or own.closed:
            return False
        waiting = select.poll()
        waiting.register(own.fileno(), select.POLLIN)
        return not waiting.poll(0)
