"""What staff set and a piece's page states: figures, delivery tables, rules of routes.

A kept page carries the stamp of the terms it states, and goes out only while they are the same.
"""

import hashlib
from collections.abc import Callable

from portero.core.figures import Figures, figures_in_force

Stamp = Callable[[], object]
_stamps: dict[str, Stamp] = {}


class _Known:
    figures: Figures | None = None
    stamps: tuple[object, ...] = ()
    digest = ""


def register(name: str, stamp: Stamp) -> None:
    """Tables that a piece's page states something of; `stamp` changes with them, and is the same in every process."""
    _stamps[name] = stamp


def terms() -> str:
    """The stamp of all terms in force, at most as late as each of them is held in a process (seconds)."""
    figures, stamps = figures_in_force(), tuple(stamp() for stamp in _stamps.values())
    if figures is not _Known.figures or stamps != _Known.stamps:
        said = repr((sorted(figures.items()), stamps))
        digest = hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
        _Known.figures, _Known.stamps, _Known.digest = figures, stamps, digest
    return _Known.digest
