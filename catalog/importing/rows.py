"""From the cells of one row to facts, or a refusal that names the column."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

from catalog.importing.cells import Cells, cells_of
from catalog.importing.checks import check
from catalog.importing.columns import LENGTHS
from catalog.importing.conditions import parse_grade, says_never_carried
from catalog.importing.countries import parse_country
from catalog.importing.curation import curate
from catalog.importing.days import parse_date
from catalog.importing.dimensions import parse_dimensions
from catalog.importing.facts import LIMITS, Facts
from catalog.importing.lengths import parse_length
from catalog.importing.mapping import Mapping
from catalog.importing.plan import Plan
from catalog.importing.prices import read_money
from catalog.importing.records import Record
from catalog.importing.refusals import Refused
from catalog.importing.titles import Titles
from catalog.importing.values import is_sold, parse_flag, parse_year
from catalog.importing.weights import parse_weight

TEXTS = ("style", "title", "colour", "material", "hardware", "size", "ships_from_city", "condition_note",
         "retail_basis", "bucket", "bucket_reason")  # fmt: skip
OUTLINED = ("style", "title", "colour", "material", "size")
SOLD = "Its source says that it is sold. Should it be on sale here, withdraw it."
_LIST = re.compile(r"\s*[;|,\n]\s*")


@dataclass(frozen=True)
class Reading:
    """A row that can come in: its facts, codes of what is worth a note, and what had to be left out.

    What the piece lacks to be listed isn't among the notes: the rest of the file may still give it a reason.
    """

    facts: Facts
    notes: list[str]
    left: list[Refused]


@dataclass
class RowReader:
    """Reads the records of one file by its plan and mapping."""

    plan: Plan
    mapping: Mapping
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    _titles: Titles = field(init=False)

    def __post_init__(self) -> None:
        self._titles = Titles(self.mapping)

    def read(self, record: Record) -> Reading:
        """The facts of a record. Raises Refused naming the column."""
        cells = cells_of(record, self.plan, self.mapping)
        notes: list[str] = []
        facts = Facts(
            reference=cells.needed("reference"),
            designer=cells.needed("designer"),
            category=cells.needed("category"),
        )
        for fact in TEXTS:
            setattr(facts, fact, cells.text(fact))
        facts.description = cells.text("description", lines=True)
        _still_there(cells)
        _condition(facts, cells, notes)
        self._origin(facts, cells)
        read_money(facts, cells, notes)
        facts.measurements = tuple(_measurements(cells).items())
        facts.includes = _includes(cells)
        self._titles.complete(facts)
        facts.title = facts.title or _title_of(facts)
        curate(facts, self.mapping.curation)
        check(facts, self.mapping.checks, cells)
        return Reading(facts, notes, cells.left)

    def outline(self, record: Record) -> Facts | None:
        """What a row tells of the market that its file is, quickly; None for a row that can't come in."""
        try:
            cells = cells_of(record, self.plan, self.mapping)
            facts = Facts("", designer=cells.raw("designer"), category=cells.raw("category"))
            for fact in OUTLINED:
                setattr(facts, fact, cells.raw(fact))
            said = cells.raw("never_carried")
            facts.never_carried = bool(said) and parse_flag(said)
            if facts.never_carried:
                read_money(facts, cells, [])
        except Refused:
            return None
        self._titles.complete(facts)
        return facts

    def reference_of(self, record: Record) -> str:
        """What a row that is refused calls itself, for the report."""
        wide = len(self.plan.header)
        return self.plan.text("reference", [*record.cells[:wide], *[""] * (wide - len(record.cells))])[:120]

    def _origin(self, facts: Facts, cells: Cells) -> None:
        """Where and when it was made, where it is. An unknown place of dispatch is refused: duties depend on it."""
        facts.made_in = cells.optional("made_in", parse_country) or ""
        if said := cells.raw("ships_from"):
            facts.ships_from = cells.read("ships_from", said, parse_country)
        if year := cells.optional("year", partial(parse_year, today=self.today)):
            facts.year, facts.year_basis = year
        on = partial(parse_date, order=self.mapping.dates, today=self.today)
        facts.listed_on = cells.optional("listed_on", on)
        facts.weight_g = cells.optional("weight", parse_weight)


def _still_there(cells: Cells) -> None:
    said = cells.raw("availability")
    if said and is_sold(said, cells.plan.shown.get("availability", "")):
        raise cells.refused("availability", Refused("sold_at_source", SOLD), said)


def _condition(facts: Facts, cells: Cells, notes: list[str]) -> None:
    said = cells.raw("grade")
    grade = cells.read("grade", said, parse_grade) if said else None
    flag = cells.optional("never_carried", parse_flag)
    facts.never_carried = says_never_carried(said) if flag is None else flag
    facts.grade = grade.value if grade else ""
    if said and not grade:
        notes.append("condition_not_understood")


def _measurements(cells: Cells) -> dict[str, Decimal]:
    found = cells.optional("dimensions", partial(parse_dimensions, unit=_unit("dimensions", cells))) or {}
    for fact in LENGTHS:
        if length := cells.optional(fact, partial(parse_length, unit=_unit(fact, cells))):
            found[fact] = length
    return found


def _unit(fact: str, cells: Cells) -> str:
    said = cells.plan.said.get(fact)
    return (said.unit if said else "") or cells.mapping.unit


def _includes(cells: Cells) -> tuple[str, ...]:
    said = cells.text("includes", lines=True)
    parts = tuple(dict.fromkeys(part for part in _LIST.split(said) if part))
    if any(len(part) > LIMITS["included"] for part in parts):
        reason = f"One of its parts has more than {LIMITS['included']} characters: part them with semicolons."
        raise cells.refused("includes", Refused("too_long", reason), said)
    return parts


def _title_of(facts: Facts) -> str:
    """A title for a row without one: Birkin 30, Gold Togo."""
    name = facts.style or facts.category.rpartition("/")[2].strip()
    stuff = " ".join(part for part in (facts.colour, facts.material) if part)
    return f"{name}, {stuff}" if stuff else name
