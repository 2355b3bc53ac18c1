"""The reader of this process: made of the vocabulary and the newest pieces, renewed now and then."""

from functools import lru_cache

from catalog.searching.finding import is_written
from catalog.searching.names import read_names
from catalog.searching.phrases import NOISE
from catalog.searching.reader import Reader
from catalog.searching.reading import Reading
from catalog.searching.sample import read_sample
from catalog.searching.spelling import Speller
from portero.core.held import Held

FRESH_SECONDS = 60.0  # a new style is read as a filter after that at the latest; its words find it at once


def _reader() -> Reader:
    names, sample = read_names(), read_sample()
    known = dict.fromkeys([*names.meanings, *sample.titles, *(word for word in NOISE if len(word) > 5)])
    return Reader(names, sample, Speller(known), lru_cache(4_096)(is_written))


_held: Held[Reader] = Held(_reader, stamp=object, fresh=lambda: FRESH_SECONDS)


def reader() -> Reader:
    """The reader as of a minute ago at most."""
    return _held.current()


def read(words: str) -> Reading:
    """What these words mean in this shop."""
    return reader().read(words)
