"""The load generator of placing: every buyer hears her own answers, also over connections that the server ends."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from benchmarks.conversations import Asked, Conversation, talk
from benchmarks.discovery.client import get
from tests.benchmarks.test_discovery import Answers


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def asks(port: int, paths: list[str], heard: list[str]) -> Conversation:
    for path in paths:
        answer = yield Asked(port, get(path))
        heard.append(answer.partition(b"\r\n\r\n")[2].decode())


def test_each_hears_her_own_answers_one_after_the_other(port: int) -> None:
    paths = [[f"/{n}/a", f"/closes/{n}", f"/{n}/b", "/missing"] for n in range(5)]
    heard: list[list[str]] = [[] for _ in paths]
    assert talk(asks(port, one, ears) for one, ears in zip(paths, heard, strict=True)) > 0
    assert heard == paths
