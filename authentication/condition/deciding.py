"""A person confirms the proposed grade, or sets another one and says why (domain.md, Words)."""

from typing import Any

from django.db import transaction

from authentication.condition.refusals import ConditionRefused, ReportChanged
from catalog.condition import digest, grading, zones
from catalog.condition.rules import GRADES, Proposal
from catalog.locks import lock_item
from catalog.models import ConditionReport, Grade, GradeDecision, Item, ListingState
from portero.core import audit


@transaction.atomic
def confirm(pk: int, grade: str, *, actor: Any, reason: str = "", seen: str = "") -> GradeDecision:
    """Decide the grade of a piece on its report as it stands, and write it onto the piece.

    `grade` is a word of Grade, or empty for a piece below Good, which isn't taken. `seen` is the digest of the report
    that she looked at (catalog.condition.digest). Raises ReportChanged if it says something else by now, and
    ConditionRefused with everything that is missing: a report, sub-grades, a reason for another grade than proposed.
    """
    item = lock_item(pk)
    stands = digest(item)
    if seen and seen != stands:
        raise ReportChanged
    proposal = grading.proposed(item)
    if reasons := _lacks(item, grade, proposal, reason):
        raise ConditionRefused(*reasons)
    decision = GradeDecision.objects.create(
        item=item,
        proposed=proposal.grade,
        why_proposed=list(proposal.why),
        confirmed=grade,
        reason=reason.strip(),
        report_digest=stands,
        decided_by=actor,
    )
    item.grade = grade
    item.save(update_fields=["grade", "updated_at"])
    audit.record("catalog.graded", item, actor=actor, reason=reason.strip(), after=grade or "below Good")
    return decision


def ungraded(item: Item) -> list[str]:
    """The zones that the report says nothing about yet, as the page calls them."""
    said = set(item.zone_grades.values_list("zone", flat=True))
    return [zone.label for zone in zones.ZONES[grading.kind_of(item)] if zone.slug not in said]


def _better_than_all_zones(item: Item, grade: str) -> bool:
    """A buyer reads both: a pristine piece of which no zone is pristine needs an explanation."""
    given = [zone for zone in item.zone_grades.values_list("grade", flat=True) if zone]
    return bool(given) and grade in GRADES and GRADES.index(grade) < min(map(GRADES.index, given))


def _lacks(item: Item, grade: str, proposal: Proposal, reason: str) -> list[str]:
    open_zones = ungraded(item)
    rules = {
        "Write the condition report first.": not ConditionReport.objects.filter(item=item).exists(),
        f"These zones aren't graded yet: {', '.join(open_zones).lower()}.": bool(open_zones),
        "Choose a grade.": grade not in ("", *Grade.values),
        "Say why it is another grade than the defects propose.": grade != proposal.grade
        and not reason.strip(),
        "No zone of it is graded that well: say why the piece is.": bool(grade)
        and _better_than_all_zones(item, grade)
        and not reason.strip(),
        "It is sold: its grade is the one that it was sold with.": item.state == ListingState.SOLD,
        "Below Good it can't stay on the shelf: take it off first.": not grade
        and item.state == ListingState.LISTED,
    }
    return [sentence for sentence, lacks in rules.items() if lacks]
