"""Condition reports and confirmed grades, written by the verbs that staff use."""

from typing import Any

from accounts.models import User
from authentication.condition import deciding, writing
from catalog.condition import grading, zones
from catalog.models import GradeDecision, Item
from tests.factories.people import staff


def grader(email: str = "ivo@portero.example") -> User:
    """The expert who writes reports."""
    return User.objects.filter(email=email).first() or staff("Authenticator", email=email)


def a_report(item: Item, **told: Any) -> Item:
    """A report that says something about every zone; what the piece has on record already stays."""
    rows = {
        "defects": ("kind", "place", "zone", "size_mm", "severity", "note", "photo", "x", "y"),
        "inclusions": ("name", "present"),
        "measurements": ("key", "label", "value", "unit", "tolerance"),
    }
    known: dict[str, Any] = {
        name: [{column: getattr(row, column) for column in columns} for row in getattr(item, name).all()]
        for name, columns in rows.items()
    }
    every_zone = [{"zone": zone.slug, "grade": "excellent"} for zone in zones.ZONES[grading.kind_of(item)]]
    facts: dict[str, Any] = {
        "summary": "Worn with care.",
        "zones": every_zone,
        "never_carried": item.never_carried,
    }
    return writing.write(item.pk, writing.Told(**facts | known | told), actor=grader())


def graded(item: Item, grade: str | None = None, **told: Any) -> GradeDecision:
    """A report and its proposed grade confirmed, or another one with a reason."""
    a_report(item, **told)
    fresh = Item.objects.get(pk=item.pk)
    proposal = grading.proposed(fresh).grade
    decision = deciding.confirm(
        item.pk, proposal if grade is None else grade, actor=grader(), reason="Seen on the bench."
    )
    item.refresh_from_db()
    return decision
