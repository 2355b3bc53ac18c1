"""Countries by code, by name in the languages of our resellers, and out of `Made in Italy` or `Munich, Germany`."""

import re
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from catalog.importing.refusals import Refused
from catalog.importing.values import key_of

LANGUAGES = ("ru", "zh", "ja", "es", "it", "de", "fr", "en")
OTHERS = {"uk": "GB", "england": "GB", "scotland": "GB", "great britain": "GB", "usa": "US", "u s a": "US",
          "u s": "US",
          "united states of america": "US", "hong kong": "HK", "hong kong sar": "HK", "macau": "MO", "korea": "KR",
          "korea republic of": "KR", "czech republic": "CZ", "holland": "NL", "uae": "AE", "turkey": "TR",
          "swiss": "CH",
          "viet nam": "VN", "italian": "IT", "french": "FR"}  # fmt: skip
NOWHERE = frozenset({"EU", "UN", "ZZ", "EZ", "QO", "XA", "XB"})
# The states whose code is no country's: Austin, TX.
STATES = frozenset(
    [
        "CT",
        "FL",
        "HI",
        "IA",
        "KS",
        "MI",
        "ND",
        "NH",
        "NJ",
        "NM",
        "NV",
        "NY",
        "OH",
        "OK",
        "OR",
        "RI",
        "TX",
        "UT",
        "VT",
        "WA",
        "WI",
        "WV",
        "WY",
    ]
)
_MADE = re.compile(
    r"^(?:made|fabriqué|hergestellt|fabbricato|prodotto|hecho)\s+(?:in|en)\s+|\s+made$", re.IGNORECASE
)


@lru_cache(maxsize=2_000)
def parse_country(text: str) -> str:
    """The ISO 3166 code of a country named or coded in two or three letters; of a place, the country in it.

    Raises Refused for an unknown one, and for a place that names two.
    """
    plain = _MADE.sub("", text.strip())
    if re.fullmatch("[A-Za-z]{2}", plain) and plain.upper() in _territories().keys() - NOWHERE:
        return plain.upper()
    if found := _countries().get(key_of(plain)):
        return found
    if plain[-4:-2] == ", " and plain[-2:] in STATES:
        return "US"
    parts = [_countries().get(key_of(part)) for part in re.split(r"[,;(/]", plain)]
    named = {code for code in parts if code}
    if len(named) == 1:
        return named.pop()
    if parts[-1] and "," in plain:  # Atlanta, Georgia, USA: the country comes last
        return parts[-1]
    raise Refused(
        "country", f"No country is called “{text[:40]}”: map it in [values.ships_from] or [values.made_in]."
    )


@cache
def _territories() -> dict[str, str]:
    territories = Locale("en").territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}


@cache
def _countries() -> dict[str, str]:
    names = {
        key_of(name): code
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if code in _territories() and code not in NOWHERE
    }
    threes = {old.casefold(): new[0] for old, new in get_global("territory_aliases").items() if len(old) == 3}
    return {key: code for key, code in threes.items() if len(code) == 2} | names | OTHERS
