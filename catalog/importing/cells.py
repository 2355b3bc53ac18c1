"""The cells of one row by fact, in our words: mapped, cleaned, or refused with the column's name."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from catalog.importing.columns import MONEY
from catalog.importing.facts import LIMITS
from catalog.importing.mapping import Mapping
from catalog.importing.plan import Plan
from catalog.importing.records import Record
from catalog.importing.refusals import Refused
from catalog.importing.texts import clean
from catalog.importing.values import key_of

Value = TypeVar("Value")
FORMULA = re.compile(r"^[=@]|^[+-][A-Za-z(=@]")
NONE = frozenset(
    {
        "",
        "-",
        "--",
        "?",
        "n/a",
        "na",
        "n.a.",
        "none",
        "null",
        "unknown",
        "#n/a",
        "unbekannt",
        "inconnu",
        "不明",
    }
)
LONGEST_NONE = max(map(len, NONE))
NOBODY = frozenset({"no brand", "unbranded", "no name", "brandless", "other", "various", "ノーブランド"})
LONGEST_SHOWN = 80


@dataclass(slots=True)
class Cells:
    """One row's cells, as many as the header has. `left` collects what is left out of a row that comes in."""

    plan: Plan
    mapping: Mapping
    cells: list[str]
    left: list[Refused] = field(default_factory=list)

    def raw(self, fact: str) -> str:
        """The text of a fact after the mapping's words for it; "" when the row doesn't say it."""
        mapping = self.mapping
        if fact in self.plan.getters:
            text = self.plan.text(fact, self.cells)
            if len(text) <= LONGEST_NONE and _is_none(text, fact):
                text = ""
        else:
            text = ""
        text = text or mapping.constants.get(fact, "")
        if not text and fact not in mapping.refuse:
            return ""
        if fact in mapping.refuse and (reason := mapping.refuse[fact].get(key_of(text))):
            raise self.refused(fact, Refused("mapping", reason), text)
        if fact in mapping.values and text:
            words = mapping.values[fact]
            return words.get(key_of(text), words.get("*", text))
        return text

    def named(self, column: str) -> str:
        """The cell under that very column; "" when the file has none."""
        header = self.plan.header
        return self.cells[header.index(column)] if column in header else ""

    def text(self, fact: str, *, lines: bool = False) -> str:
        """A fact that is text, without markup; one line unless it may have several. Raises Refused when too long."""
        said = self.raw(fact)
        if not said:
            return ""
        text = clean(said)
        text = text.strip() if lines else " ".join(text.split())
        if FORMULA.match(text):
            reason = "A spreadsheet formula isn't a fact: export the values."
            raise self.refused(fact, Refused("formula", reason), text)
        if len(text) > (limit := LIMITS.get(fact, 120)):
            reason = f"It has {len(text):,} characters; at most {limit:,} fit: shorten it."
            raise self.refused(fact, Refused("too_long", reason), text)
        return text

    def needed(self, fact: str) -> str:
        """A fact that every row must have. Raises Refused without it."""
        text = self.text(fact)
        if not text or (fact == "designer" and key_of(text) in NOBODY):
            where = self.plan.shown.get(fact, fact)
            reason = f"It says no {fact}: fill in {where}, or say it for all rows under [constants] of the mapping."
            raise self.refused(fact, Refused(f"no_{fact}", reason), text)
        return text

    def read(self, fact: str, said: str, parse: Callable[[str], Value]) -> Value:
        """Read a value; the refusal names the column."""
        try:
            return parse(said)
        except Refused as why:
            raise self.refused(fact, why, said) from None

    def optional(self, fact: str, parse: Callable[[str], Value]) -> Value | None:
        """Read a value that a piece can do without: what can't be read is left out and accounted for."""
        said = self.raw(fact)
        if not said:
            return None
        try:
            return self.read(fact, said, parse)
        except Refused as why:
            self.left.append(why)
            return None

    def refused(self, fact: str, why: Refused, text: str) -> Refused:
        """The refusal with the column as the file calls it."""
        column = self.plan.shown.get(fact, fact)
        return Refused(why.code, why.reason, column=column, value=text[:LONGEST_SHOWN])


def _is_none(text: str, fact: str) -> bool:
    """Whether a cell says that it says nothing; a price of NaN is a broken sum."""
    folded = text.casefold()
    return folded in NONE or (folded == "nan" and fact not in MONEY)


def cells_of(record: Record, plan: Plan, mapping: Mapping) -> Cells:
    """As many cells as the header has. Raises Refused for rows that can't be one."""
    if record.broken:
        raise Refused("unreadable", record.broken)
    cells, wide = record.cells, len(plan.header)
    if any(cell.strip() for cell in cells[wide:]):
        reason = (
            f"It has {len(cells)} cells where the header names {wide} columns: a cell that holds "
            "the delimiter needs quotation marks."
        )
        raise Refused("too_many_cells", reason)
    joined = "".join(cells)
    if "\0" in joined:
        where = next((name for name, cell in zip(plan.header, cells, strict=False) if "\0" in cell), "")
        raise Refused("binary", "It holds a NUL byte: the file was damaged on its way.", column=where)
    if not joined.isascii() and any("\ud800" <= c <= "\udfff" for c in joined):
        raise Refused(
            "encoding", "It holds bytes that aren't in the file's encoding: say encoding in the mapping."
        )
    if cells[0].strip() == plan.header[0] and [cell.strip() for cell in cells[:wide]] == plan.header:
        raise Refused("header_again", "It repeats the header: nothing is lost.")
    return Cells(plan, mapping, cells[:wide] + [""] * (wide - len(cells)))
