"""HTTP/1.1 with keep-alive, one thread per connection: the API, the pages, the scripts and the handles."""

import contextlib
import json
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from . import control, pages
from .api import Api, Request
from .errors import Json, StripeError, invalid
from .render import HERE
from .webhooks import Webhooks

LARGEST_BODY = 1_000_000
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
FILES = {
    "/v3/": "stripe.js",
    "/v3": "stripe.js",
    "/elements/card": "card.html",
    "/static/card.js": "card.js",
    "/static/fields.js": "fields.js",
    "/static/card.css": "card.css",
    "/static/page.css": "page.css",
}
# The fields may be framed by any shop and use its fonts; nothing else may come from elsewhere.
FRAME_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src *"
# No form-action: Chromium applies it to the redirect after a form, which leads back to the shop.
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Stripe-Version",
    "Access-Control-Expose-Headers": "Request-Id, Idempotent-Replayed",
    "Access-Control-Max-Age": "600",
}


class Server(ThreadingHTTPServer):
    """Takes 64 connections at once without refusing any, and drops all of them when it stops."""

    request_queue_size = 512
    daemon_threads = True
    allow_reuse_address = True
    api: Api
    webhooks: Webhooks

    def __init__(self, host: str, port: int) -> None:
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
    """Reads a request, asks the right part, writes the answer in one piece."""

    protocol_version = "HTTP/1.1"
    server_version = "StripeDouble"
    timeout = 120
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer("GET", "")

    def do_HEAD(self) -> None:
        """Answer a HEAD like a GET, without the body."""
        self._answer("GET", "")

    def do_POST(self) -> None:
        """Answer a POST."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._json(
                411 if not length.isdigit() else 413,
                invalid("A body of a stated, sane length is needed.").envelope,
            )
            return
        self._answer("POST", self.rfile.read(int(length)).decode("utf-8", "replace"))

    def do_OPTIONS(self) -> None:
        """Answer the preflight of Stripe.js."""
        self._write(204, b"", CORS if self.path.startswith("/v1/") else {})

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal quiet."""

    def _answer(self, method: str, body: str) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/v1/"):
            self._api(Request(method, parts.path, parts.query, body, self._lower_headers()))
        elif parts.path.startswith("/_double/"):
            self._control(method, parts.path, body)
        elif method == "GET" and parts.path in FILES:
            self._file(FILES[parts.path])
        elif parts.path == "/healthz":
            self._json(200, {"status": "ok"})
        else:
            self._page(method, parts.path, body)

    def _api(self, request: Request) -> None:
        answer = self.server.api.handle(request)
        self.server.webhooks.wake()
        if answer.hang is not None:
            self.server.api.stopping.wait(answer.hang)
            self.close_connection = True
            return
        self._json(answer.status, answer.body, CORS | answer.headers)

    def _control(self, method: str, path: str, body: str) -> None:
        # A JSON body makes browsers ask first, so no page can reach these handles behind someone's back.
        if method == "POST" and self.headers.get_content_type() != "application/json":
            self._json(415, invalid("Content-Type: application/json is needed.").envelope)
            return
        try:
            self._json(200, control.handle(self.server.api, self.server.webhooks, method, path, body))
        except StripeError as error:
            self._json(error.status, error.envelope)
        self.server.webhooks.wake()

    def _page(self, method: str, path: str, body: str) -> None:
        page = pages.handle(self.server.api, method, path, body)
        self.server.webhooks.wake()
        if page is None:
            self._json(404, invalid(f"Unrecognized request URL ({method}: {path}).").envelope)
            return
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": PAGE_POLICY}
        self._write(page.status, page.body.encode(), headers | {"Cache-Control": "no-store"} | page.headers)

    def _file(self, name: str) -> None:
        path = HERE / "static" / name
        headers = {"Content-Type": f"{TYPES[path.suffix]}; charset=utf-8", "Cache-Control": "no-cache"}
        if path.suffix == ".html":
            headers["Content-Security-Policy"] = FRAME_POLICY
        self._write(200, path.read_bytes(), headers | {"Access-Control-Allow-Origin": "*"})

    def _json(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body, indent=2).encode()
        self._write(status, data, {"Content-Type": "application/json"} | (headers or {}))

    def _write(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    def _lower_headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}
