"""Conditions in other shops' words: the grade they stand for, never better than the seller's own word."""

import re
from functools import lru_cache

from catalog.importing.refusals import Refused
from catalog.importing.values import key_of
from catalog.models import Grade

# Phrases per grade, in the languages of our resellers; Japanese ranks N, S, SA, A, AB as the trade there uses them.
# Letters further down (B, BC, C) and numbers mean different things in different houses: they need a mapping.
_UNWORN = (
    "new|brand new|unworn|unused|never worn|never carried|never used|new with tags|new with tag|nwt|"
    "new without tags|nwot|"
    "new in box|store fresh|never worn with tag|neu|neu mit etikett|ungetragen|neuf|neuf avec etiquette|jamais porte|"
    "nuovo|nuovo con cartellino|mai indossato|nuevo|nuevo con etiqueta|n|新品|未使用|未使用品|全新|новое|новый"
)
_WORDS = {
    Grade.PRISTINE: "pristine|mint|flawless|" + _UNWORN,
    Grade.EXCELLENT: "excellent|excellent condition|like new|as new|near mint|near new|barely used|"
    "wie neu|neuwertig|comme neuf|"
    "excellent etat|ausgezeichnet|come nuovo|ottimo|ottime condizioni|ottimo stato|como nuevo|"
    "excelente|s|sa|新古品|отличное",
    Grade.VERY_GOOD: "very good|very good condition|vg|gently used|gently loved|great|"
    "great condition|sehr gut|sehr guter zustand|"
    "tres bon etat|tres bon|molto buono|molto buone|muy bueno|muy buen estado|a|美品|очень хорошее",
    Grade.GOOD: "good|good condition|bon etat|bon|gut|guter zustand|buono|buone|buono stato|"
    "buone condizioni|bueno|buen estado|"
    "ab|良好|хорошее",
}  # fmt: skip
_BELOW = (
    "fair|fair condition|poor|bad|worn|well worn|heavily worn|well loved|heavy wear|shows wear|damaged|flawed|as is|"
    "for parts|for parts only|for repair|not working|acceptable|akzeptabel|befriedigend|mangelhaft|"
    "defekt|etat correct|"
    "correct|satisfaisant|etat satisfaisant|mauvais etat|pour pieces|discreto|accettabile|aceptable|"
    "regular|ジャンク|難あり"
)
GRADES = {key_of(word): grade for grade, words in _WORDS.items() for word in words.split("|")}
BELOW_GOOD = frozenset(key_of(word) for word in _BELOW.split("|"))
NEVER_CARRIED = frozenset(key_of(word) for word in _UNWORN.split("|"))
_LEAD = re.compile(
    r"^(?:used|pre[- ]?owned|second[- ]?hand|condition|grade|rank|ランク)\s*[-–:,.]?\s+", re.IGNORECASE
)
_END = re.compile(r"\s*(?:[(\[（;:,.\n]|\s[-–—]\s)")
_BETWEEN = re.compile(r"\s+(?:to|/|-)\s+", re.IGNORECASE)


@lru_cache(maxsize=2_000)
def parse_grade(text: str) -> Grade | None:
    """The grade, or None for words that don't say one. Of two grades the lower one counts.

    Raises Refused below Good: nothing below is accepted.
    """
    plain = _LEAD.sub("", text.strip())
    said = [_key(plain)] if _known(_key(plain)) else [_key(part) for part in _BETWEEN.split(plain)]
    if below := [key for key in said if key in BELOW_GOOD]:
        raise Refused("below_good", f"“{below[0]}” is below Good, and nothing below Good is accepted.")
    found = [GRADES.get(key) for key in said]
    known = [grade for grade in found if grade]
    return max(known, key=list(Grade).index) if len(known) == len(found) else None


def says_never_carried(text: str) -> bool:
    """Whether the words for the condition say that nobody has worn or carried it."""
    return _key(text) in NEVER_CARRIED


def _key(text: str) -> str:
    """The phrase before the details: `Very good (light scratches)`."""
    whole = key_of(text)
    return whole if _known(whole) else key_of(_END.split(text.strip(), maxsplit=1)[0])


def _known(key: str) -> bool:
    return key in GRADES or key in BELOW_GOOD
