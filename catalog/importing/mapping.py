"""A mapping: how another shop's columns, currencies, units and words become our facts (docs/importing.md)."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalog.importing.amounts import parse_number
from catalog.importing.columns import FACTS
from catalog.importing.currencies import parse_currency
from catalog.importing.lengths import IN_CM
from catalog.importing.refusals import Refused, Unusable
from catalog.importing.values import key_of

WORDS = frozenset({"designer", "style", "category", "colour", "material", "hardware"})
DERIVED = {"never_carried"}
HOLE = re.compile(r"\{([^{}]+)\}")
SHIPPED = Path(__file__).resolve().parent.parent / "mappings"


@dataclass(frozen=True)
class Money:
    """What amounts mean that don't name their currency, and what each currency is worth in dollars."""

    currency: str = "USD"
    rates: dict[str, Decimal] = field(default_factory=dict)
    as_of: date | None = None
    source: str = ""
    round_to: Decimal = Decimal("0.01")


@dataclass(frozen=True)
class Checks:
    """What is too odd to be true; sums in USD."""

    names_the_designer: tuple[str, ...] = ()
    highest_price: Decimal = Decimal(1_000_000)
    highest_by_category: dict[str, Decimal] = field(default_factory=dict)
    lowest_share_of_first_price: Decimal = Decimal(0)


@dataclass(frozen=True)
class InFile:
    """What the other rows of the same file may say for a piece (catalog.importing.comparing); 0 and "" leave it out.

    Value: a share below what a quarter of at least `value_least` unworn pieces of its house and kind were first
    asked for or more. Rarity: at most `rare_most` alike, or the only one of its size.
    """

    value_from_percent: int = 0
    value_least: int = 5
    value_reason: str = "{percent} % below an estimated retail price of {retail}"
    rare_most: int = 0
    rare_reason: str = "{count} of {rows:,} pieces offered with it: {make}"
    rare_size_reason: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether the file has to be looked at as a whole."""
        return bool(self.value_from_percent or self.rare_most or self.rare_size_reason)


@dataclass(frozen=True)
class Curation:
    """Which pieces Portero takes, and the sentence that is recorded as the reason."""

    value_from_percent: int = 0
    value_against: str = "retail"
    value_reason: str = "{percent} % below its retail price"
    rare_styles: dict[str, str] = field(default_factory=dict)
    rare_materials: dict[str, str] = field(default_factory=dict)
    in_file: InFile = InFile()


@dataclass(frozen=True)
class NewCategory:
    """A category that the mapping adds when the shop doesn't have it yet."""

    name: str
    parent: str = ""
    tax: str = "general"


@dataclass(frozen=True)
class Mapping:
    source: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    dates: str = ""
    unit: str = "cm"
    guess: bool = True
    ignore: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    refuse: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    vague_materials: tuple[str, ...] = ()  # where the title's word counts: an exotic leather is a python's
    create: frozenset[str] = WORDS
    categories: dict[str, NewCategory] = field(default_factory=dict)
    money: Money = Money()
    checks: Checks = Checks()
    curation: Curation = Curation()

    def names(self) -> frozenset[str]:
        """The column names that it knows, in their compared spelling: they tell which line is the header."""
        named = [name for names in self.columns.values() for name in names] + list(self.ignore)
        return frozenset(key_of(part) for name in named for part in (HOLE.findall(name) or [name]))


def load_mapping(name: str) -> Mapping:
    """The mapping in a TOML file, or a shipped one by its bare name. Raises Unusable, saying where it is wrong."""
    path = Path(name)
    if not path.is_file() and (shipped := SHIPPED / f"{name.removesuffix('.toml')}.toml").is_file():
        path = shipped
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
        raise Unusable(f"There is no mapping {name}. Shipped ones: {known}.")
    try:
        return read_mapping(tomllib.loads(path.read_text("utf-8"), parse_float=Decimal))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Unusable(f"{path.name} isn't TOML: {problem}") from None
    except Unusable as problem:
        raise Unusable(f"{path.name}: {problem}") from None


