"""What the catalogue really has, in memory: which of the newest pieces have a fact, and which have a word.

A name is read as a filter only where the pieces agree. The newest LOOKED_AT pieces tell enough for that, and
reading them takes a moment even in a shop of a million; what a search then finds is counted in all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pyroaring import BitMap

from catalog.models import Item
from catalog.queries.cards import VISIBLE
from catalog.searching.sizes import fitting
from catalog.searching.tokens import key_of

LOOKED_AT = 20_000
REMEMBERED = 4_000  # sizes and phrases
NOTHING = BitMap()
NAMES = ("designer__name", "style__name", "category__name", "category__parent__name", "colour__name",
         "colour__family", "material__name", "material__family", "hardware__name", "size")  # fmt: skip
STUFF = ("colour__name", "material__name", "material__family", "hardware__name")
FACTS = {
    "designer__slug": "designer",
    "style__slug": "style",
    "category__slug": "category",
    "category__parent__slug": "category",
    "colour__family": "colour",
    "colour__slug": "shade",
    "material__family": "material",
    "material__slug": "finish",
    "hardware__slug": "hardware",
    "size": "size",
    "year": "year",
    "grade": "grade",
    "ships_from": "ships",
}
COLUMNS = ("title", "never_carried", *dict.fromkeys([*FACTS, *NAMES]))


class Sample:
    """Bitmaps over the rows of the newest pieces: by fact, by word of the title, by any word."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self.facts: dict[tuple[str, str], BitMap] = defaultdict(BitMap)
        self.titles: dict[str, BitMap] = defaultdict(BitMap)
        self.words: dict[str, BitMap] = defaultdict(BitMap)
        self.styles: dict[str, BitMap] = defaultdict(BitMap)
        self.longer: dict[str, BitMap] = defaultdict(BitMap)
        self._title_keys: list[str] = []
        for row in rows:
            self._add(dict(zip(COLUMNS, row, strict=True)))
        self.all = BitMap(range(len(self._title_keys)))
        self._values: dict[str, list[str]] = defaultdict(list)
        for facet, value in self.facts:
            self._values[facet].append(value)
        self._phrases: dict[str, BitMap] = {}
        self._sizes: dict[str, tuple[str, ...]] = {}

    def _add(self, row: dict[str, object]) -> None:
        place, key = len(self._title_keys), key_of(str(row["title"]))
        self._title_keys.append(f" {key} ")
        for column, facet in FACTS.items():
            if row[column]:
                self.facts[facet, str(row[column])].add(place)
        if row["never_carried"]:
            self.facts["never", "1"].add(place)
        stuff = (key_of(str(row[column] or "")) for column in STUFF)
        _note(self.titles, [key], place)
        _note(self.styles, [key_of(str(row["style__name"] or ""))], place)
        _note(self.longer, (name for name in stuff if " " in name), place)
        _note(self.words, [key, *(key_of(str(row[name])) for name in NAMES if row[name])], place)

    def having(self, facet: str, values: Iterable[str]) -> BitMap:
        """The rows with one of these values."""
        if facet in ("new", "reduced"):
            return self.all
        sets = [self.facts[facet, value] for value in values if (facet, value) in self.facts]
        return sets[0] if len(sets) == 1 else BitMap.union(BitMap(), *sets)

    def titled(self, key: str) -> BitMap:
        """The rows whose title has these words next to each other."""
        if " " not in key:
            return self.titles.get(key, NOTHING)
        if key not in self._phrases:
            if len(self._phrases) >= REMEMBERED:
                self._phrases.clear()
            found = self._with(self.titles, key.split())
            self._phrases[key] = BitMap([place for place in found if f" {key} " in self._title_keys[place]])
        return self._phrases[key]

    def styled(self, key: str) -> BitMap:
        """The rows whose style's name has these words: "fur" in Fur Hood says nothing of the material."""
        return self._with(self.styles, key.split())

    def within_a_name(self, key: str) -> BitMap:
        """The rows whose colour or material has a longer name with that word: leather in patent leather."""
        return BitMap() if " " in key else BitMap(self.longer.get(key, BitMap()))

    def saying(self, keys: Iterable[str]) -> BitMap:
        """The rows that have all these words, in any name they go by."""
        return self._with(self.words, keys)

    def _with(self, index: dict[str, BitMap], keys: Iterable[str]) -> BitMap:
        found = [index[key] if key in index else BitMap() for key in keys]
        return BitMap.intersection(*found) if found else BitMap(self.all)

    def values(self, facet: str) -> list[str]:
        """The values of a filter that the pieces have."""
        return self._values.get(facet, [])

    def sizes(self, typed: str) -> tuple[str, ...]:
        """The sizes of pieces that a typed size means; kept, because it is compared with all of them."""
        if typed not in self._sizes:
            if len(self._sizes) >= REMEMBERED:
                self._sizes.clear()
            self._sizes[typed] = fitting(typed, self.values("size"))
        return self._sizes[typed]


def _note(index: dict[str, BitMap], names: Iterable[str], place: int) -> None:
    """Put a row under every word of these names."""
    for name in names:
        for word in name.split():
            index[word].add(place)


def read_sample() -> Sample:
    """The newest pieces that can be seen; one query."""
    rows = Item.objects.filter(state__in=VISIBLE).order_by("-listed_at", "-pk").values_list(*COLUMNS)
    return Sample(rows[:LOOKED_AT].iterator(chunk_size=5_000))
