"""The reader of this process: made of the vocabulary and the newest pieces, made again when these changed."""

from functools import lru_cache

from catalog.searching.finding import is_written
from catalog.searching.names import read_names
from catalog.searching.phrases import NOISE
from catalog.searching.reader import Reader
from catalog.searching.reading import Reading
from catalog.searching.sample import read_sample
from catalog.searching.spelling import Speller
from catalog.shelf import current
from portero.core.held import Held

# A new style is read as a filter after that time at the latest; its words find its pieces at once.
FRESH_SECONDS = 60.0
REMEMBERED = 4_096
LONG_WORD = 6  # letters from which a mistyped word that says nothing is recognised as such


def reader() -> Reader:
    """The reader as of a minute ago at most."""
    return _held.current()


def read(words: str) -> Reading:
    """What these words mean in this shop."""
    return reader().read(words)


def forget() -> None:
    """Make the reader anew at the next search."""
    global _held
    _held = _new()


def _made() -> Reader:
    names, sample = read_names(), read_sample()
    known = [*names.meanings, *sample.titles, *(word for word in NOISE if len(word) >= LONG_WORD)]
    return Reader(names, sample, Speller(dict.fromkeys(known)), lru_cache(REMEMBERED)(is_written))


def _new() -> Held[Reader]:
    return Held(_made, stamp=lambda: current().texts_version, fresh=lambda: FRESH_SECONDS)


_held = _new()
