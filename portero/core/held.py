"""Tables that every request reads and staff rarely change: held in memory, read again when their stamp differs."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Held(Generic[Kept]):
    """What `read` gives, kept in this process.

    `stamp` gives a value that the database changes with the tables; it is asked at most once in `fresh()`
    seconds, so a process is at most so far behind. It is asked before reading: a change between the two is
    read again the next time, never missed.
    """

    def __init__(
        self, read: Callable[[], Kept], *, stamp: Callable[[], object], fresh: Callable[[], float]
    ) -> None:
        self._read, self._stamp, self._fresh = read, stamp, fresh
        self._kept: tuple[object, Kept] | None = None
        self._looked = 0.0

    def current(self) -> Kept:
        """The tables as they are now, or were a moment ago."""
        kept = self._kept
        if kept is not None and time.monotonic() - self._looked < self._fresh():
            return kept[1]
        stamp = self._stamp()
        if kept is None or kept[0] != stamp:
            kept = (stamp, self._read())
        self._kept, self._looked = kept, time.monotonic()
        return kept[1]

    def stamp(self) -> object:
        """The stamp of what `current` gives: the same in every process that holds the same tables."""
        self.current()
        assert self._kept is not None  # noqa: S101  (for the type checker: current() has set it)
        return self._kept[0]
