"""A minimal S3: a server over real HTTP that keeps objects with the headers they came with, and what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

KEPT = ("Content-Type", "Cache-Control", "x-amz-acl")


@dataclass
class Bucket:
    """What the server has and was asked, as `PUT /bucket/key`."""

    url: str
    objects: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: str = "nothing"  # part of the keys that it refuses to take


class _Handler(BaseHTTPRequestHandler):
    bucket: Bucket
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self._body()
        self._note()
        headers = {name: self.headers[name] for name in KEPT if name in self.headers}
        refused = self.bucket.broken in self._key()
        if not refused:
            self.bucket.objects[self._key()] = (body, headers)
        self._answer(503 if refused else 200)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self._note()
        body, headers = self.bucket.objects.get(self._key(), (b"", {}))
        self._answer(200 if self._key() in self.bucket.objects else 404, body, headers)

    def do_DELETE(self) -> None:
        self._note()
        self.bucket.objects.pop(self._key(), None)
        self._answer(204)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _note(self) -> None:
        self.bucket.asked.append(f"{self.command} /{self._key()}")

    def _body(self) -> bytes:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body
        parts, at = [], 0
        while size := int(body[at : (end := body.index(b"\r\n", at))].split(b";")[0], 16):
            parts.append(body[end + 2 : end + 2 + size])
            at = end + 4 + size
        return b"".join(parts)

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body)), "ETag": '"1"'}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def running() -> Iterator[Bucket]:
    """The server on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {}))
    server.RequestHandlerClass.bucket = bucket = Bucket(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
