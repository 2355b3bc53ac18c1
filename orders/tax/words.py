"""Names of places as people type them, made comparable."""

import re
import unicodedata
from functools import lru_cache

_SAINT = re.compile(r"\b(saint|st)\b")
_REST = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """`St. Johns County` and `saint johns` become `st johns`: no accents, case, dots, hyphens or `County`."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = _SAINT.sub("st", _REST.sub(" ", bare.replace("'", ""))).split()
    if len(words) > 1 and words[-1] in ("county", "parish"):
        words.pop()
    return " ".join(words)
