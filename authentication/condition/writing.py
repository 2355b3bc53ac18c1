"""The report as it was typed becomes the report of the piece, in one transaction; what is the same stays untouched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.condition.refusals import ReportChanged
from catalog.condition import digest
from catalog.locks import lock_item
from catalog.models import ConditionReport, Item
from portero.core import audit

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A whole report. The rows carry the columns of their models; the order of `defects` is that of their pins."""

    summary: str = ""
    never_carried: bool = False
    zones: Sequence[Row] = ()
    defects: Sequence[Row] = ()
    inclusions: Sequence[Row] = ()
    measurements: Sequence[Row] = ()


@transaction.atomic
def write(pk: int, told: Told, *, actor: Any, seen: str = "") -> Item:
    """Make the report of a piece say what was told; what it doesn't tell is gone afterwards.

    `seen` is the digest of the report that she began from. Raises ReportChanged if it says something else by now:
    nothing is written then.
    """
    item = lock_item(pk)
    before = digest(item)
    if seen and seen != before:
        raise ReportChanged
    report, fresh = ConditionReport.objects.get_or_create(item=item, defaults={"recorded_by": actor})
    _facts(item, report, told)
    _rows(item.zone_grades, "zone", _placed(told.zones))
    _rows(item.defects, "position", _placed(told.defects, start=1))
    _rows(item.inclusions, "name", _placed(told.inclusions))
    _rows(item.measurements, "key", _placed(told.measurements))
    if fresh or digest(item) != before:
        report.recorded_at, report.recorded_by = timezone.now(), actor
        report.save(update_fields=["recorded_at", "recorded_by"])
        audit.record("catalog.condition_written", item, actor=actor, defects=len(told.defects))
    return item


def _facts(item: Item, report: ConditionReport, told: Told) -> None:
    if report.summary != told.summary:
        report.summary = told.summary
        report.save(update_fields=["summary"])
    if item.never_carried != told.never_carried:
        item.never_carried = told.never_carried
        item.save(update_fields=["never_carried", "updated_at"])


def _placed(rows: Iterable[Row], start: int = 0) -> list[dict[str, Any]]:
    return [{**row, "position": position} for position, row in enumerate(rows, start=start)]


def _rows(manager: Any, key: str, wanted: Sequence[dict[str, Any]]) -> None:
    """Make the rows of one table say this, by their key: changed where they differ, added, and the rest removed."""
    there = {getattr(row, key): row for row in manager.all()}
    keys = {row[key] for row in wanted}
    manager.exclude(**{f"{key}__in": keys}).delete()
    for row in wanted:
        if (known := there.get(row[key])) is None:
            manager.create(**row)
        elif changed := [name for name, value in row.items() if getattr(known, name) != value]:
            for name in changed:
                setattr(known, name, row[name])
            known.save(update_fields=changed)
