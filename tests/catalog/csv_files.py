"""CSV files for the importer's tests: one good row, and whatever a test does to it."""

import csv
import io
from pathlib import Path
from typing import Any

from catalog.importing.mapping import read_mapping
from catalog.importing.report import Report
from catalog.importing.run import Import

GOOD = {
    "reference": "R-1",
    "designer": "Hermès",
    "style": "Birkin 30",
    "category": "Handbags",
    "grade": "Excellent",
    "price": "12500",
    "bucket": "rarity",
    "bucket_reason": "Not sold from the shelf",
}


def row(reference: str = "R-1", **facts: str) -> dict[str, str]:
    """The good row under another reference, with facts changed or added."""
    return GOOD | {"reference": reference} | facts


def written(path: Path, *rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file with the columns of all rows together."""
    names = list(dict.fromkeys(name for each in rows for name in each))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def imported(path: Path, mapping: dict[str, Any] | None = None, **options: Any) -> Report:
    """The report of importing that file."""
    run = Import(
        path=path, mapping=read_mapping(mapping or {}), source=options.pop("source", "tests"), **options
    )
    report = run.run()
    assert report.adds_up
    return report


def reasons(report: Report) -> list[tuple[int, str, str]]:
    """Line, column and code of each refused row."""
    return [(row["line"], row["column"], row["code"]) for row in report.first_refused]
