"""Plain search: words in any order, the last letters may be missing, accents and case don't matter."""

import re

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet

from catalog.models import Item
from catalog.queries.cards import visible
from catalog.searching.texts import CONFIG, plain

WORD = re.compile(r"\w+(?:\.\d+)*")
# House abbreviations of the trade for hardware; designers and styles keep theirs in their rows.
ABBREVIATIONS = {
    "ghw": "gold",
    "phw": "palladium",
    "shw": "silver",
    "rghw": "rose gold",
    "bhw": "black",
}


def query_of(words: str) -> SearchQuery | None:
    """The text query of what somebody typed, every word as a beginning; None if there is no word in it."""
    found = WORD.findall(plain(words))
    meant = [part for word in found for part in ABBREVIATIONS.get(word, word).split()]
    if not meant:
        return None
    return SearchQuery(" & ".join(f"'{word}':*" for word in meant), config=CONFIG, search_type="raw")


def found_by(words: str) -> Q:
    """The pieces that have all these words; nothing for a text without a word."""
    query = query_of(words)
    return Q(words=query) if query else Q(pk__in=[])


def best_first(words: str) -> QuerySet[Item]:
    """The visible pieces, those that fit the words best first, then the newest."""
    query = query_of(words)
    if query is None:
        return visible()
    return visible().order_by(SearchRank(F("words"), query).desc(), "-listed_at", "-pk")
