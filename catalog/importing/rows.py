"""From the cells of one row to facts, or a refusal that names the column."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TypeVar

from catalog.importing.amounts import parse_money, parse_number
from catalog.importing.checks import check
from catalog.importing.columns import LENGTHS, MONEY
from catalog.importing.curation import curate
from catalog.importing.facts import LIMITS, Facts
from catalog.importing.lengths import parse_dimensions, parse_length
from catalog.importing.mapping import Mapping
from catalog.importing.plan import Plan
from catalog.importing.records import Record
from catalog.importing.refusals import Refused
from catalog.importing.values import (
    NEVER_CARRIED,
    key_of,
    parse_country,
    parse_date,
    parse_flag,
    parse_grade,
    parse_year,
)

Value = TypeVar("Value")
TEXTS = ("style", "title", "colour", "material", "hardware", "size", "ships_from_city", "condition_note",
         "retail_basis", "bucket", "bucket_reason")  # fmt: skip
FORMULA = re.compile(r"^[=@]|^[+-][A-Za-z(=@]")
NONE = frozenset({"", "-", "n/a", "na", "none", "null", "nan", "unknown", "#n/a"})
HEAVIEST_G = 100_000
DEAREST = Decimal(100_000_000)
_LIST = re.compile(r"\s*[;|,\n]\s*")


@dataclass
class RowReader:
    """Reads the records of one file by its plan and mapping."""

    plan: Plan
    mapping: Mapping
    today: date = field(default_factory=lambda: datetime.now(UTC).date())

    def facts(self, record: Record) -> tuple[Facts, list[str]]:
        """The facts of a record and the codes of what is worth a note. Raises Refused naming the column."""
        cells = self._cells(record)
        notes: list[str] = []
        facts = Facts(
            reference=self._needed("reference", cells),
            designer=self._needed("designer", cells),
            category=self._needed("category", cells),
        )
        for fact in TEXTS:
            setattr(facts, fact, self._text(fact, cells))
        facts.description = self._text("description", cells, lines=True)
        self._condition(facts, cells, notes)
        self._origin(facts, cells)
        self._money(facts, cells, notes)
        facts.measurements = tuple(self._measurements(cells))
        facts.includes = self._includes(cells)
        facts.title = facts.title or _title_of(facts)
        curate(facts, self.mapping.curation)
        check(facts, self.mapping.checks, lambda name: self._cell(name, cells))
        return facts, notes + facts.lacks()

    def _cells(self, record: Record) -> list[str]:
        """As many cells as the header has; broken, binary or overflowing rows are refused."""
        if record.broken:
            raise Refused("unreadable", record.broken)
        cells, wide = record.cells, len(self.plan.header)
        if any(cell.strip() for cell in cells[wide:]):
            raise Refused(
                "too_many_cells", f"It has {len(cells)} cells where the header names {wide} columns."
            )
        joined = "".join(cells)
        if "\0" in joined:
            raise Refused("binary", "It holds a NUL byte.", column=self._where(cells, "\0"))
        if not joined.isascii() and any("\udc80" <= c <= "\udcff" for c in joined):
            raise Refused("encoding", "It holds bytes that aren't in the file's encoding.")
        return cells[:wide] + [""] * (wide - len(cells))

    def _where(self, cells: list[str], part: str) -> str:
        return next((n for n, cell in zip(self.plan.header, cells, strict=False) if part in cell), "")

    def _cell(self, name: str, cells: list[str]) -> str:
        return cells[self.plan.header.index(name)] if name in self.plan.header else ""

    def _raw(self, fact: str, cells: list[str]) -> str:
        """The text of a fact after the mapping's words for it; "" when the row doesn't say it."""
        if fact not in self.plan.getters and fact not in self.mapping.constants:
            return ""
        text = self.plan.text(fact, cells)
        if text.casefold() in (NONE - {"nan"} if fact in MONEY else NONE):  # a price of NaN is a broken sum
            text = ""
        text = text or self.mapping.constants.get(fact, "")
        if fact in self.mapping.refuse and (reason := self.mapping.refuse[fact].get(key_of(text))):
            raise self._refused(fact, Refused("mapping", reason), text)
        if fact in self.mapping.values and text:
            words = self.mapping.values[fact]
            return words.get(key_of(text), words.get("*", text))
        return text

    def _text(self, fact: str, cells: list[str], *, lines: bool = False) -> str:
        text = self._raw(fact, cells)
        if not text:
            return ""
        if not lines:
            text = " ".join(text.split())
        if FORMULA.match(text):
            raise self._refused(fact, Refused("formula", "A spreadsheet formula isn't a fact."), text)
        if len(text) > LIMITS.get(fact, 120):
            reason = f"It has {len(text)} characters; at most {LIMITS.get(fact, 120)} fit."
            raise self._refused(fact, Refused("too_long", reason), text)
        return text

    def _needed(self, fact: str, cells: list[str]) -> str:
        text = self._text(fact, cells)
        if not text:
            raise self._refused(fact, Refused(f"no_{fact}", f"It says no {fact}."), "")
        return text

    def _refused(self, fact: str, why: Refused, text: str) -> Refused:
        return Refused(why.code, why.reason, column=self.plan.shown.get(fact, fact), value=text)

    def _condition(self, facts: Facts, cells: list[str], notes: list[str]) -> None:
        said = self._raw("grade", cells)
        try:
            grade = parse_grade(said) if said else None
            flag = self._raw("never_carried", cells)
            facts.never_carried = parse_flag(flag) if flag else key_of(said) in NEVER_CARRIED
        except Refused as why:
            raise self._refused("grade", why, said) from None
        facts.grade = grade.value if grade else ""
        if said and not grade:
            notes.append("condition_not_understood")

    def _origin(self, facts: Facts, cells: list[str]) -> None:
        for fact in ("made_in", "ships_from"):
            if said := self._raw(fact, cells):
                setattr(facts, fact, self._read(fact, said, parse_country))
        if said := self._raw("year", cells):
            facts.year, facts.year_basis = self._read("year", said, partial(parse_year, today=self.today))
        if said := self._raw("listed_on", cells):
            read = partial(parse_date, order=self.mapping.dates, today=self.today)
            facts.listed_on = self._read("listed_on", said, read)
        if said := self._raw("weight", cells):
            facts.weight_g = self._read("weight", said, _grams)

    def _money(self, facts: Facts, cells: list[str], notes: list[str]) -> None:
        for fact in ("price", "first_price", "retail"):
            said = self._raw(fact, cells)
            parsed = (
                self._read(fact, said, partial(parse_money, decimal=self.mapping.decimal)) if said else None
            )
            if said and parsed is None and fact == "price":
                notes.append("price_on_request")
            if parsed:
                amount, currency = parsed
                currency = currency or self._currency(fact, cells)
                setattr(facts, fact, self._dollars(fact, amount, currency, said))
                if fact == "price" and currency != "USD":
                    facts.price_note = self._note(amount, currency)

    def _currency(self, fact: str, cells: list[str]) -> str:
        said = self.plan.said.get(fact)
        return (
            (said.currency if said else "")
            or self._raw("currency", cells).upper()
            or self.mapping.money.currency
        )

    def _dollars(self, fact: str, amount: Decimal, currency: str, said: str) -> Decimal:
        money = self.mapping.money
        rate = Decimal(1) if currency == "USD" else money.rates.get(currency)
        if rate is None:
            reason = f"No rate for {currency}: give it in the mapping under [money.rates]."
            raise self._refused(fact, Refused("no_rate", reason), said)
        dollars = (amount * rate / money.round_to).quantize(Decimal(1), ROUND_HALF_UP) * money.round_to
        if not 0 < dollars <= DEAREST:
            raise self._refused(fact, Refused("absurd", f"In dollars it is {dollars}."), said)
        return dollars.quantize(Decimal("0.01"))

    def _note(self, amount: Decimal, currency: str) -> str:
        money = self.mapping.money
        as_of = f" of {money.as_of}" if money.as_of else ""
        return f"{currency} {amount} at the rate{as_of} of {money.rates[currency]}"

    def _measurements(self, cells: list[str]) -> list[tuple[str, Decimal]]:
        found: dict[str, Decimal] = {}
        if said := self._raw("dimensions", cells):
            lengths = self._read("dimensions", said, partial(parse_dimensions, unit=self._unit("dimensions")))
            found = dict(zip(("width", "height", "depth"), lengths, strict=False))
        for fact in LENGTHS:
            if said := self._raw(fact, cells):
                found[fact] = self._read(fact, said, partial(parse_length, unit=self._unit(fact)))
        return list(found.items())

    def _unit(self, fact: str) -> str:
        said = self.plan.said.get(fact)
        return (said.unit if said else "") or self.mapping.unit

    def _includes(self, cells: list[str]) -> tuple[str, ...]:
        said = self._text("includes", cells, lines=True) if "includes" in self.plan.getters else ""
        parts = tuple(dict.fromkeys(part for part in _LIST.split(said) if part))
        if any(len(part) > LIMITS["included"] for part in parts):
            reason = f"One of its parts has more than {LIMITS['included']} characters."
            raise self._refused("includes", Refused("too_long", reason), said)
        return parts

    def _read(self, fact: str, said: str, parse: Callable[[str], Value]) -> Value:
        try:
            return parse(said)
        except Refused as why:
            raise self._refused(fact, why, said) from None


def _title_of(facts: Facts) -> str:
    """A title for a row without one: Birkin 30, Gold Togo."""
    name = facts.style or facts.category.rpartition("/")[2].strip()
    stuff = " ".join(part for part in (facts.colour, facts.material) if part)
    return f"{name}, {stuff}" if stuff else name


def _grams(text: str) -> int:
    number = parse_number(text.strip().casefold().removesuffix("g").strip())
    if not 0 < number <= HEAVIEST_G:
        raise Refused("absurd", f"{text[:40]} g isn't the weight of a piece.")
    return int(number.to_integral_value(ROUND_HALF_UP))