def with_rates(mapping: Mapping, said: Sequence[str]) -> Mapping:
    """The mapping with rates added as `EUR=1.10`. Raises Unusable for what isn't one."""
    rates = dict(mapping.money.rates)
    for each in said:
        code, _, rate = each.partition("=")
        try:
            rates[parse_currency(code)] = parse_number(rate.strip())
        except Refused:
            raise Unusable(f"--rate {each}: write it as EUR=1.10, the dollars for one.") from None
    if any(rate <= 0 for rate in rates.values()):
        raise Unusable("--rate: a rate is more than zero.")
    return replace(mapping, money=replace(mapping.money, rates=rates)) if said else mapping


def read_mapping(table: dict[str, Any]) -> Mapping:
    """The mapping that a parsed TOML table describes. Raises Unusable for a key it doesn't know."""
    table = dict(table)
    parts: dict[str, Any] = {
        "columns": {fact: _tuple(names) for fact, names in table.pop("columns", {}).items()},
        "constants": {fact: str(value) for fact, value in table.pop("constants", {}).items()},
        "values": {fact: _words(words) for fact, words in table.pop("values", {}).items()},
        "refuse": {fact: _words(words) for fact, words in table.pop("refuse", {}).items()},
        "titles": {fact: _words(words) for fact, words in table.pop("titles", {}).items()},
        "categories": {
            slug: _made(NewCategory, row, slug) for slug, row in table.pop("categories", {}).items()
        },
        "money": _money(table.pop("money", {})),
        "checks": _checks(table.pop("checks", {})),
        "curation": _curation(table.pop("curation", {})),
        "ignore": _tuple(table.pop("ignore", ())),
        "vague_materials": _tuple(table.pop("vague_materials", ())),
        "create": frozenset(table.pop("create", WORDS)),
    }
    mapping = _made(Mapping, table | parts, "the mapping")
    _check(mapping)
    return mapping


def _check(mapping: Mapping) -> None:
    for name in ("columns", "constants", "values", "refuse", "titles"):
        if unknown := sorted(set(getattr(mapping, name)) - set(FACTS)):
            raise Unusable(f"[{name}] has no fact {', '.join(unknown)}. Facts: {', '.join(FACTS)}.")
    if unknown := sorted(mapping.create - WORDS):
        raise Unusable(f"create: {', '.join(unknown)} can't be created.")
    if mapping.unit not in IN_CM:
        raise Unusable(f"unit is one of {', '.join(IN_CM)}.")
    if mapping.decimal not in ("", ".", ",") or mapping.dates not in ("", "dmy", "mdy"):
        raise Unusable('decimal is "." or ","; dates is "dmy" or "mdy".')


def _money(table: dict[str, Any]) -> Money:
    rates = {code: Decimal(rate) for code, rate in table.get("rates", {}).items()}
    if any(rate <= 0 for rate in rates.values()):
        raise Unusable("[money.rates]: a rate is more than zero.")
    return _made(Money, table | {"rates": rates} | _decimals(table, "round_to"), "[money]")


def _checks(table: dict[str, Any]) -> Checks:
    highest = {slug: Decimal(most) for slug, most in table.get("highest_by_category", {}).items()}
    names = _tuple(table.get("names_the_designer", ()))
    sums = _decimals(table, "highest_price", "lowest_share_of_first_price")
    return _made(
        Checks, table | sums | {"highest_by_category": highest, "names_the_designer": names}, "[checks]"
    )


def _curation(table: dict[str, Any]) -> Curation:
    rare = {name: _words(table.get(name, {})) for name in ("rare_styles", "rare_materials")}
    in_file = _made(InFile, table.get("in_file", {}), "[curation.in_file]")
    return _made(Curation, table | rare | {"in_file": in_file}, "[curation]")


def _decimals(table: dict[str, Any], *names: str) -> dict[str, Decimal]:
    return {name: Decimal(table[name]) for name in names if name in table}


def _words(table: dict[str, Any]) -> dict[str, str]:
    return {key_of(word) or word: str(value) for word, value in table.items()}


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _made(kind: Any, table: dict[str, Any], where: str) -> Any:
    try:
        return kind(**table)
    except TypeError as problem:
        raise Unusable(f"{where}: {str(problem).rpartition(') ')[2]}.") from None
