"""The fields of the page by name, as a form sends them: from the report on record, and how the names are made."""

import re
from collections.abc import Mapping
from typing import Any

from authentication.condition.forms import NOT_THERE
from catalog.condition import grading, words
from catalog.condition.words import Measure
from catalog.models import Item

Typed = dict[str, str]
DEFECT = re.compile(r"^defect-(\d+)-")


def from_record(item: Item) -> Typed:
    """The report as it stands, as if it had been typed."""
    report = getattr(item, "condition_report", None)
    typed: Typed = {"summary": report.summary if report else ""}
    if item.never_carried:
        typed["never_carried"] = "on"
    for zone in item.zone_grades.all():
        typed |= {f"zone-{zone.zone}-grade": zone.grade or NOT_THERE, f"zone-{zone.zone}-note": zone.note}
    for n, defect in enumerate(item.defects.all()):
        typed |= _defect(n, defect)
    typed |= _inclusions(item)
    for row in item.measurements.all():
        typed |= {
            f"measure-{row.key}-value": plain(row.value),
            f"measure-{row.key}-tolerance": plain(row.tolerance),
        }
    return typed


def kept(data: Mapping[str, Any]) -> Typed:
    """What a form sent, without what isn't the report's: the form's token and which button was pressed."""
    return {name: str(data[name])[:2000] for name in data if name not in ("csrfmiddlewaretoken", "do")}


def rows_of(typed: Typed) -> list[int]:
    """The numbers of the rows of defects that the page had."""
    return sorted({int(found[1]) for name in typed if (found := DEFECT.match(name))})


def measures_of(item: Item) -> list[Measure]:
    """What is measured of this kind of piece, then what else was measured of this one."""
    usual = list(words.measures_of(item.category.measured_as))
    known = {measure.key for measure in usual}
    others = [row for row in item.measurements.all() if row.key not in known]
    return usual + [Measure(row.key, row.label, row.unit, plain(row.tolerance)) for row in others]


def asked_of(item: Item) -> list[tuple[str, str]]:
    """What is always asked after: the word in the field's name, and the words of the page."""
    return [(name.replace(" ", "-"), name) for name in words.ASKED[grading.kind_of(item)]]


def plain(value: Any) -> str:
    """A decimal without the noughts at its end; nothing for none."""
    text = "" if value is None else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _defect(n: int, defect: Any) -> Typed:
    told = {
        "number": str(defect.position),
        # A photograph that was removed took the pin's place with it.
        "photo": str(defect.photo_id or ""),
        "x": plain(defect.x) if defect.photo_id else "",
        "y": plain(defect.y) if defect.photo_id else "",
        "size_mm": plain(defect.size_mm),
    }
    told |= {name: getattr(defect, name) for name in ("kind", "place", "zone", "severity", "note")}
    return {f"defect-{n}-{name}": value for name, value in told.items()}


def _inclusions(item: Item) -> Typed:
    """What is asked after has its tick; everything else stands in the two lists."""
    asked, typed = asked_of(item), Typed()
    lists: dict[bool, list[str]] = {True: [], False: []}
    for row in item.inclusions.all():
        name, _, note = row.name.partition(", ")
        slug = next((slug for slug, word in asked if word == name.lower()), "")
        if not slug or f"included-{slug}-note" in typed:
            lists[row.present].append(row.name)
            continue
        typed[f"included-{slug}-note"] = note
        if row.present:
            typed[f"included-{slug}-here"] = "on"
    return typed | {"more": "\n".join(lists[True]), "missing": "\n".join(lists[False])}
