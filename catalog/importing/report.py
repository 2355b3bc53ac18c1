"""The account of one import: every row is created, updated, unchanged or refused, and the counts prove it."""

import json
import tempfile
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Any

from catalog.importing.refusals import Refused

EXAMPLES = 10
MOST_SHOWN, EACH = 30, 3  # refused rows in the summary: a few of each kind
HIDDEN = ("_refusals", "_left", "first_refused", "first_left")
NOTES = {
    "no_grade": "without a grade, so a draft",
    "no_price": "without a price, so a draft",
    "no_curation_reason": "without a reason why Portero takes it, so a draft",
    "price_on_request": "price on request",
    "price_range": "a range instead of a price",
    "left_out": "with a value left out that can't be read, so a draft if new",
    "condition_not_understood": "a condition in words that no grade stands for",
    "repeated": "the same row again in this file",
    "names_another_designer": "the title names another designer, so a draft until somebody has looked",
    "picture": "a picture that couldn't be used",
    "no_picture": "no picture of it in the folder",
}


def _spool() -> IO[str]:
    """A file that the system removes when the report is gone."""
    return tempfile.TemporaryFile("w+", encoding="utf-8")


@dataclass
class Report:
    """What happened to each row. Refused rows wait in a temporary file, so that a bad file can be of any length."""

    file: str
    source: str
    dry_run: bool = False
    publish: bool = False
    encoding: str = ""
    delimiter: str = ""
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    blank_lines: int = 0
    lines_above_header: int = 0
    stopped: bool = False
    listed: int = 0
    pictures: int = 0
    seconds: float = 0.0
    refused_by_reason: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    note_examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    made: dict[str, list[str]] = field(default_factory=dict)
    left_out_by_reason: Counter[str] = field(default_factory=Counter)
    first_refused: list[dict[str, Any]] = field(default_factory=list)
    first_left: dict[str, dict[str, Any]] = field(default_factory=dict)
    _refusals: IO[str] = field(default_factory=_spool)
    _left: IO[str] = field(default_factory=_spool)

    def refuse(self, line: int, why: Refused, reference: str = "") -> None:
        """Account for a row that doesn't come in."""
        self.refused += 1
        self.refused_by_reason[why.code] += 1
        row = _row(line, why, reference)
        if len(self.first_refused) < MOST_SHOWN and self.refused_by_reason[why.code] <= EACH:
            self.first_refused.append(row)
        self._refusals.write(json.dumps(row) + "\n")

    def leave_out(self, line: int, why: Refused, reference: str = "") -> None:
        """Account for a value that doesn't come in, though its row does."""
        self.left_out_by_reason[why.code] += 1
        row = _row(line, why, reference)
        self.first_left.setdefault(f"{why.column} {why.code}", row)
        self._left.write(json.dumps(row) + "\n")

    def note(self, line: int, code: str, text: str = "") -> None:
        """Something worth knowing about a row that did come in."""
        self.notes[code] += 1
        examples = self.note_examples.setdefault(code, [])
        if len(examples) < EXAMPLES:
            examples.append({"line": line, "text": text})

    @property
    def rows_per_second(self) -> float:
        return round(self.rows / self.seconds, 1) if self.seconds else 0.0

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for once."""
        return self.rows == self.created + self.updated + self.unchanged + self.refused

    def write(self, path: Path) -> None:
        """The whole report as JSON, each refused row in it."""
        plain = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in HIDDEN}
        plain |= {"rows_per_second": self.rows_per_second, "adds_up": self.adds_up}
        with path.open("w", encoding="utf-8") as file:
            file.write(json.dumps(plain, indent=1)[:-2])
            for name, spool in (("refused_rows", self._refusals), ("left_out_rows", self._left)):
                file.write(f',\n "{name}": [')
                spool.seek(0)
                for number, line in enumerate(spool):
                    file.write(("," if number else "") + "\n  " + line.rstrip("\n"))
                file.write("\n ]")
            file.write("\n}\n")

    def summary(self) -> str:
        """What a person wants to know at the end."""
        head = (
            f"{'Stopped before the end; what was read so far is in, run it again to go on. ' if self.stopped else ''}"
            f"{'Dry run, nothing was written. ' if self.dry_run else ''}{self.file}: {self.rows:,} rows read"
        )
        lines = [f"{head} ({self.encoding}) in {self.seconds:.1f} s, {self.rows_per_second:,.0f} a second."]
        counts = (self.created, self.updated, self.unchanged, self.refused)
        lines.append("  created {:,}, updated {:,}, unchanged {:,}, refused {:,}".format(*counts))
        lines.append(f"  listed {self.listed:,}; everything else that came in waits as a draft")
        lines += [f"  refused, {code}: {n:,}" for code, n in self.refused_by_reason.most_common()]
        lines += [_sentence(row) for row in self.first_refused]
        if self.refused > len(self.first_refused):
            lines.append(
                f"  ... {self.refused - len(self.first_refused):,} more refused: see --report FILE.json"
            )
        lines += [_sentence(row, "left out, ") for row in list(self.first_left.values())[:EXAMPLES]]
        lines += [f"  noted, {NOTES.get(code, code)}: {n:,}" for code, n in self.notes.most_common()]
        lines += [f"  new {kind}: {len(names):,}" for kind, names in self.made.items()]
        if absent := self.columns.get("absent"):
            lines.append(f"  columns of the mapping that the file doesn't have: {', '.join(absent)}")
        if unused := self.columns.get("unused"):
            lines.append(f"  columns not used: {', '.join(unused)}")
        return "\n".join(_printable(line) for line in lines)


def _row(line: int, why: Refused, reference: str) -> dict[str, Any]:
    row = {"line": line, "column": why.column, "value": why.value[:80], "code": why.code}
    return row | {"reason": why.reason, "reference": reference}


def _sentence(row: dict[str, Any], before: str = "") -> str:
    where = f", column {row['column']}" if row["column"] else ""
    return f"  {before}line {row['line']}{where}: {row['reason']}"


def _printable(line: str) -> str:
    """Nothing from the file may steer the terminal."""
    return "".join(c if c.isprintable() else "?" for c in line)
