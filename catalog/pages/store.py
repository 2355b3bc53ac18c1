"""What this process keeps: whole answers by their address, the least recently asked for dropped first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from django.http import HttpResponse

from catalog.shelf import Shelf

Key = tuple[str, ...]


class Keepable(Protocol):
    """An answer that may go out again while it is `in_time` and, which costs a look, `stands` on the shelf."""

    @property
    def in_time(self) -> bool: ...

    @property
    def size(self) -> int: ...

    def stands(self, shelf: Shelf) -> bool: ...

    def answer(self) -> HttpResponse: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer, the version of the shelf that it shows, and until when (monotonic seconds) it may go out."""

    body: bytes
    headers: dict[str, str]
    version: int
    until: float

    @property
    def in_time(self) -> bool:
        """Whether it is young enough."""
        return self.until > monotonic()

    def stands(self, shelf: Shelf) -> bool:
        """Whether nothing changed on the whole shelf: a list shows any piece, and counts them all."""
        return self.version == shelf.version

    def answer(self) -> HttpResponse:
        """The same answer again."""
        return HttpResponse(self.body, headers=self.headers)

    @property
    def size(self) -> int:
        """About how many bytes it takes up."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers.items()) + 500


class Store:
    """Answers up to a number of bytes altogether; safe among threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Keepable] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """What is kept at present."""
        return self._bytes

    def get(self, key: Key) -> Keepable | None:
        """The answer of that address, whether or not it is still true."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def put(self, key: Key, kept: Keepable, *, most: int) -> None:
        """Keep it, and at most `most` bytes of all; one that alone would take a tenth of them isn't worth it."""
        with self._lock:
            self._drop(key)
            if kept.size * 10 > most:
                return
            self._kept[key] = kept
            self._bytes += kept.size
            while self._bytes > most:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, key: Key) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._bytes -= gone.size
