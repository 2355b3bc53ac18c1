"""Which runs of the typed words could be names, exactly or mistyped."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from catalog.searching.meanings import Meaning, Names
from catalog.searching.phrases import NOISE
from catalog.searching.sample import Sample
from catalog.searching.sizes import LETTERS, SINGLE, size_at
from catalog.searching.spelling import MOST, Speller, allowed
from catalog.searching.tokens import Token

SURE_LETTERS = 9  # of a name whose words are all known, yet not together
MOST_STRANGE = 12  # words of a search that are corrected: a pasted page isn't worth the time
_LETTER_SIZES = LETTERS | SINGLE
PER_ERROR = 0.4  # what a wrong letter takes from a candidate that has a point for each of its words


@dataclass(frozen=True, slots=True)
class Candidate:
    """The tokens from `start` on, `length` of them, taken for a name `key`; no meanings: for a word of the texts."""

    start: int
    length: int
    key: str
    meanings: tuple[Meaning, ...]
    typed: str = ""
    wrong: int = 0
    sure: bool = True

    @property
    def places(self) -> range:
        """The tokens it is made of."""
        return range(self.start, self.start + self.length)

    @property
    def weight(self) -> tuple[float, int, int]:
        """Longest first, then surest, then as typed."""
        return (self.length - PER_ERROR * self.wrong, len(self.key) if self.meanings else 0, -self.start)


@dataclass
class Finder:
    """Finds candidates among tokens; `open_to` says which tokens may still be read."""

    names: Names
    sample: Sample
    speller: Speller

    def exact(self, tokens: list[Token], open_to: list[bool]) -> list[Candidate]:
        """Names spelled right, also with other blanks; and sizes."""
        found = []
        for start, length in _runs(open_to, self.names.longest):
            keys = [token.key for token in tokens[start : start + length]]
            # "moncler s" is a size, not several Moncler
            joined = self.speller.same("".join(keys)) if keys[-1] != "s" else ()
            for key in dict.fromkeys([" ".join(keys), *joined]):
                meanings = tuple(self.names.get(key))
                found += [Candidate(start, length, key, meanings, " ".join(keys))] if meanings else []
        found += [size for at, is_open in enumerate(open_to) if is_open and (size := self._size(tokens, at))]
        return found

    def _size(self, tokens: list[Token], at: int) -> Candidate | None:
        read = size_at(tokens, at)
        if not read:
            return None
        length, size, sure = read
        values = self.sample.sizes(size)
        meanings = (
            Meaning("size", values, f"Size {size.upper()}" if length == 1 or " " not in size else size),
        )
        return Candidate(at, length, size, meanings, size, sure=sure) if values else None

    def mistyped(
        self, tokens: list[Token], open_to: list[bool], known: set[int], *, doubted: bool = False
    ) -> list[Candidate]:
        """The nearest names for runs with a token that nobody knows; `known` are those that exact names cover.

        A name of several words may have its wrong letters in one of them, and the wrong word may mean
        something by itself (yves saint lauren); a word alone keeps to what its own length allows. `doubted`: words
        that are spelled right may be mistyped all the same, because nothing was found with them (back, black).
        """
        unknown = (
            at
            for at, token in enumerate(tokens)
            if open_to[at] and at not in known and self._is_strange(token.key, doubted=doubted)
        )
        strange = set(islice(unknown, MOST_STRANGE))
        found: list[Candidate] = []
        for at in sorted(strange):
            found += self._near([tokens[at].said], at, allowed(len(tokens[at].said)), another=doubted)
        hopeless = strange - {one.start for one in found}
        found += [
            Candidate(at, 1, key, tuple(self.names.get(key)), key, distance)
            for at in sorted(hopeless)
            for key, distance in self.speller.alike(tokens[at].said)
        ]
        for start, length in _runs(open_to, MOST):
            run = range(start, start + length)
            if not _LETTER_SIZES.isdisjoint((tokens[run[0]].key, tokens[run[-1]].key)):
                continue  # polyyster l: a size, no letter too many
            if length > 1 and (wrong := self._wrong(tokens, run, strange, hopeless, known)):
                found += self._near([tokens[at].said for at in run], start, wrong)
        return found

    @staticmethod
    def _wrong(
        tokens: list[Token], run: range, strange: set[int], hopeless: set[int], known: set[int]
    ) -> int:
        """How many letters of a run may be wrong: more, where a `hopeless` word resembles nothing by itself."""
        letters = sum(len(tokens[at].said) for at in run)
        if hopeless & {run[0], run[-1]}:
            return allowed(letters)
        if strange & {run[0], run[-1]}:
            return sum(allowed(len(tokens[at].said)) for at in run if at in strange)
        is_unnamed = any(at not in known and tokens[at].key not in NOISE for at in run)
        return 1 if is_unnamed and letters >= SURE_LETTERS and not strange.intersection(run) else 0

    def _is_strange(self, key: str, *, doubted: bool) -> bool:
        return (doubted or key not in self.sample.words) and key not in NOISE and key.isalpha()

    def _near(self, keys: list[str], start: int, wrong: int, *, another: bool = False) -> Iterator[Candidate]:
        most = min(wrong, allowed(sum(map(len, keys))))
        for key, distance in self.speller.near(keys, most, another=another):
            if distance == 0:
                continue  # only its blanks differ: an exact candidate
            if meanings := self.names.get(key):
                yield Candidate(start, len(keys), key, tuple(meanings), key, distance)
            elif len(keys) == 1:
                yield Candidate(start, 1, key, (), key, distance)


def _runs(open_to: list[bool], longest: int) -> Iterator[tuple[int, int]]:
    """Every run of neighbouring open tokens, as start and length."""
    for start in range(len(open_to)):
        for length in range(1, min(longest, len(open_to) - start) + 1):
            if not open_to[start + length - 1]:
                break
            yield start, length
