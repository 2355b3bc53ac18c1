"""The reader of this process: made of the vocabulary and the newest pieces, made again when these changed."""

import threading
import time
from functools import lru_cache

from django.db import connection

from catalog.searching.finding import is_written
from catalog.searching.names import add_places, read_names
from catalog.searching.phrases import NOISE
from catalog.searching.reader import Reader
from catalog.searching.reading import Reading
from catalog.searching.sample import read_sample
from catalog.searching.spelling import Speller
from catalog.shelf import current

# A new style is read as a filter some time after that; its words find its pieces at once.
FRESH_SECONDS = 60.0
REMEMBERED = 4_096
LONG_WORD = 6  # letters from which a mistyped word that says nothing is recognised as such


class Engine:
    """Holds a reader; a new one is made beside the requests, which read on with the old one meanwhile."""

    def __init__(self) -> None:
        self._renewing = threading.Lock()
        self._reader: Reader | None = None
        self._stamp = -1
        self._looked = 0.0

    def reader(self) -> Reader:
        """The reader; the first question of a process waits for it."""
        if self._reader is None:
            with self._renewing:
                return self._reader or self._make(current().texts_version)
        if time.monotonic() - self._looked > FRESH_SECONDS:
            self._looked = time.monotonic()
            if (stamp := current().texts_version) != self._stamp and self._renewing.acquire(blocking=False):
                threading.Thread(target=self._renew, args=[stamp], daemon=True).start()
        return self._reader

    def _renew(self, stamp: int) -> None:
        try:
            self._make(stamp)
        finally:
            self._renewing.release()
            connection.close()  # this thread's own

    def _make(self, stamp: int) -> Reader:
        names, sample = read_names(), read_sample()
        add_places(names, sample.values("ships"))
        known = [*names.meanings, *sample.titles, *(word for word in NOISE if len(word) >= LONG_WORD)]
        speller = Speller(dict.fromkeys(known), names.single_words("designer"))
        made = Reader(names, sample, speller, lru_cache(REMEMBERED)(is_written))
        self._reader, self._stamp, self._looked = made, stamp, time.monotonic()
        return made


_engine = Engine()


def reader() -> Reader:
    """The reader, as of a minute or so ago."""
    return _engine.reader()


def read(words: str, *, doubted: bool = False) -> Reading:
    """What these words mean in this shop; `doubted` where nothing was found by them as they stand."""
    return reader().read(words, doubted=doubted)


def forget() -> None:
    """Make the reader anew at the next search."""
    global _engine
    _engine = Engine()
