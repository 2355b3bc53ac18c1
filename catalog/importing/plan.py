"""How one file is read: for each fact, the cells it comes from. Made once per file from its header and mapping."""

from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.importing.columns import REQUIRED, Guess, guess_all
from catalog.importing.mapping import HOLE, Mapping
from catalog.importing.refusals import Unusable
from catalog.importing.values import key_of

Get = Callable[[list[str]], str]


@dataclass
class Plan:
    """What each column of a file is for. `getters` gives a fact's text, "" when the row doesn't say it."""

    header: list[str]
    getters: dict[str, tuple[Get, ...]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    said: dict[str, Guess] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    in_templates: set[str] = field(default_factory=set)
    ignored: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def text(self, fact: str, cells: list[str]) -> str:
        """The first filled candidate of a fact, without blanks around it."""
        for get in self.getters.get(fact, ()):
            if text := get(cells).strip():
                return text
        return ""


def plan_for(header: list[str], mapping: Mapping) -> Plan:
    """Decide which column holds which fact. Raises Unusable when a fact that every row needs has no column."""
    plan = Plan(header)
    for fact, candidates in mapping.columns.items():
        plan.getters[fact] = tuple(get for name in candidates if (get := _getter(plan, name)))
        plan.shown[fact] = candidates[0] if len(candidates) == 1 else " or ".join(candidates)
    plan.ignored = [name for name in header if name in mapping.ignore]
    if mapping.guess:
        _guess(plan, mapping)
    _require(plan, mapping)
    known = plan.used | set(plan.ignored)
    plan.unused = [name for name in header if name and name not in known]
    return plan


def _guess(plan: Plan, mapping: Mapping) -> None:
    taken = {fact for fact, getters in plan.getters.items() if getters} | set(mapping.constants)
    found = guess_all(
        plan.header, taken_facts=taken, taken_columns=(plan.used - plan.in_templates) | set(plan.ignored)
    )
    for column, read in found.items():
        if get := _getter(plan, column):
            plan.getters[read.fact], plan.shown[read.fact], plan.said[read.fact] = (get,), column, read


def _require(plan: Plan, mapping: Mapping) -> None:
    missing = [f for f in REQUIRED if not plan.getters.get(f) and f not in mapping.constants]
    if missing:
        lines = "\n".join(f"  {fact} = {_example(plan, fact)}" for fact in missing)
        absent = f"The mapping's {', '.join(plan.absent)} isn't among them.\n" if plan.absent else ""
        raise Unusable(
            f"No column holds: {', '.join(missing)}. The file's columns are: {_named(plan.header)}.\n{absent}"
            f"Name them in a mapping file (--mapping FILE.toml):\n[columns]\n{lines}\n"
            'What all rows have in common goes under [constants], such as category = "handbags".\n'
            "Or start from the template (--template)."
        )


def _example(plan: Plan, fact: str) -> str:
    """What to write for a fact that has no column; several columns together can tell pieces apart."""
    if fact != "reference":
        return '"the name of its column"'
    known = [
        plan.shown[other] for other in ("designer", "style", "title", "colour", "size") if other in plan.shown
    ]
    together = f', or several that together name one piece: "{" ".join(f"{{{name}}}" for name in known)}"'
    return '"the name of its column"' + (f"  #{together[1:]}" if len(known) > 1 else "")


def _named(header: list[str]) -> str:
    text = ", ".join(header)
    return text if len(text) <= 600 else f"{text[:600]} ..."


def _getter(plan: Plan, name: str) -> Get | None:
    """The reader of one candidate: a column, or a template such as `{category}/{sub_category}`."""
    holes = HOLE.findall(name)
    places = [_place(plan, hole) for hole in holes or [name]]
    if any(place < 0 for place in places):
        return None
    columns = {plan.header[place] for place in places}
    if holes:
        plan.in_templates |= columns - plan.used
    else:
        plan.in_templates -= columns
    plan.used |= columns
    if not holes:
        place = places[0]
        return lambda cells: cells[place]
    return _template(HOLE.split(name)[0::2], places)


def _template(between: list[str], places: list[int]) -> Get:
    """Text with cells in it; nothing at all when one of the cells is empty."""

    def fill(cells: list[str]) -> str:
        found = [cells[place].strip() for place in places]
        if not all(found):
            return ""
        return between[0] + "".join(cell + rest for cell, rest in zip(found, between[1:], strict=True))

    return fill


def _place(plan: Plan, name: str) -> int:
    """The index of a column by its name, exact or else in the compared spelling; -1 when the file has none."""
    if name in plan.header:
        return plan.header.index(name)
    keys = [key_of(column) for column in plan.header]
    if key_of(name) in keys:
        return keys.index(key_of(name))
    plan.absent.append(name)
    return -1
