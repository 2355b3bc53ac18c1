"""What was typed, cut into words that compare: no case, no accents, no plural, letters and digits apart."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from catalog.searching.texts import plain

LONGEST = 200  # characters that are understood
READ = 2_000  # of which that many are looked at: there may be many blanks
# A T-shirt is one word however it is typed: "t" alone means nothing to the full text, and shirts are others.
_WORD = re.compile(
    r"\b(?:te{0,2}[\s-]?shirts?|tees?)\b|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
TEE = "t-shirt"
_SAME = {"and": "", "et": "", "grey": "gray", "jewellery": "jewelry", "centimeter": "cm", "scarve": "scarf",
         "multicolor": "multicolour", "coloured": "", "colored": "", "inches": "inch", "kn": "knit",
         "tshirt": TEE, "t shirt": TEE, "tee shirt": TEE, "tee-shirt": TEE, "teeshirt": TEE, "tee": TEE}  # fmt: skip


PLURALS = {"shorts"}  # something else than their singular


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared, and where it stood: `words[start:end]`; `said` is it with its plural."""

    key: str
    start: int
    end: int
    quoted: bool = False
    said: str = ""


def tidy(words: str) -> str:
    """One line of at most LONGEST characters, ending with a whole word, composed, without zero bytes.

    All offsets refer to it.
    """
    line = " ".join(unicodedata.normalize("NFC", words[:READ].replace("\x00", " ")).split())
    return line if len(line) <= LONGEST else line[: LONGEST + 1].rpartition(" ")[0] or line[:LONGEST]


def tokens_of(words: str) -> list[Token]:
    """The words of a tidy text; what stands in quotation marks is marked as such."""
    quoted = [match.span(1) for match in _QUOTED.finditer(words)]
    found = []
    for match in _WORD.finditer(words):
        start, end = match.span()
        literal = any(low <= start and end <= high for low, high in quoted)
        if key := fold(said := plain(match[0])):
            found.append(Token(key, start, end, literal, said))
    return found


def phrases_of(words: str) -> list[str]:
    """What stands in quotation marks, in plain words."""
    return [plain(match[1]) for match in _QUOTED.finditer(words)]


@lru_cache(maxsize=50_000)
def key_of(text: str) -> str:
    """A name as it is compared with typed words: "Classic Flaps" → "classic flap", "B30" → "b 30"."""
    return " ".join(token.key for token in tokens_of(text))


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word without its plural. Both sides are folded, so a wrong singular does no harm."""
    word = _SAME.get(word, word).replace(",", ".")
    if word in PLURALS:
        return word
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return _SAME.get(word, word)
