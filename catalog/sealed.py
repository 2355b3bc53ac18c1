"""Pieces whose grade one person isn't to read yet, as the room above knows: it registers who, and where she is sent.

Asked once for a page of the staff site, whoever opens it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from catalog.models import Item


class Seal(NamedTuple):
    """Whose (a person of the staff) pieces are sealed, by their primary keys; and the page that tells her of one."""

    keys: Callable[[Any], frozenset[int]]
    page: Callable[[Item], str]


_seals: dict[str, Seal] = {}


def register(keys: Callable[[Any], frozenset[int]], page: Callable[[Item], str]) -> None:
    """Add a seal; a second one of the same name replaces the first."""
    _seals[f"{keys.__module__}.{keys.__qualname__}"] = Seal(keys, page)


def keys_for(person: Any) -> frozenset[int]:
    """The pieces whose grade she isn't to read."""
    return frozenset().union(*(seal.keys(person) for seal in _seals.values()))


def page_of(item: Item, person: Any) -> str:
    """Where she is sent instead of a page that shows the grade; empty for a piece that isn't sealed for her."""
    return next((seal.page(item) for seal in _seals.values() if item.pk in seal.keys(person)), "")
