"""Which candidates are meant: the longest first, and only where the catalogue's pieces bear it out."""

from dataclasses import dataclass, field, replace

from pyroaring import BitMap

from catalog.searching.candidates import Candidate
from catalog.searching.meanings import FULL, INNER, PART, Meaning
from catalog.searching.phrases import NOISE
from catalog.searching.sample import Sample
from catalog.searching.sizes import WORN

# Of the pieces whose title has the name, so many must have the fact: else the filter would hide what the text finds.
COVERS = {
    "style": 0.75,
    "category": 0.7,
    "colour": 0.6,
    "shade": 0.6,
    "material": 0.6,
    "finish": 0.6,
    "size": 0.0,
}
STUFF = ("colour", "shade", "material", "finish")
FEW, MANY = 2, 10
KINDS = {"shade": "colour", "finish": "material"}
ALONE = 0.9  # and so many where nothing but a part of a style's name speaks for it
SHORTEST = 4  # letters of a word that stands for a style whose name has more
COMMON = {
    *WORN,
    "mini",
    "micro",
    "nano",
    "maxi",
    "jumbo",
    "long",
    "short",
    "classic",
    "vintage",
    "new",
    "old",
}


@dataclass
class Choice:
    """Decides between candidates of one search."""

    sample: Sample
    houses: frozenset[str]
    made: list[tuple[Candidate, Meaning | None]] = field(default_factory=list)
    _stocked: list[Candidate] = field(default_factory=list)
    _near_stock: list[Candidate] = field(default_factory=list)

    def decide(self, candidates: list[Candidate]) -> None:
        """Take what fits, longest first; where a name means several things, the rest of the search decides."""
        taken: set[int] = set()
        doubtful: list[list[tuple[Candidate, Meaning]]] = []
        self._near_stock = [one for one in candidates if self._is_stocked(one)]
        self._stocked = [one for one in self._near_stock if not one.wrong]
        for alike in _alike(candidates):
            if not taken.isdisjoint(alike[0].places):
                continue
            fitting = [(one, meaning) for one in alike for meaning in self._fitting(one)]
            said = next((one for one in alike if not one.meanings or self._is_said(one)), None)
            if not fitting and said is None:
                continue
            taken.update(alike[0].places)
            if len(fitting) > 1 or (fitting and not alike[0].sure):
                doubtful.append(fitting)
            else:
                self.made.append(fitting[0] if fitting else (said or alike[0], None))
        for fitting in doubtful:
            if best := self._likeliest([meaning for _, meaning in fitting], sure=fitting[0][0].sure):
                self.made.append(next(one for one in fitting if one[1] == best))

    def pieces(self, *, but: Candidate | None = None) -> BitMap:
        """The pieces of the sample that have everything decided so far."""
        facts: dict[str, BitMap] = {}
        for candidate, meaning in self.made:
            if meaning and candidate is not but:
                found = self.sample.having(meaning.facet, meaning.values)
                facts[meaning.facet] = facts.get(meaning.facet, BitMap()) | found
        return BitMap.intersection(self.sample.all, *facts.values())

    @staticmethod
    def _is_odd(meaning: Meaning, having: BitMap, titled: BitMap) -> bool:
        """Whether a title or two (a fur coat of another material) stand against many pieces that have the fact."""
        return meaning.facet != "category" and len(titled) <= FEW and len(having) >= MANY

    def _is_said(self, one: Candidate) -> bool:
        """Whether a mistyped word that is no filter here is at least a word of the titles: emerld, emerald."""
        return bool(one.wrong) and one.key in self.sample.titles

    def _fitting(self, one: Candidate) -> list[Meaning]:
        meanings = [meaning for meaning in one.meanings if self._is_borne_out(meaning, one)]
        styles = [meaning for meaning in meanings if meaning.facet == "style"]
        if len(styles) > 1:
            surest = min(style.rank for style in styles)
            values = [value for style in styles if style.rank == surest for value in style.values]
            joined = replace(styles[0], values=tuple(dict.fromkeys(values)), house="", rank=surest)
            meanings = [joined, *(meaning for meaning in meanings if meaning.facet != "style")]
        return meanings

    def _is_borne_out(self, meaning: Meaning, one: Candidate) -> bool:
        if meaning.house and self.houses and meaning.house not in self.houses:
            return False
        if meaning.rank != FULL and meaning.facet == "style" and not self._speaks_for_itself(meaning, one):
            return False
        having, titled = self._witnesses(meaning, one)
        if not having:
            is_named = meaning.rank == FULL and one.key not in NOISE  # a bag for work isn't a Work
            return not titled and is_named and not self._has_shorter(one)
        return len(having & titled) >= self._needed(meaning) * len(titled) or self._is_odd(
            meaning, having, titled
        )

    def _witnesses(self, meaning: Meaning, one: Candidate) -> tuple[BitMap, BitMap]:
        """The pieces that have the fact, and those whose title has the words and so speaks for or against it."""
        within = self.sample.having("designer", self.houses) if self.houses else self.sample.all
        having = self.sample.having(meaning.facet, meaning.values)
        titled = self.sample.titled(one.key) | self.sample.titled(one.typed)
        if meaning.facet == "style":
            return having & within, titled & within
        if meaning.facet == "category" and titled.isdisjoint(within):
            return having, BitMap()  # this house calls none of its wallets a purse
        titled = titled - self.sample.styled(one.key)
        if meaning.facet in STUFF:
            titled = titled - (self.sample.within_a_name(one.key) - having)
        return having, titled

    def _needed(self, meaning: Meaning) -> float:
        """The share of the witnesses that must have the fact."""
        is_part = meaning.rank != FULL
        if is_part and (meaning.facet == "designer" or (meaning.facet == "style" and not self.houses)):
            return ALONE
        return COVERS.get(meaning.facet, 0.0)

    def _is_stocked(self, one: Candidate) -> bool:
        """Whether it is something that the shop has; a style, of a house that was named."""
        likely = [
            m
            for m in one.meanings
            if m.rank != INNER and (not m.house or not self.houses or m.house in self.houses)
        ]
        return any(self.sample.having(m.facet, m.values) for m in likely)

    def _has_shorter(self, one: Candidate) -> bool:
        """Whether shorter names in it are things that the shop has: a style (the Neverfull, where there is no
        Neverfull MM), or names for all of its words (Bottega, green, where nothing is in Bottega Green). Of what was
        mistyped any part will do.
        """
        shorter = [other for other in self._stocked if set(other.places) < set(one.places)]
        if one.wrong and any(set(other.places) < set(one.places) for other in self._near_stock):
            return True
        if any(m.facet == "style" and m.rank != INNER for other in shorter for m in other.meanings):
            return True
        return {at for other in shorter for at in other.places} == set(one.places)

    def _speaks_for_itself(self, meaning: Meaning, one: Candidate) -> bool:
        """A word out of a style's name that isn't said of everything."""
        if " " in one.key:
            return meaning.rank == PART or bool(self.houses)
        others = any(other.facet != "style" for other in one.meanings)
        return not others and one.key not in COMMON and len(one.key) >= SHORTEST

    def _likeliest(self, meanings: list[Meaning], *, sure: bool) -> Meaning | None:
        """The meaning that most of the pieces found so far share; in doubt one that tells more than is said already."""
        here = self.pieces()
        said = {(m.facet, value) for _, m in self.made if m for value in m.values}
        kinds = {KINDS.get(facet, facet) for facet, _ in said}
        counts = [
            (len(here & self.sample.having(m.facet, m.values)), KINDS.get(m.facet, m.facet) not in kinds, m)
            for m in meanings
            if not {(m.facet, value) for value in m.values} <= said
        ]
        if not sure and not any(count for count, *_ in counts):
            return None
        if not counts:
            return meanings[0]
        return max(counts, key=lambda one: (*one[:2], -one[2].rank, -one[2].place))[2]


def _alike(candidates: list[Candidate]) -> list[list[Candidate]]:
    """The longest and surest first; names that are equally near to the same mistyped words together (jackte: jacket,
    Jackie), for the rest of the search to choose among.
    """
    groups: dict[object, list[Candidate]] = {}
    for one in sorted(candidates, key=lambda candidate: candidate.weight, reverse=True):
        place = (one.start, one.length, one.wrong) if one.wrong else (one.start, one.length, one.key)
        groups.setdefault(place, []).append(one)
    return list(groups.values())
