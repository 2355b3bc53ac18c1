"""Many buyers at once from one thread: each says what she asks next when she has read the last answer.

Raw sockets and hardly any parsing (discovery/client.py), so that the processors are left to those who are measured.
"""

import selectors
import time
from collections.abc import Generator, Iterable
from typing import NamedTuple

from benchmarks.discovery.client import Connection, read


class Asked(NamedTuple):
    """A request, and whom on this machine it is for."""

    port: int
    request: bytes


# Asks, and is told the whole answer, head and body.
Conversation = Generator[Asked, bytes, None]


def talk(conversations: Iterable[Conversation]) -> float:
    """Hold them all to their ends, at the same time; the seconds that it took.

    Raises TimeoutError when nobody answers for a minute.
    """
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        going = [_Talk(conversation, selector) for conversation in conversations]
        while any(not one.over for one in going):
            ready = selector.select(timeout=60)
            if not ready:
                raise TimeoutError("no answer within a minute")
            for key, _ in ready:
                talk, connection = key.data
                talk.receive(connection)
    return time.perf_counter() - started


class _Talk:
    """One buyer's conversation, with a connection of hers to each server."""

    def __init__(self, conversation: Conversation, selector: selectors.BaseSelector) -> None:
        self.conversation, self.selector = conversation, selector
        self.connections: dict[int, Connection] = {}
        self.over = False
        self.asked = next(conversation)
        self.send()

    def send(self) -> None:
        """Send what is asked, over a connection that is kept as long as the server keeps it."""
        port = self.asked.port
        connection = self.connections.setdefault(port, Connection(("127.0.0.1", port)))
        fresh = connection.own is None
        own = connection.open()
        connection.buffer.clear()
        connection.length = -1
        own.sendall(self.asked.request)
        if fresh:
            self.selector.register(own, selectors.EVENT_READ, (self, connection))

    def receive(self, connection: Connection) -> None:
        """Read what is there; with the whole answer she asks the next."""
        part = read(connection.open())
        if not part and connection is not self.connections[self.asked.port]:
            self.hang_up(connection)  # closed for idleness
            return
        connection.buffer += part
        if part and not connection.whole():
            return
        unheard = not connection.buffer and connection.used
        if not part or connection.closes:
            self.hang_up(connection)
        if unheard:  # closed for idleness just as we wrote: nothing was done
            self.send()
            return
        connection.used = True
        self.go_on(bytes(connection.buffer))

    def go_on(self, answer: bytes) -> None:
        """The next request, or the end."""
        try:
            self.asked = self.conversation.send(answer)
        except StopIteration:
            self.over = True
            for connection in self.connections.values():
                self.hang_up(connection)
        else:
            self.send()

    def hang_up(self, connection: Connection) -> None:
        """End a connection, if it is open."""
        if connection.own is not None:
            self.selector.unregister(connection.own)
            connection.close()
