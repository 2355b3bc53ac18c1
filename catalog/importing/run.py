"""One import from beginning to end: read, map, write chunk by chunk, account for every row."""

import gc
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from catalog.importing.comparing import Market, market_of
from catalog.importing.facts import Facts
from catalog.importing.mapping import Mapping
from catalog.importing.pictures import Pictures
from catalog.importing.plan import Plan, plan_for
from catalog.importing.records import CsvFile, Record, open_csv
from catalog.importing.refusals import Refused
from catalog.importing.report import Report
from catalog.importing.rows import RowReader
from catalog.importing.updating import is_unchanged, known_pieces, same_reference, update
from catalog.importing.vocabulary import Vocabulary
from catalog.importing.writing import Arrival, Shipment, create
from catalog.models import Item
from portero.core import audit

CHUNK = 2_000
DOUBTS = {
    "names_another_designer",
    "left_out",
}  # what keeps a complete piece a draft until somebody has looked
Tick = Callable[[int], None]


@dataclass
class Import:
    """One run of the importer over one file."""

    path: Path
    mapping: Mapping
    source: str
    publish: bool = False
    dry_run: bool = False
    photos: Path | None = None
    tick: Tick = lambda position: None
    report: Report = field(init=False)
    vocabulary: Vocabulary = field(init=False)
    shipment: Shipment = field(init=False)
    pictures: Pictures | None = None
    _market: Market | None = None
    _seen: dict[str, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.report = Report(self.path.name, self.source, self.dry_run, self.publish)
        self.vocabulary = Vocabulary(self.mapping.create, self.mapping.categories)
        self.shipment = Shipment(self.path.name, self.source, self.publish, timezone.now())

    def run(self) -> Report:
        """Do it. Raises Unusable when the file as a whole can't come in; a bad row never stops the others."""
        started = time.monotonic()
        mapping = self.mapping
        with open_csv(
            self.path, encoding=mapping.encoding, delimiter=mapping.delimiter, names=mapping.names()
        ) as file:
            plan = plan_for(file.header, self.mapping)
            self._describe(file, plan)
            if self.photos:
                self.pictures = Pictures(self.photos, self.dry_run)
            with _one_at_a_time(self.source), _in_haste(), _perhaps_undone(self.dry_run):
                self.vocabulary.load()
                reader = RowReader(plan, mapping)
                self._market = self._survey(reader)
                self._all(file, reader)
                self.report.made = self.vocabulary.made
                self.report.seconds = time.monotonic() - started
                self._remember()
        return self.report

    def _survey(self, reader: RowReader) -> Market | None:
        """The file once from beginning to end, where its mapping compares its rows with each other."""
        rules, mapping = self.mapping.curation.in_file, self.mapping
        if not rules.is_asked:
            return None
        with open_csv(
            self.path, encoding=mapping.encoding, delimiter=mapping.delimiter, names=mapping.names()
        ) as file:
            return market_of(rules, filter(None, map(reader.outline, file)))

    def _all(self, file: CsvFile, reader: RowReader) -> None:
        """Every chunk, until the end or until somebody stops it: what was written before that stays."""
        try:
            for chunk in self._chunks(file, reader):
                self._write(chunk)
                self.tick(file.position())
        except KeyboardInterrupt:
            if self.dry_run:
                raise
            self.report.stopped = True

    def _describe(self, file: CsvFile, plan: Plan) -> None:
        self.report.encoding, self.report.delimiter = file.encoding, file.delimiter
        self.report.lines_above_header = file.above
        self.report.columns = {
            "used": plan.shown,
            "ignored": plan.ignored,
            "unused": plan.unused,
            "absent": plan.absent,
        }

    def _chunks(self, file: CsvFile, reader: RowReader) -> Iterator[list[Arrival]]:
        """Rows that can come in, a thousand at a time; the others are accounted for on the way."""
        chunk: list[Arrival] = []
        for record in file:
            if not record.broken and not any(cell.strip() for cell in record.cells):
                self.report.blank_lines += 1
                continue
            self.report.rows += 1
            if arrival := self._arrival(record, reader):
                chunk.append(arrival)
            if len(chunk) >= CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _arrival(self, record: Record, reader: RowReader) -> Arrival | None:
        """The row if it can come in and stands here for the first time; else it is accounted for."""
        try:
            row = reader.read(record)
        except Refused as why:
            self.report.refuse(record.line, why, reader.reference_of(record))
            return None
        # Before the market has its say: another row's price doesn't change this one.
        digest = row.facts.digest()
        if not self._first_time(record.line, row.facts, digest[:16]):
            return None
        if self._market:
            self._market.curate(row.facts)
        notes = [
            *row.notes,
            *row.facts.lacks(),
            *(["left_out"] if row.left else []),
            *self._doubts(row.facts),
        ]
        for note in notes:
            self.report.note(record.line, note, f"{row.facts.reference}: {row.facts.title}")
        for left in row.left:
            self.report.leave_out(record.line, left, row.facts.reference)
        return Arrival(record.line, row.facts, digest, doubtful=not DOUBTS.isdisjoint(notes))

    def _first_time(self, line: int, facts: Facts, digest: str) -> bool:
        """Unless its reference, in any case, stood in this file before: the same again, or contradicting it."""
        first, before = self._seen.setdefault(same_reference(facts.reference), (line, digest))
        if first == line:
            return True
        if before == digest:
            self.report.unchanged += 1
            self.report.note(line, "repeated", f"{facts.reference} as on line {first}")
        else:
            reason = f"Line {first} says something else about {facts.reference}; that one counts. Keep one of the two."
            self.report.refuse(line, Refused("contradicts", reason, column="reference"), facts.reference)
        return False

    def _doubts(self, facts: Facts) -> list[str]:
        return ["names_another_designer"] if self.vocabulary.names_another(facts) else []

    def _write(self, chunk: Sequence[Arrival]) -> None:
        """One transaction; should the database refuse it, its halves, down to the one row that is to blame."""
        try:
            with transaction.atomic():
                self._write_all(chunk)
        except (DataError, IntegrityError, Refused) as problem:
            self.vocabulary.load()
            if len(chunk) == 1:
                why = (
                    problem
                    if isinstance(problem, Refused)
                    else Refused("database", str(problem).split("\n")[0])
                )
                self.report.refuse(chunk[0].line, why, chunk[0].facts.reference)
                return
            middle = len(chunk) // 2
            self._write(chunk[:middle])
            self._write(chunk[middle:])

    def _write_all(self, chunk: Sequence[Arrival]) -> None:
        known = known_pieces(self.source, [arrival.facts.reference for arrival in chunk])
        new = [arrival for arrival in chunk if same_reference(arrival.facts.reference) not in known]
        old = [
            (arrival, piece)
            for arrival in chunk
            if (piece := known.get(same_reference(arrival.facts.reference)))
        ]
        changed = [
            (arrival, piece) for arrival, piece in old if not is_unchanged(arrival, piece, self.shipment)
        ]
        created = create(new, self.vocabulary, self.shipment)
        updated, kept = update(changed, self.vocabulary, self.shipment) if changed else ([], [])
        self._attach(chunk, created, {arrival.facts.reference: piece.pk for arrival, piece in old})
        self.report.created += len(created)
        self.report.updated += len(updated)
        self.report.unchanged += len(old) - len(changed)
        self.report.listed += sum(item.state == "listed" for item in (*created, *updated))
        for arrival, why in kept:
            self.report.refuse(arrival.line, why, arrival.facts.reference)

    def _attach(self, chunk: Sequence[Arrival], created: Sequence[Item], old: dict[str, int]) -> None:
        if not self.pictures:
            return
        keys = old | {item.source_reference: item.pk for item in created}
        lines = {keys[arrival.facts.reference]: arrival for arrival in chunk}
        self.report.pictures += self.pictures.attach(lines, self.report)

    def _remember(self) -> None:
        """One entry in the audit trail for the run; a second run that changes nothing leaves none."""
        report = self.report
        if report.created or report.updated:
            counts = {
                name: getattr(report, name) for name in ("rows", "created", "updated", "unchanged", "refused")
            }
            audit.record("catalog.imported", self.source, file=self.path.name, **counts)


def default_source(path: Path, mapping: Mapping) -> str:
    """What tells this sender's references from another's: the mapping says it, else the file's name."""
    return (mapping.source or slugify(path.stem, allow_unicode=True) or "import")[:60]


@contextmanager
def _one_at_a_time(source: str) -> Iterator[None]:
    """Two imports of one source wait for each other: the second then finds everything unchanged."""
    key = int.from_bytes(hashlib.sha256(f"import:{source}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [key])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [key])


@contextmanager
def _in_haste() -> Iterator[None]:
    """Commits don't wait for the disk (a power cut costs the last chunks, which the next run brings again), and the
    collector of cycles, for which millions of short-lived values are work in vain, comes by less often.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
    try:
        yield
    finally:
        gc.set_threshold(*before)
        with connection.cursor() as cursor:
            cursor.execute("reset synchronous_commit")


@contextmanager
def _perhaps_undone(dry_run: bool) -> Iterator[None]:
    """For a dry run, one transaction that is rolled back at the end."""
    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
