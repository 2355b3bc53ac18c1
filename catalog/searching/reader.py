"""From words to a reading."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from pyroaring import BitMap
from rapidfuzz.distance import OSA

from catalog.searching.amounts import Amount, amounts_in, years_in
from catalog.searching.candidates import Candidate, Finder
from catalog.searching.choosing import Choice
from catalog.searching.heads import without_wider
from catalog.searching.meanings import Meaning, Names
from catalog.searching.phrases import FOR_WHOM, NOISE, UNKEPT
from catalog.searching.reading import PRICE, Reading, Span, Word
from catalog.searching.sample import Sample
from catalog.searching.sizes import UNITS
from catalog.searching.spelling import Speller
from catalog.searching.tokens import Token, phrases_of, tidy, tokens_of
from portero.core.money import dollars


@dataclass
class Reader:
    """Reads searches by the names and pieces it was made of; `is_written` asks all texts for a word."""

    names: Names
    sample: Sample
    speller: Speller
    is_written: Callable[[str], bool]

    def read(self, typed: str, *, doubted: bool = False) -> Reading:
        """The filters and the words of what was typed. Never raises.

        `doubted`: nothing was found by the words that are no filters; they may be mistyped.
        """
        words = tidy(typed)
        tokens = tokens_of(words)
        amounts = [_span(amount, words) for amount in amounts_in(words)]
        years = [one for one in years_in(words) if not _inside(one, amounts) and self._is_made_in(one)]
        open_to = [not token.quoted and not _inside(token, amounts) for token in tokens]
        choice = self._choice(tokens, open_to, doubted=doubted)
        spans = [_named(tokens, one, meaning) for one, meaning in choice.made if meaning]
        spans += amounts + [_span(year, words) for year in years if not _inside(year, spans)]
        meant = {one.start: one.key for one, meaning in choice.made if not meaning}
        left = [
            self._word(token, meant.get(at, ""))
            for at, token in enumerate(tokens)
            if not token.quoted
            and not _inside(token, spans)
            and meant.get(at, "") not in NOISE - {""}
            and self._is_sought(tokens, at, spans)
        ]
        left += _besides(tokens, choice.made)
        meant_ones = sorted(without_wider(spans, words, self.sample), key=lambda span: span.start)
        reading = Reading(words, tuple(meant_ones), tuple(left), tuple(phrases_of(words)))
        reading = replace(reading, leanings=_leanings(tokens, [*spans, *left]))
        return self._bearable(reading, tokens)

    def _choice(self, tokens: list[Token], open_to: list[bool], *, doubted: bool) -> Choice:
        finder = Finder(self.names, self.sample, self.speller)
        exact = finder.exact(tokens, open_to)
        houses = _houses(exact)
        covered = {
            at
            for one in exact
            for at in one.places
            if any(not houses or m.house in ("", *houses) for m in one.meanings)
        }
        known = covered if doubted else covered | self._written(tokens, open_to, covered)
        candidates = exact + finder.mistyped(tokens, open_to, known, doubted=doubted)
        choice = Choice(self.sample, _houses(candidates))
        choice.decide(candidates)
        return choice

    def _written(self, tokens: list[Token], open_to: list[bool], covered: set[int]) -> set[int]:
        """Tokens that no name covers and no title has, but some description does: spelled right after all."""
        strange = (
            at
            for at, token in enumerate(tokens)
            if open_to[at]
            and at not in covered
            and token.key not in self.sample.words
            and token.key not in NOISE
        )
        return {at for at in strange if self.is_written(tokens[at].key)}

    def _is_made_in(self, year: Amount) -> bool:
        return bool(self.sample.having("year", map(str, year.years)))

    def _is_sought(self, tokens: list[Token], at: int, spans: list[Span]) -> bool:
        """Not what every search may say, nor the unit of a number that was understood ("Submariner 41" mm)."""
        key = tokens[at].key
        if any(
            OSA.distance(key, name, score_cutoff=1) <= (len(key) > 4) for name in self._houses_words(spans)
        ):
            return False
        if key in UNITS and at and tokens[at - 1].key[-1].isdigit() and _inside(tokens[at - 1], spans):
            return False
        return key not in NOISE or (key in self.sample.titles and len(key) > 2 and key not in UNKEPT)

    def _houses_words(self, spans: list[Span]) -> set[str]:
        """The words of the designers that were recognised: what is left of "laurent saint yves" is said already."""
        slugs = {value for span in spans if span.facet == "designer" for value in span.values}
        return {word for slug in slugs for word in self.names.houses.get(slug, ())}

    def _word(self, token: Token, meant: str = "") -> Word:
        """A word for the text: corrected, or what it is short for, or (no piece being called so) as a beginning."""
        known = token.key in self.sample.words
        meant = meant or ("" if known else self.names.short_for.get(token.key, ""))
        return Word(token.key, token.start, token.end, meant, begins=not known and len(token.key) > 2)

    def _bearable(self, reading: Reading, tokens: list[Token]) -> Reading:
        """Where all filters together find nothing and the text would: as few as possible become text again."""
        if not reading.spans or self._found(reading):
            return reading
        weakest = sorted((s for s in reading.spans if s.facet != PRICE), key=_strength, reverse=True)
        for count in (1, 2):
            for given_up in combinations(weakest, count):
                freed = reading
                for span in given_up:
                    freed = freed.freed(
                        span, tuple(self._word(token) for token in tokens if _inside(token, [span]))
                    )
                if self._found(freed, given_up):
                    return freed
        return reading

    def _found(self, reading: Reading, given_up: Iterable[Span] = ()) -> BitMap:
        """The sample's pieces that fit; words that were filters count only in titles (no dress in "Dress watches")."""
        facts = [self.sample.having(facet, values) for facet, values in reading.chosen.items()]
        facts += [self.sample.titled(word.key) for word in reading.left if _inside(word, list(given_up))]
        facts += [self.sample.having(flag, ("1",)) for flag in reading.flags]
        words = self.sample.saying(key for word in reading.left for key in word.sought.split())
        return BitMap.intersection(words, *facts)


