"""The rules applied to one piece, and the decision that stands about its report."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Func, Q, QuerySet

from catalog.condition import rules, zones
from catalog.condition.rules import Fault, Proposal, Rule
from catalog.models.grading import GradeDecision, GradeRule
from catalog.models.item import Item


class ReportState(Func):
    """The database's hash of what the report of a piece says now (migration 0021)."""

    function = "catalog_report_state"
    output_field = CharField()


def kind_of(item: Item) -> zones.Kind:
    """The kind of piece, for its zones and rules."""
    return zones.kind_of(item.category.tax_category, item.category.measured_as)


def rules_for(kind: str) -> list[Rule]:
    """The rules in force for a kind of piece: those of every kind, and its own."""
    rows = GradeRule.objects.filter(kind__in=["", kind])
    return [Rule(row.severity, row.at_least, row.highest, tuple(row.zones)) for row in rows]


def faults_of(kind: str, defects: Iterable[Any]) -> list[Fault]:
    """What the rules read of defects, which name a part of the piece as their zone."""
    return [Fault(zones.zone_of(kind, defect.zone), defect.severity) for defect in defects]


def proposed(item: Item) -> Proposal:
    """The grade that the recorded defects of a piece propose, and why."""
    kind = kind_of(item)
    return rules.proposed(faults_of(kind, item.defects.all()), rules_for(kind))


def decisions() -> QuerySet[GradeDecision]:
    """Decisions with `stands`: whether the report still says what it said when they were made."""
    says_the_same = ExpressionWrapper(Q(report_state=ReportState(F("item_id"))), BooleanField())
    return GradeDecision.objects.annotate(stands=says_the_same)


def that_stand() -> QuerySet[GradeDecision]:
    """The decisions whose report says what it said then."""
    return GradeDecision.objects.filter(report_state=ReportState(F("item_id")))


def standing(item: Item) -> GradeDecision | None:
    """The newest decision if its report still stands as it did; None without one, or after a change."""
    newest: Any = decisions().filter(item=item).order_by("-pk").first()
    return newest if newest is not None and newest.stands else None


def lacking(item: Item) -> str:
    """Why the grade isn't settled, in one sentence for staff; empty if it is."""
    newest: Any = decisions().filter(item=item).order_by("-pk").first()
    if newest is None:
        return "Its grade isn't confirmed yet."
    if not newest.stands:
        return "Its condition report changed after the grade was confirmed: confirm it again."
    return "" if newest.confirmed else "It was graded below Good, which we don't take."
