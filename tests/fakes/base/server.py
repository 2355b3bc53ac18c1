"""HTTP/1.1 with keep-alive, one thread per connection."""

import contextlib
import json
import socket
import sys
import threading
from collections.abc import Callable
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .http import PAGE_POLICY, Answer, Page, Request

LARGEST_BODY = 1_000_000
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": PAGE_POLICY,
    "Cache-Control": "no-store",
}


class Server(ThreadingHTTPServer):
    """Takes 64 connections at once without refusing any, and drops all of them when it stops."""

    request_queue_size = 512
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, port: int, respond: Callable[[Request], Answer]) -> None:
        self.respond = respond
        self._connections: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__((host, port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that stopping also ends what keep-alive holds open."""
        with self._guard:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        with self._guard:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about clients that hang up; that is what a timeout looks like from here."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def drop_connections(self) -> None:
        """Close every open connection."""
        with self._guard:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, writes the answer in one piece."""

    # No timeout: a socket that has one asks the kernel before each read and each write whether it may.
    protocol_version = "HTTP/1.1"
    server_version = "Double"
    disable_nagle_algorithm = True
    server: Server
    raw_requestline: bytes
    headers: dict[str, str]  # type: ignore[assignment]  # by names in lower case

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer("GET", b"")

    def do_HEAD(self) -> None:
        """Answer a HEAD like a GET, without the body."""
        self._answer("GET", b"")

    def do_OPTIONS(self) -> None:
        """Answer a browser that asks whether it may."""
        self._answer("OPTIONS", b"")

    def do_POST(self) -> None:
        """Answer a POST."""
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            status = 413 if length.isdigit() else 411
            self._send(Answer(status, {"error": {"message": "A body of a stated, sane length is needed."}}))
            return
        self._answer("POST", self.rfile.read(int(length)))

    def parse_request(self) -> bool:
        """Read the head; Python's own way reads it like the head of a mail, which takes as long as the answer."""
        words = str(self.raw_requestline, "iso-8859-1").split()
        if len(words) != 3:
            self.close_connection = True
            return False
        self.requestline = " ".join(words)
        self.command, self.path, self.request_version = words
        self.headers = {}
        while line := str(self.rfile.readline(65_537), "iso-8859-1").strip():
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        asked = self.headers.get("connection", "").lower()
        self.close_connection = asked == "close" or self.request_version == "HTTP/1.0"
        return True

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet."""

    def _answer(self, method: str, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        answer = self.server.respond(Request(method, path, query, body, self.headers))
        if answer.hang is not None:
            self.close_connection = True
            return
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        data, headers = _encoded(answer)
        told = {
            "Server": self.version_string(),
            "Date": self.date_time_string(),
            **headers,
            **answer.headers,
            "X-Content-Type-Options": "nosniff",
            "Content-Length": len(data),
        }
        lines = [f"{self.protocol_version} {answer.status} {responses[answer.status]}"]
        lines += [f"{name}: {value}" for name, value in told.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("iso-8859-1")
        self.wfile.write(head if self.command == "HEAD" else head + data)


def _encoded(answer: Answer) -> tuple[bytes, dict[str, str]]:
    if isinstance(answer.body, dict):
        return json.dumps(answer.body).encode(), {"Content-Type": "application/json"}
    data = answer.body.encode() if isinstance(answer.body, str) else answer.body
    return data, PAGE_HEADERS if isinstance(answer, Page) else {}
