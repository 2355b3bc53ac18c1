"""The filters of a list with their counts, all in one query.

A count says how many pieces can be bought if that box is ticked: it respects every other filter, not its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from catalog.browsing.conditions import COLUMN, all_of, flag_conditions
from catalog.browsing.selection import Selection
from catalog.models import Grade, Item, ListingState
from portero.core import words
from portero.core.figures import Figures

SHOWN = 6
TITLES = {
    "designer": "Designer",
    "grade": "Grade",
    "colour": "Colour",
    "category": "Category",
    "style": "Style",
    "material": "Material",
    "hardware": "Hardware",
    "ships": "Ships from",
    "flags": "New or reduced",
}
FLAG_LABELS = {"never": "Never carried", "new": "New arrivals", "reduced": "Reduced prices"}
NAME = {
    "designer": "designer__name",
    "category": "category__name",
    "style": "style__name",
    "hardware": "hardware__name",
}
GRADE_ORDER = [*Grade.values, "1"]
LISTED = Q(state=ListingState.LISTED)


@dataclass(frozen=True)
class Option:
    """One box of a facet: the field and value of the form, what it says, how many pieces, the swatch's colour."""

    field: str
    value: str
    label: str
    count: int
    checked: bool
    swatch: str = ""


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


def facets(scope: QuerySet[Item], selection: Selection, named: dict[str, Q], figures: Figures) -> list[Facet]:
    """The facets of a scope (a category, a designer, a search) under the other filters in use."""
    rules = flag_conditions(figures)
    counts = [
        _values(scope, name, others=all_of(named, but=name), ticked=named.get(name))
        for name in _offered(selection)
    ]
    counts += [_flag(scope.filter(rule), flag, all_of(named, but=flag)) for flag, rule in rules.items()]
    rows = counts[0].union(*counts[1:], all=True)
    options: dict[str, list[Option]] = {}
    for facet, option in _options(rows, selection):
        options.setdefault(facet, []).append(option)
    return [
        Facet(name, title, tuple(_sorted(name, options[name])))
        for name, title in TITLES.items()
        if name in options
    ]


def _offered(selection: Selection) -> list[str]:
    """Styles only make sense within a designer's house, so they are offered once one is chosen."""
    return [name for name in COLUMN if name != "style" or selection.chosen.get("designer")]


def _values(scope: QuerySet[Item], name: str, *, others: Q, ticked: Q | None) -> QuerySet[Item, Any]:
    """Value, label and count of each box; a ticked one stays, with its name, also when nothing is left of it."""
    pieces = scope.filter(others | ticked) if ticked else scope.filter(others)
    value, label = COLUMN[name], NAME.get(name, COLUMN[name])
    swatch = (
        Coalesce(Min("colour__hex"), Value("")) if name == "colour" else Value("", output_field=CharField())
    )
    return (
        pieces.filter(**{f"{value}__isnull": False})
        .exclude(**{value: ""})
        .order_by()
        .values(facet=Value(name), key=Cast(F(value), CharField()), label=Cast(F(label), CharField()))
        .annotate(pieces=Count("pk", filter=LISTED & others), hex=swatch)
    )


# Never carried stands with the grades, though it is a fact of its own.
GROUP = {"never": "grade"}


def _flag(pieces: QuerySet[Item], flag: str, others: Q) -> QuerySet[Item, Any]:
    return (
        pieces.order_by()
        .values(facet=Value("flags"), key=Value(flag), label=Value(FLAG_LABELS[flag]))
        .annotate(pieces=Count("pk", filter=LISTED & others), hex=Value("", output_field=CharField()))
    )


def _options(rows: QuerySet[Item, Any], selection: Selection) -> Iterator[tuple[str, Option]]:
    for row in rows:
        facet, key, count = str(row["facet"]), str(row["key"]), int(str(row["pieces"]))
        is_flag = facet == "flags"
        checked = key in (selection.flags if is_flag else selection.chosen.get(facet, ()))
        if count or checked:
            field, value = (key, "1") if is_flag else (facet, key)
            label = _label(facet, key, str(row["label"]))
            yield GROUP.get(key, facet), Option(field, value, label, count, checked, str(row["hex"]))


def _label(facet: str, key: str, label: str) -> str:
    if facet == "grade":
        return str(Grade(key).label)
    return words.country(key) if facet == "ships" else label


def _sorted(name: str, options: list[Option]) -> list[Option]:
    if name == "grade":
        return sorted(options, key=lambda o: GRADE_ORDER.index(o.value))
    if name == "flags":
        return sorted(options, key=lambda o: list(FLAG_LABELS).index(o.field))
    return sorted(options, key=lambda o: (-o.count, o.label))
