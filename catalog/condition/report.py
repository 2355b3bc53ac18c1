"""The condition report as it is signed: everything it says, in one stable form, and its digest.

What is signed has no time and no key of the database in it, so a report that says the same has the same digest,
however often it was saved.
"""

import hashlib
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.db.models import F

from catalog.models.condition import ConditionReport
from catalog.models.item import Item
from portero.core import sealing

FORMAT = "portero-condition-report-1"


def canonical(item: Item) -> dict[str, Any]:
    """Everything the report of a piece says, as strings, whole numbers and booleans, in a stable order.

    Sizes, places of pins and measurements are decimal numbers as strings ("4.0"), so that no reader rounds them. A pin
    names its photograph by the name of its file, which changes with every picture. The grade isn't part of it: it is
    decided about a report, and signed beside it. Without a report, `recorded` is false and what is known stays.
    """
    report = ConditionReport.objects.filter(item=item).first()
    return {
        "format": FORMAT,
        "item": item.number,
        "recorded": report is not None,
        "summary": report.summary if report else "",
        "never_carried": item.never_carried,
        "zones": [_plain(zone, "zone", "grade", "note") for zone in item.zone_grades.order_by("zone")],
        "defects": [
            _defect(defect) for defect in item.defects.annotate(file=F("photo__file")).order_by("position")
        ],
        "inclusions": [
            {"name": one.name, "present": one.present} for one in item.inclusions.order_by("name")
        ],
        "measurements": [
            _plain(one, "key", "label", "value", "unit", "tolerance")
            for one in item.measurements.order_by("key")
        ],
    }


def digest(item: Item) -> str:
    """SHA-256 in hexadecimal of the report as canonical JSON (RFC 8785)."""
    return hashlib.sha256(sealing.canonical(canonical(item))).hexdigest()


def _defect(defect: Any) -> dict[str, Any]:
    told = _plain(defect, "kind", "place", "zone", "size_mm", "severity", "note", "x", "y")
    return {"position": defect.position} | told | {"photo": PurePosixPath(defect.file or "").name}


def _plain(row: Any, *names: str) -> dict[str, str]:
    return {name: _text(getattr(row, name)) for name in names}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
