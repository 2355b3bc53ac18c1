"""Mistyped words: the nearest names and words of the catalogue itself."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# How letters sound alike: Burberi, Roleks, Lubutin.
_SOUNDS = [(re.compile(pattern), sound) for pattern, sound in (
    ("ph", "f"), ("[ckq]+", "k"), ("x", "ks"), ("z", "s"), ("[aeiouyhw]", ""), (r"(.)\1+", r"\1"),
)]  # fmt: skip
SHORTEST_SOUND = 3
MOST = 4  # tokens that a mistyped name is sought in
KEPT = 6  # names equally near
REMEMBERED = 10_000  # words with their nearest names


def allowed(letters: int) -> int:
    """How many letters may be wrong, missing, too many or swapped in a word of that length."""
    if letters < 4:
        return 0
    return 1 if letters < 8 else 2 if letters < 13 else 3


class Speller:
    """All names without their blanks and also with a plural, so that "saintlaurant", "bots", "jens" are found too."""

    def __init__(self, keys: Iterable[str], houses: Iterable[str] = ()) -> None:
        self._by_letters: dict[str, list[str]] = {}
        for key in keys:
            self._by_letters.setdefault(key.replace(" ", ""), []).append(key)
        for letters, same in list(self._by_letters.items()):
            self._by_letters.setdefault(_plural(letters), same)
        self._sounds: dict[str, list[str]] = {}
        for key in houses:
            self._sounds.setdefault(sound_of(key), []).append(key)
        self._by_length: dict[int, list[str]] = {}
        for letters in self._by_letters:
            if not letters.isdigit():
                self._by_length.setdefault(len(letters), []).append(letters)
        self._nearest = lru_cache(REMEMBERED)(self._find_nearest)

    def same(self, letters: str) -> list[str]:
        """Names that differ in blanks alone."""
        return self._by_letters.get(letters, [])

    def alike(self, word: str) -> list[tuple[str, int]]:
        """The houses that sound like a word that resembles no name by its letters, with their distance."""
        sound = sound_of(word)
        if len(sound) < SHORTEST_SOUND:
            return []
        found = [(key, OSA.distance(word, key)) for key in self._sounds.get(sound, ())]
        return [(key, distance) for key, distance in found if distance <= allowed(len(word)) + 1]

    def near(self, words: Sequence[str], wrong: int, *, another: bool = False) -> list[tuple[str, int]]:
        """The nearest names with their distance, at most `wrong`; those that begin alike come first.

        `another`: not the very word, although it is one.
        """
        return self._nearest("".join(words), wrong, another)

    def _find_nearest(self, letters: str, wrong: int, another: bool) -> list[tuple[str, int]]:
        lengths = range(len(letters) - wrong, len(letters) + wrong + 1)
        names = [name for length in lengths for name in self._by_length.get(length, ())]
        found = process.extract(letters, names, scorer=OSA.distance, score_cutoff=wrong, limit=KEPT)
        found = [one for one in found if one[1] or not another]
        best = min((distance for _, distance, _ in found), default=0)
        nearest = [(near, distance) for near, distance, _ in found if distance == best]
        nearest.sort(key=lambda pair: (pair[0][0] != letters[0], abs(len(pair[0]) - len(letters))))
        return [(key, int(distance)) for near, distance in nearest for key in self._by_letters[near]]


def sound_of(word: str) -> str:
    """The consonants of a word, those that sound alike made the same."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _plural(letters: str) -> str:
    return f"{letters}es" if letters.endswith(("s", "x", "ch", "sh")) else f"{letters}s"
