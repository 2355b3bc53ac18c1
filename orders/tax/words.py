"""Names of places as people type them, made comparable."""

import re
import unicodedata
from functools import lru_cache

_SAINT = re.compile(r"\b(saint|st)\b")
_REST = re.compile(r"[^a-z0-9]+")
# Written apart or together: De Kalb, Du Page, La Salle, Mc Henry.
_APART = re.compile(r"\b(de|du|la|mc|jo) (?=[a-z])")
_LETTERS = re.compile(r"\b[a-z](?: [a-z]\b)+")
_LEADING = re.compile(r"^(the|(city|town|village|county|borough) of( the)?)\s+(?=\S)")
_TRAILING = re.compile(
    r"(?<=\S)\s+(county unincorporated area|county|parish|borough|municipality|municipio|census area)$"
)
# What the post office and hurried people shorten; both sides of a comparison are written out.
_SHORT = {
    "afb": "air force base",
    "bch": "beach",
    "ctr": "center",
    "cyn": "canyon",
    "e": "east",
    "est": "estates",
    "frst": "forest",
    "ft": "fort",
    "gdn": "garden",
    "gdns": "gardens",
    "hbr": "harbor",
    "hgts": "heights",
    "hls": "hills",
    "hts": "heights",
    "isl": "island",
    "jct": "junction",
    "lk": "lake",
    "mt": "mount",
    "mtn": "mountain",
    "n": "north",
    "pk": "park",
    "pt": "point",
    "rch": "ranch",
    "rncho": "rancho",
    "s": "south",
    "sn": "san",
    "spg": "spring",
    "spgs": "springs",
    "sprgs": "springs",
    "ste": "sainte",
    "twp": "township",
    "vlg": "village",
    "vly": "valley",
    "w": "west",
}


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


@lru_cache(maxsize=50_000)
def place_key(name: str) -> str:
    """What two spellings of a place have in common: `Ft. Lauderdale`, `FORT LAUDERDALE` and `Fortlauderdale`.

    `N.Y.C.` is `nyc`; `City of Miami` is `miami`; blanks don't count (`De Kalb`, `DeKalb`).
    """
    words = _LETTERS.sub(lambda run: run.group().replace(" ", ""), plain(name))
    words = " ".join(_SHORT.get(word, word) for word in words.split())
    words = _TRAILING.sub("", _LEADING.sub("", words))
    return words.replace(" ", "")
