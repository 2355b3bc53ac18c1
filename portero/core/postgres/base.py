"""A kept connection is looked at before each request; asking the server costs as much as the look at the shelf."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ended a connection (a restart, a time limit) has written to it; silence needs no question.

    What a question would find besides is a server that is gone without a word: the request's own query finds that
    just as well.
    """

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
