"""Names of places as people type them, made comparable."""

import re
import unicodedata
from functools import lru_cache

_SAINT = re.compile(r"\b(saint|st)\b")
_REST = re.compile(r"[^a-z0-9]+")
# Written apart or together: De Kalb, Du Page, La Salle, Mc Henry.
_APART = re.compile(r"\b(de|du|la|mc|jo) (?=[a-z])")


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """`St. Johns County` and `saint johns` become `st johns`: no accents, case, dots, hyphens or `County`.

    Names that are written apart or together are together: `Du Page` becomes `dupage`.
    """
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = _SAINT.sub("st", _REST.sub(" ", bare.replace("'", ""))).split()
    if len(words) > 1 and words[-1] in ("county", "parish"):
        words.pop()
    if words[-2:] == ["city", "and"]:
        del words[-2:]
    return _APART.sub(r"\1", " ".join(words))
