"""How a piece was described when it was sold: what a claim about its condition is held against.

What was signed then counts. A piece without a certificate has only the report as it stands on record today.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authentication.models import CertificateVersion
from catalog import condition
from catalog.models import Defect, Grade, GradeDecision, Item

SEVERITIES = dict(Defect.Severity.choices)


@dataclass(frozen=True)
class AsSold:
    """Grade and report of that day in words. `version` is the certificate that says so; None: the record of today."""

    grade: str
    summary: str
    never_carried: bool = False
    defects: list[str] = field(default_factory=list)
    included: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    version: CertificateVersion | None = None


def as_sold(item: Item, at: datetime) -> AsSold:
    """The piece as it was described at this moment. Two queries for one with a certificate."""
    signed = CertificateVersion.objects.filter(certificate__item=item, issued_at__lte=at)
    version = signed.select_related("certificate").order_by("-issued_at", "-pk").first()
    if version is None:
        return _told(_grade_at(item, at), condition.canonical(item))
    said = json.loads(version.payload)
    return _told(said["grade"]["label"], json.loads(version.report), version)


def _grade_at(item: Item, at: datetime) -> str:
    decided = GradeDecision.objects.filter(item=item, decided_at__lte=at).first()
    grade = decided.confirmed if decided is not None else item.grade
    return Grade(grade).label if grade else ""


def _told(grade: str, report: Mapping[str, Any], version: CertificateVersion | None = None) -> AsSold:
    inclusions = report["inclusions"]
    return AsSold(
        grade=grade,
        summary=report["summary"],
        never_carried=report["never_carried"],
        defects=[_defect(defect) for defect in report["defects"]],
        included=[one["name"] for one in inclusions if one["present"]],
        missing=[one["name"] for one in inclusions if not one["present"]],
        version=version,
    )


def _defect(told: Mapping[str, Any]) -> str:
    size = f"{told['size_mm'].removesuffix('.0')} mm" if told["size_mm"] else ""
    severity = SEVERITIES.get(told["severity"], told["severity"]).lower()
    return ", ".join(filter(None, [told["kind"], told["place"], size, severity, told["note"]]))
