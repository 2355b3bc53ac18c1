"""A load generator that leaves the processors to those who are measured: one thread, raw sockets, hardly any parsing.

Connections are kept as long as the server keeps them. A request costs about fifty microseconds here.
"""

import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 16
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """One answer: which request (its place in the list), HTTP status, seconds from sending to the last byte."""

    request: int
    status: int
    seconds: float
    size: int
    body: bytes = b""


@dataclass
class Load:
    """What came back, and how long all of it took."""

    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.answers) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        times = sorted(answer.seconds for answer in self.answers)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]

    def wrong(self, *right: int) -> list[Answer]:
        """Answers with any other status."""
        return [answer for answer in self.answers if answer.status not in right]

    def add(self, other: "Load") -> None:
        """Another stretch of the same."""
        self.answers += other.answers
        self.seconds += other.seconds


@dataclass
class Connection:
    """A connection and what has come of the answer that is waited for."""

    address: tuple[str, int]
    own: socket.socket | None = None
    request: int = -1
    sent: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)
    length: int = -1
    status: int = 0
    closes: bool = False
    used: bool = False

    def open(self) -> socket.socket:
        """The socket, connected."""
        if self.own is None:
            self.own = socket.create_connection(self.address, timeout=60)
            self.own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.used = False
        return self.own

    def close(self) -> None:
        """End it."""
        if self.own is not None:
            self.own.close()
            self.own = None

    def whole(self) -> bool:
        """Whether the answer is complete; its head is read once it is there."""
        if self.length < 0:
            end = self.buffer.find(_END)
            if end < 0:
                return False
            head = bytes(self.buffer[: end + 2])
            self.status, self.closes = int(head[9:12]), bool(_CLOSES.search(head))
            found = _LENGTH.search(head)
            # Without a length the answer ends with the connection.
            self.length = end + 4 + int(found[1]) if found else 1 << 60
        return len(self.buffer) >= self.length


class Client:
    """Sends prepared requests to one port, several at once."""

    def __init__(self, port: int, connections: int = CONNECTIONS) -> None:
        self.address, self.connections = ("127.0.0.1", port), connections

    def each(self, requests: Sequence[bytes], *, bodies: bool = False) -> Load:
        """Every request once, in order."""
        return self._run(requests, iter(range(len(requests))), bodies)

    def during(self, requests: Sequence[bytes], seconds: float) -> Load:
        """The requests again and again for so long."""
        until = time.perf_counter() + seconds

        def again() -> Iterator[int]:
            n = 0
            while time.perf_counter() < until:
                yield n % len(requests)
                n += 1

        return self._run(requests, again(), bodies=False)

    def _run(self, requests: Sequence[bytes], turns: Iterator[int], bodies: bool) -> Load:
        load, started = Load(), time.perf_counter()
        with selectors.DefaultSelector() as selector:
            open_ones = sum(
                self._next(Connection(self.address), requests, turns, selector)
                for _ in range(self.connections)
            )
            while open_ones:
                ready = selector.select(timeout=60)
                if not ready:
                    raise TimeoutError("no answer within a minute")
                for key, _ in ready:
                    open_ones -= self._receive(key.data, requests, turns, selector, load, bodies)
        load.seconds = time.perf_counter() - started
        return load

    def _next(
        self,
        connection: Connection,
        requests: Sequence[bytes],
        turns: Iterator[int],
        selector: selectors.BaseSelector,
    ) -> bool:
        """Send the next request, if there is one; else the connection is done."""
        connection.request = next(turns, -1)
        if connection.request < 0:
            connection.close()
            return False
        self._send(connection, requests, selector)
        return True

    def _send(
        self, connection: Connection, requests: Sequence[bytes], selector: selectors.BaseSelector
    ) -> None:
        fresh = connection.own is None
        connection.sent = time.perf_counter()
        own = connection.open()
        connection.buffer.clear()
        connection.length = -1
        own.sendall(requests[connection.request])
        if fresh:
            selector.register(own, selectors.EVENT_READ, connection)

    def _receive(
        self,
        connection: Connection,
        requests: Sequence[bytes],
        turns: Iterator[int],
        selector: selectors.BaseSelector,
        load: Load,
        bodies: bool,
    ) -> bool:
        """Read what is there; whether this connection has nothing left to do."""
        own = connection.open()
        part = read(own)
        connection.buffer += part
        if part and not connection.whole():
            return False
        if not part:
            selector.unregister(own)
            connection.close()
            if (
                not connection.buffer and connection.used
            ):  # closed for idleness just as we wrote: nothing was done
                self._send(connection, requests, selector)
                return False
        body = bytes(connection.buffer.partition(_END)[2]) if bodies else b""
        seconds = time.perf_counter() - connection.sent
        load.answers.append(
            Answer(connection.request, connection.status, seconds, len(connection.buffer), body)
        )
        connection.used = True
        if connection.closes and connection.own is not None:
            selector.unregister(own)
            connection.close()
        return not self._next(connection, requests, turns, selector)


def read(own: socket.socket) -> bytes:
    """What has come; nothing at the end of the connection."""
    try:
        return own.recv(1 << 18)
    except ConnectionResetError:
        return b""


def get(path: str, *, host: str = "127.0.0.1", headers: str = "") -> bytes:
    """A GET as a browser behind the proxy sends it."""
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\n"
    return f"{head}Accept: text/html\r\n{headers}\r\n".encode()


def post(path: str, form: str, *, host: str = "127.0.0.1", headers: str = "") -> bytes:
    """A POST of a form."""
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\n{headers}{kind}\r\n"
    return f"{head}Content-Length: {len(form)}\r\n\r\n{form}".encode()
