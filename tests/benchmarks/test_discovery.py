"""The benchmark itself, on a tiny catalogue: what it asks, what it compares, what it writes. No times."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.utils import timezone

from benchmarks.discovery import addresses, exactness, report, truth
from benchmarks.discovery.client import Client, get
from benchmarks.discovery.measures import Result
from benchmarks.discovery.pieces import sample, whole_pieces
from catalog.models import Item
from catalog.seeding.vocabulary import load_vocabulary
from catalog.synthesis.draws import Stock
from catalog.synthesis.run import synthesise


class Answers(BaseHTTPRequestHandler):
    """Says the path back; closes the connection where the path asks for it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(body)))
        if self.path.startswith("/closes"):
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quietly."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def catalogue() -> None:
    load_vocabulary()
    synthesise(Stock(400, 5, 0.2, datetime(2026, 11, 20, 12, tzinfo=UTC), 40))


def test_the_client_asks_each_once_over_kept_and_closed_connections(port: int) -> None:
    paths = [f"/{'closes' if n % 3 else 'keeps'}-{n}" for n in range(40)] + ["/missing"]
    load = Client(port, 4).each([get(path) for path in paths], bodies=True)
    assert {answer.request: answer.body.decode() for answer in load.answers} == dict(enumerate(paths))
    assert [paths[answer.request] for answer in load.wrong(200)] == ["/missing"]


def test_the_client_asks_again_and_again_for_a_while(port: int) -> None:
    load = Client(port, 2).during([get("/a"), get("/b")], 0.05)
    assert {answer.request for answer in load.answers} == {0, 1}
    assert load.wrong(200) == []


@pytest.mark.django_db
def test_a_log_is_of_different_addresses_that_the_shop_knows(catalogue: None, client: Browser) -> None:
    pieces = sample(1)
    paths = addresses.log(pieces, 60, 2)
    assert len(set(paths)) == 60
    assert paths == addresses.log(pieces, 60, 2)
    assert {client.get(path).status_code for path in paths} <= {200, 302}
    assert all(path.startswith("/search/?q=") for path in addresses.log(pieces, 10, 2, searches=True))
    assert [client.get(piece.path).status_code for piece in whole_pieces(3)] == [200, 200, 200]


def differences(path: str, client: Browser) -> list[str]:
    at = timezone.now()
    return exactness.differences(path, client.get(path).content, at)


@pytest.mark.django_db
def test_lists_are_compared_with_sql_whatever_they_ask(catalogue: None, client: Browser) -> None:
    truth.prepare()
    paths = addresses.log(sample(1), 120, 3)
    chosen = [paths[n] for n in exactness.comparable(paths, 40, 1)]
    assert {path.split("/")[1] for path in chosen} >= {"shop", "designers", "search"}
    fixed = [
        "/new/?grade=good",
        "/shop/?year=2020&size=30",
        "/shop/handbags/?sort=price&page=3",
        "/search/?q=boston",
    ]
    for path in [*chosen, *fixed]:
        if client.get(path).status_code == 200:  # an item number leads to its piece
            assert differences(path, client) == []


@pytest.mark.django_db
def test_a_wrong_number_a_wrong_count_and_a_wrong_order_are_named(catalogue: None, client: Browser) -> None:
    truth.prepare()
    page, at = client.get("/shop/?grade=excellent").content, timezone.now()
    listed = Item.objects.filter(state="listed", grade="excellent").count()
    good = Item.objects.filter(state="listed", grade="good").count()
    assert f"{listed} pieces".encode() in page
    # The canary: pieces that the page has counted are gone when SQL looks.
    Item.objects.filter(grade="excellent").update(grade="good")
    truth.prepare()
    said = exactness.differences("/shop/?grade=excellent", page, at)
    assert said[0] == f"/shop/?grade=excellent: {listed} pieces for sale, in truth 0"
    assert f"good {good}, in truth {good + listed}" in "\n".join(said)
    assert said[-1].endswith("in truth [] ...")


@pytest.mark.django_db
def test_the_report_says_what_was_kept_and_what_was_missed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    results = [
        Result("browse", 820.4, "requests/s", 1.62, ">= 1.5"),
        Result("median", 44.04, "ms", wanted="<= 40"),
    ]
    report.write({"10,000 listings": results}, tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert "| browse | 820 requests/s | 1.62 | >= 1.5 | kept |" in text
    assert "| median | 44.0 ms |  | <= 40 | **missed** |" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    written = json.loads((tmp_path / "latest.json").read_text())
    assert [(one["name"], one["value"], one["kept"]) for one in written["results"]] == [
        ("browse", 820.4, True),
        ("median", 44.04, False),
    ]
