"""POSTs of *Add to bag*: guests with a bag each, every request another piece."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import httpx

from benchmarks.discovery.client import Client, Load, post
from benchmarks.discovery.pieces import Piece
from benchmarks.discovery.servers import Server

GUESTS, ADDS = 16, 12
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
AS_BROWSER = {"X-Forwarded-Proto": "https", "Referer": "https://127.0.0.1/"}


def requests(server: Server, pieces: Iterator[Piece]) -> list[bytes]:
    """The POSTs of a round, prepared: each guest has opened her bag with a first piece, which isn't measured."""
    guests = [_guest(server.port, list(islice(pieces, ADDS + 1))) for _ in range(GUESTS)]
    # By turns, so that at any moment sixteen different bags are written to.
    return [request for turn in zip(*guests, strict=True) for request in turn]


def add(server: Server, prepared: Sequence[bytes]) -> Load:
    """Send them, all guests at once."""
    return Client(server.port, GUESTS).each(prepared)


def _guest(port: int, pieces: Sequence[Piece]) -> list[bytes]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=AS_BROWSER, timeout=60) as http:
        first, *rest = (f"/bag/add/{piece.number}/" for piece in pieces)
        page = http.get(first)
        token = _TOKEN.search(page.text)
        if not token:
            raise ValueError(f"{first} shows no form: {page.status_code}")
        cookies = {cookie.name: cookie.value for cookie in page.cookies.jar}
        sent = httpx.post(
            f"http://127.0.0.1:{port}{first}",
            data={"csrfmiddlewaretoken": token[1]},
            headers=AS_BROWSER | {"Cookie": _written(cookies), "Host": "127.0.0.1"},
        )
        cookies |= {cookie.name: cookie.value for cookie in sent.cookies.jar}
        headers = f"Cookie: {_written(cookies)}\r\nReferer: https://127.0.0.1/\r\n"
        return [post(path, f"csrfmiddlewaretoken={token[1]}", headers=headers) for path in rest]


def _written(cookies: dict[str, str | None]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
