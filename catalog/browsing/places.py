"""The scopes that addresses lead to, kept while the vocabulary stands: they follow from its words alone."""

from collections.abc import Callable
from typing import NamedTuple

from catalog.browsing.scopes import Scope
from catalog.shelf.words import Words

Key = tuple[str, ...]


class _Known(NamedTuple):
    """Scopes by what their address names; never more than there are words. New words begin a new one."""

    words: Words | None
    scopes: dict[Key, Scope]


_known = _Known(None, {})


def scope_of(words: Words, key: Key, find: Callable[[], Scope]) -> Scope:
    """The scope of an address; `find` reads it from the database and raises Http404 where there is none.

    `words` are those of the shelf as it was settled before: what is read after that is as new or newer.
    """
    global _known
    known = _known
    if known.words is not words:
        known = _known = _Known(words, {})
    scope = known.scopes.get(key)
    if scope is None:
        scope = known.scopes[key] = find()
    return scope
