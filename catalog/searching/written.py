"""Which pieces have a word in their texts: asked of PostgreSQL once, then kept by this process and kept true.

A word that two hundred thousand pieces have costs PostgreSQL a third of a second each time. So its keys are kept as a
compressed set; what changed since is asked again by key, which costs next to nothing.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from django.db import connection
from pyroaring import BitMap

from catalog.searching.texts import CONFIG
from catalog.shelf import Shelf
from catalog.shelf.bitmaps import bitmap

KEPT = 1_000  # questions; a million pieces make a set of at most 140 kB, mostly of a few
MOST_AGAIN = 5_000  # changed pieces beyond which the whole question is asked again
# Their keys, packed: two hundred thousand rows of a result would take longer than finding them.
ALL = "select catalog_pieces_saying({asked})"
SOME = "select string_agg(int4send(id::int), ''::bytea) from catalog_item where id = any(%s) and words @@ {asked}"


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
            return self._keep((function, query), _Kept(_asked(query, function), version))
        if again:
            keys = (kept.keys - BitMap(again)) | _asked(query, function, again)
            return self._keep((function, query), _Kept(keys, version))
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


def _asked(query: str, function: str, among: frozenset[int] = frozenset()) -> BitMap:
    asked = f"{function}('{CONFIG}', %s)"
    with connection.cursor() as cursor:
        if among:
            cursor.execute(SOME.format(asked=asked), [list(among), query])
        else:
            cursor.execute(ALL.format(asked=asked), [query])
        packed = cursor.fetchone()[0]
    return bitmap(np.sort(np.frombuffer(packed or b"", ">i4").astype(np.uint32)))


_written = Written()


def having(query: str, shelf: Shelf, *, function: str = "to_tsquery") -> BitMap:
    """The keys of the pieces that a tsquery finds, from what this process keeps."""
    return _written.having(query, shelf, function=function)
