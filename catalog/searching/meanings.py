"""What a name can mean: a filter and its values."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from catalog.searching.tokens import key_of

FULL, PART, INNER = 0, 1, 2  # its whole name or an alias; how it begins, or one half; words from its middle
FLAGS = ("never", "new", "reduced")
# What is read first where a name means several things, and given up last where all together find nothing.
ORDER = ("designer", "style", *FLAGS, "grade", "year", "colour", "shade", "material", "finish", "hardware",
         "category", "size", "ships")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """A filter (by its name in the address), its values, and what a chip says. `house`: the designer of a style.

    `says`: a word that the text must have besides, where the name is a part of the value: ankle boots of boots.
    """

    facet: str
    values: tuple[str, ...]
    label: str
    rank: int = FULL
    house: str = ""
    says: str = ""

    @property
    def place(self) -> int:
        """Where its filter stands in ORDER."""
        return ORDER.index(self.facet)


@dataclass(slots=True)
class Names:
    """Every name with its meanings, by compared spelling; abbreviations; the words in each house's names."""

    meanings: dict[str, list[Meaning]] = field(default_factory=dict)
    short_for: dict[str, str] = field(default_factory=dict)
    houses: dict[str, frozenset[str]] = field(default_factory=dict)
    longest: int = 1

    def add(self, name: str, meaning: Meaning) -> None:
        """Know a name; where it is known in the same sense, the values join, the surer sense counting alone."""
        key = key_of(name)
        if not key:
            return
        known = self.meanings.setdefault(key, [])
        self.longest = max(self.longest, key.count(" ") + 1)
        for n, other in enumerate(known):
            if (other.facet, other.house) == (meaning.facet, meaning.house):
                known[n] = _joined(other, meaning, name)
                return
        known.append(meaning)

    def add_all(self, names: Iterable[str], meaning: Meaning) -> None:
        """Know several names of one meaning."""
        for name in names:
            self.add(name, meaning)

    def single_words(self, facet: str) -> list[str]:
        """The names of one word that mean a value of this filter and nothing else."""
        return [
            key
            for key, meanings in self.meanings.items()
            if " " not in key and meanings and all(one.facet == facet for one in meanings)
        ]

    def get(self, key: str) -> list[Meaning]:
        """What a compared spelling means; nothing for an unknown one."""
        return self.meanings.get(key, [])


def _joined(one: Meaning, other: Meaning, name: str) -> Meaning:
    surer, vaguer = sorted((one, other), key=lambda meaning: meaning.rank)
    if surer.rank < vaguer.rank and not (surer.facet == "style" and vaguer.rank == PART):
        return surer  # while "neverfull" is the Neverfull and every Neverfull MM
    values = tuple(dict.fromkeys(surer.values + vaguer.values))
    several = surer.facet == "style" and len(values) > 1
    return replace(surer, values=values, label=_title(name) if several else surer.label)


def _title(name: str) -> str:
    return name.title() if name.islower() else name