def _besides(tokens: list[Token], made: list[tuple[Candidate, Meaning | None]]) -> list[Word]:
    """What the text must have besides a filter that says less than was typed: ankle boots, among boots."""
    return [
        Word(meaning.says, tokens[one.start].start, tokens[one.places[-1]].end, begins=True, called=True)
        for one, meaning in made
        if meaning and meaning.says
    ]


def _leanings(tokens: list[Token], read: list[Span | Word]) -> tuple[str, ...]:
    """For whom it is sought, where that isn't part of anything that was read."""
    said = [FOR_WHOM[token.key] for token in tokens if token.key in FOR_WHOM and not _inside(token, read)]
    return tuple(dict.fromkeys(said))


def _houses(candidates: list[Candidate]) -> frozenset[str]:
    """The designers that may be named, so that styles are theirs."""
    designers = [m for one in candidates for m in one.meanings if m.facet == "designer"]
    return frozenset(value for meaning in designers for value in meaning.values)


def _inside(one: Token | Amount | Span | Word, spans: Sequence[Span | Word]) -> bool:
    return any(span.start <= one.start and one.end <= span.end for span in spans)


def _named(tokens: list[Token], one: Candidate, meaning: Meaning) -> Span:
    start, end = tokens[one.start].start, tokens[one.start + one.length - 1].end
    known_as = meaning.label if meaning.facet in ("designer", "style", "shade", "finish") else one.key
    return Span(meaning.facet, meaning.values, meaning.label, start, end, known_as if one.wrong else "")


def _strength(span: Span) -> int:
    return Meaning(span.facet, (), "").place


def _span(amount: Amount, words: str) -> Span:
    """A range as a filter; the blanks around it stay outside."""
    said = words[amount.start : amount.end]
    start, end = amount.start + len(said) - len(said.lstrip()), amount.end - len(said) + len(said.rstrip())
    if amount.years:
        years = tuple(map(str, amount.years))
        return Span("year", years, years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}", start, end)
    return Span(PRICE, (), _price_label(amount), start, end, low=amount.low, high=amount.high)


def _price_label(amount: Amount) -> str:
    if amount.low is not None and amount.high is not None:
        return f"{dollars(amount.low)} to {dollars(amount.high)}"
    return (
        f"From {dollars(amount.low)}"
        if amount.low is not None
        else f"Up to {dollars(amount.high or Decimal())}"
    )
