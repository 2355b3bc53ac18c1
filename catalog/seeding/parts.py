"""The condition of the demo pieces: report, zones, faults with their pins, what comes with them, what they measure."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.condition import grading, rules, zones
from catalog.models import ConditionReport, Defect, Inclusion, Item, Measurement, Photo, ZoneGrade
from catalog.seeding.vocabulary import FOLDER

Pair = tuple[Item, dict[str, Any]]
# Zones that a kind of piece doesn't have.
WITHOUT = {
    ("clutches", "handles"),
    *(("scarves", zone) for zone in ("hardware", "interior")),
    *((kind, zone) for kind in ("belts", "sunglasses") for zone in ("interior", "odour")),
}
Photos = dict[tuple[int, str], Photo]


def write_parts(pairs: Sequence[Pair], photos: Photos, now: datetime) -> None:
    """Five inserts, however many pieces."""
    names = _inclusion_names()
    ConditionReport.objects.bulk_create(
        [
            ConditionReport(item=item, summary=_summary(piece), recorded_at=item.listed_at or now)
            for item, piece in pairs
        ]
    )
    Defect.objects.bulk_create([row for item, piece in pairs for row in _defects(item, piece, photos)])
    tables = {kind: grading.rules_for(kind) for kind in zones.Kind}
    ZoneGrade.objects.bulk_create([row for item, piece in pairs for row in _zones(item, piece, tables)])
    Inclusion.objects.bulk_create([row for item, piece in pairs for row in _inclusions(item, piece, names)])
    Measurement.objects.bulk_create([row for item, piece in pairs for row in _measurements(item, piece)])


def _summary(piece: dict[str, Any]) -> str:
    """What was looked at, and what an exotic skin means for delivery."""
    return " ".join(part for part in (piece["condition_summary"], piece.get("cites_note", "")) if part)


def _defects(item: Item, piece: dict[str, Any], photos: Photos) -> Iterator[Defect]:
    for position, row in enumerate(piece.get("defects", []), start=1):
        yield Defect(
            item=item,
            position=position,
            kind=row["kind"],
            place=row["place"],
            zone=row.get("zone", ""),
            size_mm=_decimal(row.get("size_mm")),
            severity=row["severity"],
            note=row.get("note", ""),
            photo=photos[item.pk, row["view"]] if "view" in row else None,
            x=_decimal(row.get("x")),
            y=_decimal(row.get("y")),
        )


def _zones(
    item: Item, piece: dict[str, Any], tables: dict[zones.Kind, list[rules.Rule]]
) -> Iterator[ZoneGrade]:
    """What the rules propose from the zone's own faults, at most one step better than the whole piece."""
    kind = grading.kind_of(item)
    faults = [
        rules.Fault(zones.zone_of(kind, row.get("zone", "")), row["severity"])
        for row in piece.get("defects", [])
    ]
    best = max(0, rules.GRADES.index(item.grade) - 1)
    for position, zone in enumerate(zones.ZONES[kind]):
        grade = rules.GRADES[max(best, rules.GRADES.index(rules.in_zone(zone.slug, faults, tables[kind])))]
        has_it = (piece["category"], zone.slug) not in WITHOUT
        yield ZoneGrade(item=item, position=position, zone=zone.slug, grade=grade if has_it else "")


def _inclusions(item: Item, piece: dict[str, Any], names: dict[str, str]) -> Iterator[Inclusion]:
    """What is there, with its note, and what isn't: both are said."""
    position = 0
    for row in piece.get("included", []):
        name = names[row["kind"]]
        full = f"{name}, {row['note']}" if row.get("note") else name
        yield Inclusion(item=item, position=position, name=full[:120], present=True)
        position += 1
    for kind in piece.get("absent", []):
        yield Inclusion(item=item, position=position, name=names[kind], present=False)
        position += 1


def _measurements(item: Item, piece: dict[str, Any]) -> Iterator[Measurement]:
    for position, row in enumerate(piece.get("measurements", [])):
        yield Measurement(
            item=item,
            position=position,
            key=row["key"],
            label=row["label"],
            value=Decimal(str(row["value"])),
            unit=row["unit"],
            tolerance=Decimal(str(row.get("tolerance", 0))),
        )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _inclusion_names() -> dict[str, str]:
    with (FOLDER / "inclusions.csv").open(encoding="utf-8", newline="") as file:
        return {row["slug"]: row["name"] for row in csv.DictReader(file)}
