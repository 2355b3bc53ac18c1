"""All pieces of the shop window in memory: any filter, exact counts, any page, in about a millisecond.

Every process keeps its own and makes it true before each answer (docs/shelf.md).
"""

from catalog.shelf.changes import rewritten_since, unchanged_since
from catalog.shelf.keeping import Shelf, current, forget, settled
from catalog.shelf.query import COUNTED, FACETS, FLAGS, SORTS, Answer, Query

__all__ = [
    "COUNTED",
    "FACETS",
    "FLAGS",
    "SORTS",
    "Answer",
    "Query",
    "Shelf",
    "current",
    "forget",
    "rewritten_since",
    "settled",
    "unchanged_since",
]
