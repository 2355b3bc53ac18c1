"""Which pieces have a word in their texts: asked of PostgreSQL once, then kept by this process and kept true.

A word that two hundred thousand pieces have costs PostgreSQL a third of a second each time. So its keys are kept as a
compressed set; what changed since is asked again by key, which costs next to nothing. A process that has no answer of
its own takes another one's from the cache.
"""

import hashlib
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from django.db import connection
from pyroaring import BitMap

from catalog.searching.texts import CONFIG
from catalog.shelf import Shelf, rewritten_since
from catalog.shelf.bitmaps import bitmap

KEPT = 1_000  # questions; a million pieces make a set of at most 140 kB, mostly of a few
MOST_AGAIN = 5_000  # changed pieces beyond which the whole question is asked again
SHARED = 20 * 60  # seconds; the log, by which another process' answer is made true, goes back an hour
SLOW = 0.02  # seconds from which on an answer is worth sharing; most take a few milliseconds
# Their keys, packed: two hundred thousand rows of a result would take longer than finding them.
ALL = "select {pieces}({asked})"
SOME = "select string_agg(int4send(id::int), ''::bytea) from catalog_item where id = any(%s) and words @@ {asked}"
_CALLED = re.compile(r"':\*?A\b")


@dataclass
class _Kept:
    keys: BitMap
    version: int


class Written:
    """The answers of the full text that were asked for lately."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._busy = threading.Lock()

    def having(self, query: str, shelf: Shelf, *, function: str = "to_tsquery") -> BitMap:
        """The keys of the pieces, visible or not, that a tsquery finds, as of this shelf. Not to be changed."""
        version = shelf.texts_version
        with self._busy:
            kept = self._kept.get((function, query))
        if kept is None or (again := _again(kept, version, shelf)) is None:
            return self._keep((function, query), _Kept(_found(query, function, shelf), version))
        if again:
            return self._keep(
                (function, query), _Kept(_corrected(kept.keys, query, function, again), version)
            )
        return kept.keys

    def _keep(self, key: tuple[str, str], found: _Kept) -> BitMap:
        with self._busy:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found.keys


def _again(kept: _Kept, version: int, shelf: Shelf) -> frozenset[int] | None:
    """The pieces to ask again about; None for all."""
    if kept.version == version:
        return frozenset()
    changed = shelf.rewritten(kept.version)
    return None if changed is None or len(changed) > MOST_AGAIN else changed


def _found(query: str, function: str, shelf: Shelf) -> BitMap:
    """What another process found lately, else what the database finds, for the others too.

    Within a transaction everybody asks for himself: it may be rolled back.
    """
    snapshot = None if connection.in_atomic_block else shelf.snapshot
    if snapshot is None:
        return _asked(query, function)
    name = _shared_as(query, function)
    if (keys := _of_others(name, query, function)) is not None:
        return keys
    started = time.perf_counter()
    keys = _asked(query, function)
    if time.perf_counter() - started >= SLOW:
        cache.set(name, (snapshot, keys.serialize()), SHARED)
    return keys


def _of_others(name: str, query: str, function: str) -> BitMap | None:
    shared: tuple[str, bytes] | None = cache.get(name)
    if shared is None:
        return None
    snapshot, keys = shared
    again = rewritten_since(snapshot)
    if again is None or len(again) > MOST_AGAIN:
        return None
    return _corrected(BitMap.deserialize(keys), query, function, again)


def _shared_as(query: str, function: str) -> str:
    """A cache may serve several databases, and its keys know no blanks."""
    asked = f"{connection.settings_dict['NAME']} {function} {query}"
    return f"written:{hashlib.sha256(asked.encode()).hexdigest()}"


def _corrected(keys: BitMap, query: str, function: str, again: frozenset[int]) -> BitMap:
    return (keys - BitMap(again)) | _asked(query, function, again) if again else keys


def _asked(query: str, function: str, among: frozenset[int] = frozenset()) -> BitMap:
    asked = f"{function}('{CONFIG}', %s)"
    with connection.cursor() as cursor:
        if among:
            cursor.execute(SOME.format(asked=asked), [list(among), query])
        else:
            # Words with the weight A are those that a piece is called by; they have an index of their own.
            called = function == "to_tsquery" and _CALLED.search(query)
            pieces = "catalog_pieces_called" if called else "catalog_pieces_saying"
            cursor.execute(ALL.format(pieces=pieces, asked=asked), [query])
        packed = cursor.fetchone()[0]
    return bitmap(np.sort(np.frombuffer(packed or b"", ">i4").astype(np.uint32)))


_written = Written()


def having(query: str, shelf: Shelf, *, function: str = "to_tsquery") -> BitMap:
    """The keys of the pieces that a tsquery finds, from what this process keeps."""
    return _written.having(query, shelf, function=function)
