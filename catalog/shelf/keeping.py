"""The shelf of this process: read once, and true again before each answer."""

import itertools
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from catalog.shelf import answering, changes, dates, filters
from catalog.shelf.changes import Look, Seen
from catalog.shelf.history import History
from catalog.shelf.query import Answer, Query
from catalog.shelf.reading import read_all, read_some
from catalog.shelf.stock import Stock
from catalog.shelf.words import Words, read_words

TOO_LONG = 30 * 60  # seconds without a look, after which the log may have been pruned (catalog.shelf.pruning)
TOO_MANY = 20_000  # changed pieces that are dearer to change one by one than to read all again
MOST_REWRITTEN = 500  # looks that found changed texts, kept for those who keep what they found in texts
_versions = itertools.count(1)


class Shelf:
    """All listed and sold pieces, with the two versions that pages and searches are kept by.

    `version` grows whenever anything changed that a visitor can see, `texts_version` when pieces may be found
    by other words or a new one may be found, `moment` also when a detail changed that no list shows. All three
    mean something within one process alone.
    """

    _seen: Seen
    _words: Words
    _stock: Stock
    _rewritten: tuple[tuple[int, frozenset[int]], ...]
    _rewritten_from: int

    def __init__(self) -> None:
        self._history = History()
        self._new_locks()
        self._read_again()

    @property
    def words(self) -> Words:
        """The words of the vocabulary, sizes and families."""
        return self._words

    def answer(self, query: Query) -> Answer:
        """See `Query` and `Answer`. Asks no database. Raises KeyError for a facet that doesn't exist."""
        with self._busy:
            return answering.answer(self._stock, self._words, query, filters.newest_from)

    def count(self, query: Query) -> int:
        """How many pieces a query has, available and sold; quicker than its whole answer."""
        with self._busy:
            return answering.count(self._stock, self._words, query, filters.newest_from)

    def latest(self, *facets: str) -> dates.Dated:
        """When a shown piece last changed, by the values of these facets together (`catalog.shelf.dates`)."""
        with self._busy:
            return dates.by_facets(self._stock, self._words, facets)

    def latest_by_keys(self, width: int) -> dict[tuple[str, int], datetime]:
        """When a shown piece last changed, by state and by range of that many primary keys, counted from 0."""
        with self._busy:
            return dates.by_keys(self._stock, width)

    def rewritten(self, since: int) -> frozenset[int] | None:
        """The pieces whose texts may have changed after that `texts_version`; None where any may."""
        if since < self._rewritten_from:
            return None
        return frozenset(pk for version, pks in self._rewritten if version > since for pk in pks)

    def unchanged(self, pks: Iterable[int], since: int) -> bool:
        """Whether all that the shop shows of these pieces is as it was at that `moment`."""
        return self._history.unchanged(pks, since)

    @property
    def snapshot(self) -> str | None:
        """What the last look saw, as the database names it; None within a transaction that may be rolled back."""
        seen = self._seen
        return None if seen.own else seen.snapshot

    def refresh(self) -> None:
        """Take over what was committed since the last look; a process that slept too long reads all again."""
        since = self._seen
        if time.monotonic() - since.at < TOO_LONG:
            found = changes.look(since)
            if found.is_quiet:
                self._advance(since, found.seen)
                return
        with self._looking:
            self._catch_up()

    def _advance(self, since: Seen, now: Seen) -> None:
        """Only from where this thread looked: another one may have taken over more meanwhile."""
        if self._looking.acquire(blocking=False):
            if self._seen is since:
                self._seen = now
            self._looking.release()

    def _catch_up(self) -> None:
        if time.monotonic() - self._seen.at >= TOO_LONG:
            self._read_again()
            return
        found = changes.look(self._seen)
        if found.everything or len(found.pks) > TOO_MANY:
            self._read_again()
        elif found.is_on_lists:
            self._take_over(found)
        elif not found.is_quiet:
            self._note(found)
            self._seen = found.seen

    def _take_over(self, found: Look) -> None:
        records = read_some(found.pks)
        words = read_words(self._words) if found.vocabulary else self._words
        with self._busy:
            if found.vocabulary:
                self._words = words
                self._stock.derive(words)
            self._stock.replace(found.pks, records)
            self._stock.tidy()
            words.learn_sizes(self._stock.sizes(words.by_number["size"]))
            self._changed(texts=found.words)
            if found.words:
                self._note_rewritten(found.pks)
            self._note(found)
            self._seen = found.seen

    def _read_again(self) -> None:
        seen = changes.first_look()
        words = read_words()
        stock = Stock(read_all(), words)
        words.learn_sizes(stock.sizes(()))
        with self._busy:
            self._words, self._stock, self._seen = words, stock, seen
            self._changed(texts=True)
            self._rewritten, self._rewritten_from = (), self.version
            self._history.note_all(self.moment)

    def _note(self, found: Look) -> None:
        """Which pieces changed; the moment comes last: who has read it finds all that happened until then."""
        moment = next(_versions)
        if found.anything:
            self._history.note_all(moment)
        self._history.note(found.touched, moment)
        self.moment = moment

    def _changed(self, *, texts: bool) -> None:
        self.version = self.moment = next(_versions)
        if texts:
            self.texts_version = self.version

    def _note_rewritten(self, pks: frozenset[int]) -> None:
        kept = (*self._rewritten, (self.version, pks))
        if len(kept) > MOST_REWRITTEN:
            self._rewritten_from, kept = kept[0][0], kept[1:]
        self._rewritten = kept

    def _new_locks(self) -> None:
        self._looking = threading.RLock()  # one thread at a time reads from the database
        self._busy = threading.RLock()  # answering and changing don't meet


_shelf: Shelf | None = None
_making = threading.Lock()
_settled: ContextVar[Shelf | None] = ContextVar("settled", default=None)


def current() -> Shelf:
    """The shelf as the database is now: a sale that was committed before this call is on it.

    One query when nothing happened; none within `settled`. Within a transaction it shows that transaction's own
    changes to every thread of the process, so a request that writes pieces asks before or afterwards.
    """
    global _shelf
    if (settled := _settled.get()) is not None:
        return settled
    shelf = _shelf
    if shelf is not None:
        shelf.refresh()
        return shelf
    with _making:
        if _shelf is None:
            _shelf = Shelf()
        return _shelf


@contextmanager
def settled() -> Iterator[Shelf]:
    """While one answer is made: the shelf as it is now, for every part of the answer that asks. One look."""
    shelf = current()
    before = _settled.set(shelf)
    try:
        yield shelf
    finally:
        _settled.reset(before)


def forget() -> None:
    """Read everything again at the next question."""
    global _shelf
    _shelf = None


def _after_fork() -> None:
    """A lock that another thread of the parent held would stay locked for ever in the child."""
    global _making
    _making = threading.Lock()
    if _shelf is not None:
        _shelf._new_locks()


os.register_at_fork(after_in_child=_after_fork)
