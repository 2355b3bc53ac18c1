"""Whether a description of goods says that they are of a material; shared by the tariff and the route rules.

`crocodile-embossed calfskin` and `python print` are not of that animal.
"""

import re
import unicodedata
from functools import lru_cache

_IMITATION = (
    r"(?![\s-]*(?:embossed|effect|print|printed|stamped|pattern|motif|style|look|like|imitation"
    r"|chain|head|clasp|closure|design|charm|wood|'?s?[\s-]*eye))"
)
_BEFORE = r"(?<!faux )(?<!mock )(?<!fake )(?<!vegan )(?<!imitation )"


def mentions(text: str, words: str) -> str:
    """The first of the comma-separated `words` that the text names as its material; empty if it names none."""
    if not words:
        return ""
    found = _pattern(words).search(_bare(text))
    return found.group(1) if found else ""


@lru_cache(maxsize=500)
def _pattern(words: str) -> re.Pattern[str]:
    each = "|".join(re.escape(word.strip()) for word in _bare(words).split(","))
    return re.compile(rf"{_BEFORE}\b({each})(?:e?s|skin)?\b{_IMITATION}")


def _bare(text: str) -> str:
    """Lower case, without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
