"""The city that somebody meant who wrote one that isn't there."""

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from orders.tax.gazetteer import city_names, zip_of
from orders.tax.words import place_key

ALIKE_IN_ZIP = 75  # of 100: few names compete within a ZIP
ALIKE_IN_STATE = 88  # a slip or two in a name of ten letters


@lru_cache(maxsize=20_000)
def meant(state: str, typed: str, zip5: str = "") -> str:
    """The city of the ZIP, else of the state, that is spelled most like what was typed; empty if none is."""
    found = zip_of(zip5)
    near = {place_key(name): name for name in found.names} if found and found.state == state else {}
    return _nearest(typed, near, ALIKE_IN_ZIP) or _nearest(typed, city_names(state), ALIKE_IN_STATE)


def _nearest(typed: str, names: Mapping[str, str], alike: int) -> str:
    key = place_key(typed)
    if not key or not names:
        return ""
    best = process.extract(key, list(names), scorer=fuzz.ratio, score_cutoff=alike, limit=2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return ""
    return names[best[0][0]]
