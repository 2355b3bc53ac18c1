"""Lists of stolen or counterfeit numbers: a CSV file by staff, what isn't taken named by its line.

A row is refused with its reason and its line, never with what stood in it. The digests are made in the background.
"""

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from authentication.models import FlaggedList, FlaggedNumber
from authentication.serials import alarms
from authentication.serials.keeping import (
    LONGEST,
    decrypted,
    encrypted,
    normalised,
    pepper_name,
    slow_digest,
)
from catalog.importing.encodings import BROKEN, encoding_of
from catalog.models import Designer
from portero.core import audit

MOST_BYTES, MOST_ROWS, LONGEST_CELL = 2_000_000, 20_000, 500
MOST_REFUSED = 500  # so many are named; the rest is counted
COLUMNS = {
    "number": ("number", "serial", "serial number", "serial no", "code"),
    "why": ("why", "reason", "status", "kind"),
    "designer": ("designer", "brand", "house", "maker"),
    "reference": ("reference", "report", "case", "register"),
}
WHY = {
    "stolen": "stolen",
    "lost": "stolen",
    "theft": "stolen",
    "counterfeit": "counterfeit",
    "fake": "counterfeit",
    "replica": "counterfeit",
}


class ListRefused(Exception):
    """The file as a whole can't be used; the message says why."""


class RowRefused(Exception):
    """One row isn't taken; the message says why, without what stood in it."""


@dataclass
class Reading:
    """What a file holds: its rows, and [line, reason] of those not taken."""

    rows: int = 0
    taken: list[FlaggedNumber] = field(default_factory=list, repr=False)
    refused: list[list[Any]] = field(default_factory=list)
    seen: set[tuple[str, int | None, str]] = field(default_factory=set, repr=False)


def bring_in(content: bytes, name: str, *, actor: Any) -> FlaggedList:
    """Keep a list and all its good rows. Raises ListRefused for a file that can't be used or was here before."""
    if len(content) > MOST_BYTES:
        raise ListRefused("The file is larger than 2 MB: send it in parts.")
    digest = hashlib.sha256(content).hexdigest()
    if FlaggedList.objects.filter(file_digest=digest).exists():
        raise ListRefused("This very file was brought in before.")
    reading = _read(content)
    if not reading.taken:
        raise ListRefused(f"No row could be taken. {_first(reading)}".strip())
    return _kept(reading, name, digest, actor)


@transaction.atomic
def _kept(reading: Reading, name: str, digest: str, actor: Any) -> FlaggedList:
    made = FlaggedList.objects.create(
        name=name,
        file_digest=digest,
        by=actor,
        rows=reading.rows,
        taken=len(reading.taken),
        refused=reading.refused[:MOST_REFUSED],
    )
    for number in reading.taken:
        number.source = made
    FlaggedNumber.objects.bulk_create(reading.taken, batch_size=1000)
    audit.record("authentication.list_brought_in", made, actor=actor, rows=reading.rows, taken=made.taken)
    return made


def digest_waiting(most: int = 200) -> int:
    """Digest numbers of lists that wait for it, and compare each with all pieces; how many were done.

    A row to a transaction; a row that somebody else has at hand is passed over.
    """
    waiting = FlaggedNumber.objects.filter(digest="").order_by("pk").values_list("pk", flat=True)[:most]
    return sum(_digested(pk) for pk in list(waiting))


@transaction.atomic
def _digested(pk: int) -> int:
    free = FlaggedNumber.objects.select_for_update(skip_locked=True).filter(pk=pk, digest="")
    number = free.first()
    if number is None:
        return 0
    number.digest, number.pepper = slow_digest(decrypted(number.ciphertext)), pepper_name()
    alarms.one_at_a_time(number.digest)
    number.save(update_fields=["digest", "pepper"])
    alarms.look_for(number)
    return 1


def _read(content: bytes) -> Reading:
    reading, houses = Reading(), _houses()
    for line, row in _rows(content):
        reading.rows += 1
        if reading.rows > MOST_ROWS:
            raise ListRefused(f"The file has more than {MOST_ROWS:,} rows: send it in parts.")
        try:
            reading.taken.append(_number(row, line, houses, reading))
        except RowRefused as refused:
            reading.refused.append([line, str(refused)])
    return reading


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells of each row that isn't empty. Raises ListRefused."""
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=False)
    try:
        places = _columns(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield (
                    reader.line_num,
                    {
                        name: cells[place].strip() if place < len(cells) else ""
                        for name, place in places.items()
                    },
                )
    except csv.Error:
        raise ListRefused("It can't be read as a CSV file.") from None


def _text(content: bytes) -> str:
    """In the encoding that the importer finds. A NUL has no business in it."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        encoding = encoding_of(Path(file.name), lambda text: sum(word in text.lower() for word in COLUMNS))
    text = content.decode(encoding, "mark")
    if "\0" in text:
        raise ListRefused("It can't be read as a CSV file.")
    return text


def _columns(header: list[str]) -> dict[str, int]:
    names = [" ".join(cell.split()).casefold() for cell in header]
    places = {
        column: next((names.index(word) for word in words if word in names), None)
        for column, words in COLUMNS.items()
    }
    if missing := [column for column in ("number", "why") if places[column] is None]:
        raise ListRefused(f"Its first line names no column {' and no column '.join(missing)}.")
    return {column: place for column, place in places.items() if place is not None}


def _number(row: dict[str, str], line: int, houses: dict[str, Designer], reading: Reading) -> FlaggedNumber:
    text, why = row["number"], WHY.get(row["why"].casefold())
    if any(BROKEN in cell or len(cell) > LONGEST_CELL for cell in row.values()):
        raise RowRefused("A cell is broken or far too long.")
    if len(text.splitlines()) > 1:
        raise RowRefused("The number goes over several lines: a quotation mark is open.")
    if not normalised(text) or len(text) > LONGEST:
        raise RowRefused(f"The number is missing, or longer than {LONGEST} signs.")
    if why is None:
        raise RowRefused("It says neither stolen nor counterfeit.")
    designer = houses.get(row.get("designer", "").casefold())
    if row.get("designer") and designer is None:
        raise RowRefused("We don't know the designer.")
    key = normalised(text), designer.pk if designer else None, why
    if key in reading.seen:
        raise RowRefused("It stands in this file before.")
    reading.seen.add(key)
    reference = row.get("reference", "")[:120]
    return FlaggedNumber(
        line=line, designer=designer, why=why, reference=reference, ciphertext=encrypted(text)
    )


def _houses() -> dict[str, Designer]:
    """Designers by name and by every other spelling."""
    found = {}
    for designer in Designer.objects.all():
        for name in (designer.name, designer.slug, *designer.aliases):
            found[str(name).casefold()] = designer
    return found


def _first(reading: Reading) -> str:
    return f"Line {reading.refused[0][0]}: {reading.refused[0][1]}" if reading.refused else "It is empty."
