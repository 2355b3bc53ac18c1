"""The filters of a list with their counts, as the shelf counted them.

A count says how many pieces can be bought if that box is ticked: it respects every other filter, not its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from catalog.browsing.selection import Selection
from catalog.models import Grade
from catalog.shelf import COUNTED, FLAGS
from catalog.shelf.words import Words

SHOWN = 6
TITLES = {
    "designer": "Designer",
    "style": "Style",
    "grade": "Grade",
    "colour": "Colour",
    "shade": "Shade",
    "category": "Category",
    "material": "Material",
    "finish": "Leather or fabric",
    "hardware": "Hardware",
    "size": "Size",
    "year": "Year",
    "ships": "Ships from",
    "flags": "New or reduced",
}
FLAG_LABELS = {"never": "Never carried", "new": "New arrivals", "reduced": "Reduced prices"}
GRADE_ORDER = [*Grade.values, "1"]
# Facets that mean little, or are too many, until one of these others narrows the list.
NEEDS = {
    "style": ("designer", "style"),
    "shade": ("colour",),
    "finish": ("material",),
    "size": ("designer", "style", "category"),
}
# Never carried stands with the grades, though it is a fact of its own.
GROUP = {"never": "grade", "new": "flags", "reduced": "flags"}
Fixed = Mapping[str, tuple[str, ...]]
Counts = Mapping[str, Mapping[str, int]]


class Option(NamedTuple):
    """One box of a facet: the field and value of the form, what it says, how many pieces, the swatch's colour."""

    field: str
    value: str
    label: str
    pieces: int
    checked: bool
    swatch: str = ""


BY_LABEL, BY_PIECES = attrgetter("label"), attrgetter("pieces")


@dataclass(frozen=True)
class Facet:
    """A named group of boxes; what comes after the first few is folded away."""

    name: str
    title: str
    options: tuple[Option, ...]

    @property
    def first(self) -> tuple[Option, ...]:
        """The most useful boxes and every ticked one."""
        return tuple(o for at, o in enumerate(self.options) if at < SHOWN or o.checked)

    @property
    def rest(self) -> tuple[Option, ...]:
        """The boxes behind "more"."""
        return tuple(o for at, o in enumerate(self.options) if at >= SHOWN and not o.checked)

    @property
    def is_open(self) -> bool:
        """Whether the group is unfolded at first: the ones most people use, and any in use."""
        return self.name in ("designer", "grade", "colour") or any(o.checked for o in self.options)


def offered(fixed: Fixed, selection: Selection) -> tuple[str, ...]:
    """The facets to count: what the place itself fixes needs no box, but a category has children."""
    used = {*fixed, *(name for name, values in selection.chosen.items() if values)}
    hidden = {*fixed} - {"category"}
    return tuple(
        name
        for name in COUNTED
        if name not in hidden
        and (name not in NEEDS or not used.isdisjoint(NEEDS[name]) or selection.chosen.get(name))
    )


def facets(counts: Counts, words: Words, fixed: Fixed, selection: Selection) -> list[Facet]:
    """The facets with something to choose, in the order of the rail."""
    options: dict[str, list[Option]] = {}
    for name in counts:
        if name in FLAGS and name not in fixed:
            options.setdefault(GROUP[name], []).extend(_flag(name, counts, selection))
        elif name not in fixed or name == "category":
            options.setdefault(name, []).extend(_values(name, counts, words, fixed, selection))
    if "style" in options and "designer" not in fixed and not selection.chosen.get("designer"):
        options["style"] = _of_their_houses(options["style"], words)
    return [
        Facet(name, title, tuple(_sorted(name, options[name])))
        for name, title in TITLES.items()
        if options.get(name)
    ]


def _here(name: str, words: Words, fixed: Fixed) -> set[str]:
    """The values that every piece of this place has: of a category also its parent."""
    here = set(fixed.get(name, ()))
    if name == "category":
        own = [number for value in here if (number := words.number(name, value))]
        parents = (words.word(name, words.parents[number]) for number in own)
        here |= {parent.value for parent in parents if parent}
    return here


def _values(name: str, counts: Counts, words: Words, fixed: Fixed, selection: Selection) -> list[Option]:
    """Every value with pieces to buy; a ticked one stays, with its name, also when nothing is left of it."""
    counted, ticked, here = counts[name], selection.chosen.get(name, ()), _here(name, words, fixed)
    return [
        Option(name, value, word.label, counted.get(value, 0), value in ticked, word.swatch)
        for value in dict.fromkeys((*counted, *ticked))
        if value not in here and (word := words.named(name, value))
    ]


def _of_their_houses(styles: list[Option], words: Words) -> list[Option]:
    """Where only styles were asked for: those of the same houses. The whole shop has thousands of others."""
    house = {one.value: words.houses.get(words.number("style", one.value) or 0) for one in styles}
    asked = {house[one.value] for one in styles if one.checked}
    return [one for one in styles if house[one.value] in asked]


def _flag(flag: str, counts: Counts, selection: Selection) -> Iterator[Option]:
    count, checked = counts[flag].get("1", 0), flag in selection.flags
    if count or checked:
        yield Option(flag, "1", FLAG_LABELS[flag], count, checked)


def _sorted(name: str, options: list[Option]) -> list[Option]:
    if name == "grade":
        return sorted(options, key=lambda o: GRADE_ORDER.index(o.value))
    if name == "flags":
        return sorted(options, key=lambda o: list(FLAG_LABELS).index(o.field))
    if name == "year":
        return sorted(options, key=lambda o: o.value, reverse=True)
    # Most pieces first, among equals by name; two sorts by what is there are quicker than one by a pair made for it.
    return sorted(sorted(options, key=BY_LABEL), key=BY_PIECES, reverse=True)
