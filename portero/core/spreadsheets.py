"""CSV that a spreadsheet shows as it is: text that looks like a formula is never run."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(cell: str) -> str:
    """Text that a spreadsheet doesn't take for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(RISKY) else cell


def write(target: Any, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The rows under their heads; sums with two decimals, text made harmless."""
    writer = csv.writer(target)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])


def answer(name: str) -> HttpResponse:
    """An empty download of this name, to write into."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)


def _cell(cell: Any) -> Any:
    """A sum is a number also where it is negative; anything typed is text."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return plain(cell) if isinstance(cell, str) else cell
