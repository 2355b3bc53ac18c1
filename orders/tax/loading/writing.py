"""All of a rate file, or nothing of it: read, judged row by row, and written in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from orders.tax.loading.dating import Span, Verdict, take
from orders.tax.loading.held import Held, Key
from orders.tax.loading.told import Fault, FileRefused, Told
from orders.tax.models import Boundary, Jurisdiction, Rate, TablesStamp
from orders.tax.models.dated import Confidence

# No jurisdiction changes its rate so often; a file that says so would only keep us busy.
MANY = 500


@dataclass(frozen=True)
class Outcome:
    """What became of a row: new, changed, unchanged, kept (ours stays) or refused, and why."""

    line: int
    outcome: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.outcome}: {self.text}"


@dataclass(frozen=True)
class File:
    """How a file is to be taken: by whose word, how sure, from which day, or only to look."""

    source: str
    official: bool
    today: date
    since: date | None = None
    dry_run: bool = False

    @property
    def confidence(self) -> str:
        return (Confidence.VERIFIED if self.official else Confidence.UNVERIFIED).value


@dataclass
class _Seen:
    """The days that the file itself already spoke of, by jurisdiction."""

    spans: dict[Key, list[Span]] = field(default_factory=dict)

    def twice(self, key: Key, told: Told) -> Span | None:
        """The earlier row of the file that speaks of the same days, if there is one."""
        before = self.spans.setdefault(key, [])
        if len(before) >= MANY:
            raise FileRefused(f"line {told.line}: more than {MANY} rates of {told.name}")
        found = next((span for span in before if span.reaches(told.since, told.until)), None)
        before.append(Span(told.percent, told.since, told.until, line=told.line))
        return found


def load(rows: Iterable[Told | Fault], file: File, tell: Callable[[Outcome], None]) -> dict[str, int]:
    """Judge every row and tell it; write unless one was refused. How many rows of each outcome there were.

    Loaders wait for each other, and for staff who save a tax table. Raises FileRefused, having written nothing.
    """
    counts: dict[str, int] = {}
    with transaction.atomic():
        TablesStamp.objects.select_for_update().first()
        held, seen = Held(), _Seen()
        for row in rows:
            outcome = _judge(row, held, seen, file)
            counts[outcome.outcome] = counts.get(outcome.outcome, 0) + 1
            tell(outcome)
        if not counts.get("refused") and not file.dry_run:
            _write(held, file)
    return counts


def _judge(row: Told | Fault, held: Held, seen: _Seen, file: File) -> Outcome:
    if isinstance(row, Fault):
        return Outcome(row.line, "refused", f"{row.column}: {row.reason}")
    twice = seen.twice((row.state, row.level, row.name), row)
    if twice:
        return Outcome(row.line, "refused", f"days: {row}: line {twice.line} already speaks of these days")
    if file.since and row.until and row.until <= file.since:
        return Outcome(row.line, "unchanged", f"{row} ends before {file.since}")
    told = replace(row, since=max(row.since, file.since)) if file.since else row
    verdict = _take(told, held, file)
    note = "" if told.named or verdict.outcome != "new" else "no address reaches it until a boundary says so"
    text = "; ".join(filter(None, [str(told), verdict.reason, note]))
    return Outcome(told.line, verdict.outcome, text)


def _take(told: Told, held: Held, file: File) -> Verdict:
    untaxed = held.says_untaxed(told) if not held.knows(told) else ""
    if not told.percent and not held.knows(told) and told.level in ("county", "city") and told.named:
        fresh = held.reach(told, None, file.source, file.confidence)
        return Verdict("new" if fresh else "unchanged")
    if untaxed and not file.official and file.since is None:
        return Verdict("kept", f"it has no tax of its own by {untaxed}: name the new rate's day by --since")
    key = held.take_in(told)
    verdict = take(held.spans[key], Span(told.percent, told.since, told.until, line=told.line), file.today)
    if verdict.outcome != "kept" and held.reach(told, key, file.source, file.confidence):
        return Verdict("changed" if verdict.outcome == "unchanged" else verdict.outcome, verdict.reason)
    return verdict


def _write(held: Held, file: File) -> None:
    """Shorten first, then add: at no moment do two rates of a jurisdiction overlap."""
    Jurisdiction.objects.bulk_create(held.unsaved())
    _shorten(held)
    fresh = [
        Rate(
            jurisdiction=held.jurisdictions[key], percent=span.percent, since=span.since, until=span.until,
            source=file.source, confidence=file.confidence,
        )
        for key, spans in held.spans.items()
        for span in spans
        if span.pk is None
    ]  # fmt: skip
    Rate.objects.bulk_create(fresh)
    for row, key in held.fresh_boundaries:
        row.jurisdiction = held.jurisdictions[key] if key else None
    Boundary.objects.bulk_create(row for row, _ in held.fresh_boundaries)


def _shorten(held: Held) -> None:
    ends = {span.pk: span.until for spans in held.spans.values() for span in spans if span.pk}
    changed = [rate for rate in Rate.objects.all() if rate.until != ends[rate.pk]]
    for rate in changed:
        rate.until = ends[rate.pk]
    Rate.objects.bulk_update(changed, ["until"])
