"""The records of a CSV file one by one, each with the physical line it starts on."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO

from catalog.importing.encodings import delimiter_of, encoding_of
from catalog.importing.refusals import Unusable

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
            except (_NeverClosed, csv.Error) as problem:
                yield self._recover(start, str(problem))
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
        return self._pushed_back.pop() if self._pushed_back else self.text.readline()

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
        return Record(start, [], broken=problem or "A quotation mark opens here and is never closed.")


@contextmanager
def open_csv(path: Path, *, encoding: str = "", delimiter: str = "") -> Iterator[CsvFile]:
    """Open a CSV file and read its header. Raises Unusable when there is no such file or no header in it."""
    if not path.is_file():
        raise Unusable(f"There is no file {path}.")
    if path.stat().st_size == 0:
        raise Unusable(f"{path.name} is empty: the first line must name the columns.")
    encoding = encoding or encoding_of(path)
    with path.open("rb") as raw, _decoded(raw, encoding) as text:
        yield _with_header(raw, text, encoding, delimiter, path.name)


@contextmanager
def _decoded(raw: BinaryIO, encoding: str) -> Iterator[TextIO]:
    text = io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")
    try:
        yield text
    finally:
        text.detach()


def _with_header(raw: BinaryIO, text: TextIO, encoding: str, delimiter: str, name: str) -> CsvFile:
    file = CsvFile(raw, text, encoding, delimiter)
    while line := text.readline():
        if line.strip(" \t\r\n,;|"):
            break
        file._line += 1
    if "\0" in line:
        raise Unusable(f"{name} isn't a CSV file (its first line holds binary data). Save it as CSV first.")
    file._pushed_back = [line] if line else []
    file.delimiter = delimiter or delimiter_of(line)
    header = next(iter(file), None)
    if header is None or header.broken:
        raise Unusable(f"{name} has no header: the first line must name the columns.")
    file.header = [cell.strip() for cell in header.cells]
    return file
