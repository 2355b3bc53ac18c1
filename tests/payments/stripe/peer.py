"""A server that does as it's told: what the shop's connections must bear, and no double would do."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
HANG_UP = b""  # in place of an answer


class Peer:
    """Says one answer after the other; the last one again and again. Hears each request whole."""

    def __init__(self, *answers: bytes, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[str] = []
        self.connections = 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._answers = list(answers) or [OK]
        self._tls, self._guard = tls, threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://localhost:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def hang_up(self) -> None:
        """Close what is open, as a server does with idle connections."""
        for own in self._open:
            with suppress(OSError):
                own.shutdown(socket.SHUT_RDWR)
            own.close()
        self._open.clear()

    def stop(self) -> None:
        """The end."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.may_answer.set()
        self.hang_up()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                own, _ = self._server.accept()
                self.connections += 1
                self._open.append(own)
                threading.Thread(target=self._talk, args=[own], daemon=True).start()

    def _talk(self, own: socket.socket) -> None:
        with suppress(OSError):
            if self._tls:
                own = self._tls.wrap_socket(own, server_side=True)
                self._open.append(own)
            while head := _head(own):
                with self._guard:
                    self.heard.append(head)
                    answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                self.may_answer.wait(60)
                if answer == HANG_UP:
                    own.shutdown(socket.SHUT_RDWR)
                    return
                own.sendall(answer)


def _head(own: socket.socket) -> str:
    """A request of the tests: its body is as short as its head says."""
    told = b""
    while b"\r\n\r\n" not in told:
        part = own.recv(65_536)
        if not part:
            return ""
        told += part
    head, _, body = told.partition(b"\r\n\r\n")
    length = next((line[15:] for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")), b"0")
    while len(body) < int(length):
        body += own.recv(65_536)
    return head.decode()


@contextmanager
def peer(*answers: bytes, tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """While it listens."""
    listening = Peer(*answers, tls=tls)
    try:
        yield listening
    finally:
        listening.stop()
