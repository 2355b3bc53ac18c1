"""The table in docs/payments.md: read, written, and what a cell says."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from tests.payments.matrix.columns import COLUMNS, ROWS

DOCUMENT = Path(__file__).parents[3] / "docs" / "payments.md"
BETWEEN = re.compile(r"(?s)(<!-- matrix -->\n).*?(<!-- /matrix -->)")
ENDS = ["paid once", "waits, then paid once", "goes back whole", "nothing charged, piece free"]
Cells = Mapping[tuple[str, str], str]


def told(ended: Iterable[tuple[str, str]]) -> str:
    """How the stories of a cell ended, in words."""
    by_label: dict[str, set[str]] = {}
    for label, end in ended:
        by_label.setdefault(label, set()).add(end)
    parts = []
    for label, ends in by_label.items():
        words = " or ".join(sorted(ends, key=ENDS.index))
        parts.append(f"{label}: {words}" if label else words)
    return "; ".join(parts)


@cache
def committed() -> Cells:
    """The cells of the table as it stands in the document."""
    found = BETWEEN.search(DOCUMENT.read_text())
    lines = found.group().splitlines()[1:-1] if found else []
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    heads = rows[0][1:] if rows else []
    return {(row[0], head): cell for row in rows[2:] for head, cell in zip(heads, row[1:], strict=True)}


def write(cells: Cells) -> None:
    """Put the table into the document; what isn't among the cells stays as it is."""
    known = {**committed(), **cells}
    heads = [kind.name for kind in COLUMNS]
    lines = [_line("what goes wrong", *heads), _line(*["---"] * (len(heads) + 1))]
    lines += [_line(row, *(known.get((row, head), "") for head in heads)) for row in ROWS]
    table = "\n".join(lines) + "\n"
    DOCUMENT.write_text(BETWEEN.sub(lambda found: found[1] + table + found[2], DOCUMENT.read_text()))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
