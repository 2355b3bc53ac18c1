"""The rows of a file somebody sent: one after the other, and nothing that isn't a plain table in UTF-8."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from orders.tax.loading.told import FileRefused

LARGEST = 64 * 1024 * 1024


def cells_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows that aren't blank with the number of their line. Raises FileRefused."""
    _check_size(path)
    empty = True
    try:
        # utf-8-sig: spreadsheets put a byte order mark before the first column's name.
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    empty = False
                    yield reader.line_num, cells
    except UnicodeDecodeError as error:
        raise FileRefused(f"not UTF-8: byte {error.object[error.start]:#04x}. Save it as UTF-8.") from error
    except csv.Error as error:
        raise FileRefused(
            f"not a table of comma-separated values, line {reader.line_num}: {error}"
        ) from error
    if empty:
        raise FileRefused("empty")


def records_of(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows under a header that has these columns, in any order and among others. Raises FileRefused."""
    rows = cells_of(path)
    _, header = next(rows)
    names = [name.strip().lower() for name in header]
    if missing := [name for name in columns if name not in names]:
        raise FileRefused(f"wrong columns: {', '.join(missing)} missing in the first line")
    if len(set(names)) < len(names):
        raise FileRefused("wrong columns: a name stands twice in the first line")
    for line, cells in rows:
        if len(cells) != len(names):
            raise FileRefused(f"line {line} has {len(cells)} columns, the first line {len(names)}")
        yield line, dict(zip(names, cells, strict=True))


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise FileRefused("not a file")
    if path.stat().st_size > LARGEST:
        raise FileRefused(f"larger than {LARGEST // 1024 // 1024} MB: not a state's rate file")
