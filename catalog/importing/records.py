"""The records of a CSV file one by one, each with the physical line it starts on."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

from catalog.importing.encodings import encoding_of
from catalog.importing.headers import (
    LINES_BEFORE,
    declared_delimiter,
    delimiter_of,
    header_place,
    known_columns,
    other_kind,
)
from catalog.importing.refusals import Unusable

LONGEST_LINE = 8_000_000
LONGEST_RECORD = 200  # physical lines; beyond that a quote was opened and never closed


@dataclass(frozen=True)
class Record:
    """One row as it stands in the file. `broken` says why its cells can't be read."""

    line: int
    cells: list[str]
    broken: str = ""


class _NeverClosed(Exception):
    pass


@dataclass
class CsvFile:
    """An open CSV file: its header, and its records on iteration."""

    raw: BinaryIO
    text: TextIO
    encoding: str
    delimiter: str
    header: list[str] = field(default_factory=list)
    above: int = 0  # lines with text above the header
    _line: int = 0
    _pushed_back: list[str] = field(default_factory=list)
    _taken: list[str] = field(default_factory=list)

    def position(self) -> int:
        """How many bytes were read so far."""
        return self.raw.tell()

    def __iter__(self) -> Iterator[Record]:
        reader = self._reader()
        while True:
            start, self._taken = self._line + 1, []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _NeverClosed:
                yield self._recover(start, "")
                reader = self._reader()
                continue
            except csv.Error:
                yield self._recover(start, "A cell in it is too long to be a fact of a piece.")
                reader = self._reader()
                continue
            if self._cut_by_the_end(cells):
                yield self._recover(start, "")
                reader = self._reader()
            else:
                yield Record(start, cells)

    def _reader(self) -> "Iterator[list[str]]":
        return csv.reader(self._lines(), delimiter=self.delimiter)

    def _lines(self) -> Iterator[str]:
        while line := self._next_line():
            self._line += 1
            self._taken.append(line)
            if len(self._taken) > LONGEST_RECORD:
                raise _NeverClosed
            yield line

    def _next_line(self) -> str:
        if self._pushed_back:
            return self._pushed_back.pop()
        line = self.text.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            line = self._without_the_rest(line)
        return line

    def _without_the_rest(self, line: str) -> str:
        """Of a line that no memory should hold only the beginning is kept; a NUL in it has its row refused."""
        while (rest := self.text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass
        return f"{line[:100]}\0\n"

    def _cut_by_the_end(self, cells: list[str]) -> bool:
        """Several lines became one record of the wrong width that only the end of the file stopped."""
        if len(self._taken) < 2 or len(cells) == len(self.header):
            return False
        following = self._next_line()
        if following:
            self._pushed_back.append(following)
        return not following

    def _recover(self, start: int, problem: str) -> Record:
        """Give up the first line alone; the lines that the open quote swallowed are read again."""
        rest = self._taken[1:]
        self._line -= len(rest)
        self._pushed_back.extend(reversed(rest))
        return Record(
            start,
            [],
            broken=problem or "A quotation mark opens here and is never closed: double it, or leave it out.",
        )


@contextmanager
def open_csv(
    path: Path, *, encoding: str = "", delimiter: str = "", names: frozenset[str] = frozenset()
) -> Iterator[CsvFile]:
    """Open a CSV file and read its header, also below titles and comments; `names` are columns that it may have.

    Raises Unusable when it isn't there, can't be read, isn't CSV or has no header.
    """
    _check(path)
    encoding = encoding or encoding_of(path, partial(known_columns, names=names))
    with path.open("rb") as raw, _decoded(raw, encoding) as text:
        yield _with_header(CsvFile(raw, text, encoding, delimiter), path.name, names)


def _check(path: Path) -> None:
    """Raises Unusable for a file that can't be CSV, saying what it is."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except FileNotFoundError:
        raise Unusable(f"There is no file {path}.") from None
    except OSError as problem:
        raise Unusable(f"{path} can't be read: {(problem.strerror or 'unknown').lower()}.") from None
    if not head:
        raise Unusable(f"{path.name} is empty: the first line must name the columns.")
    if kind := other_kind(head):
        raise Unusable(f"{path.name} isn't a CSV file but {kind}. Save it as CSV (UTF-8) first.")


@contextmanager
def _decoded(raw: BinaryIO, encoding: str) -> Iterator[TextIO]:
    text = io.TextIOWrapper(raw, encoding=encoding, errors="mark", newline="")
    try:
        yield text
    finally:
        text.detach()


def _with_header(file: CsvFile, name: str, names: frozenset[str]) -> CsvFile:
    lines: list[str] = []
    while len(lines) < LINES_BEFORE and (line := file._next_line()):
        lines.append(line)
    place = header_place(lines, names, file.delimiter)
    if place < 0:
        raise Unusable(f"{name} has no header: the first line must name the columns.")
    if "\0" in lines[place]:
        raise Unusable(f"{name} isn't a CSV file (its first line holds binary data). Save it as CSV first.")
    declared = next((mark for line in lines[:place] if (mark := declared_delimiter(line))), "")
    file.delimiter = file.delimiter or declared or delimiter_of(lines[place], names)
    file.above = sum(bool(line.strip()) for line in lines[:place])
    file._line, file._pushed_back = place, lines[place:][::-1]
    header = next(iter(file), None)
    if header is None or header.broken:
        raise Unusable(f"{name} has no header: the first line must name the columns.")
    file.header = [cell.strip() for cell in header.cells]
    return file
