"""A grade is confirmed on a whole report, or another one set with its reason."""

import pytest

from authentication.condition import deciding, writing
from authentication.condition.refusals import ConditionRefused, ReportChanged
from catalog.condition import digest
from catalog.models import GradeDecision, Item
from portero.core.models import AuditEntry
from tests.factories.catalog import draft_item, listed_item, sold_item
from tests.factories.condition import a_report, graded, grader

pytestmark = pytest.mark.django_db
SCRATCH = {"kind": "Scratch", "place": "back", "zone": "exterior", "severity": "moderate"}


def test_the_proposed_grade_is_confirmed_with_what_it_was_proposed_by() -> None:
    item = draft_item()
    decision = graded(item, defects=[SCRATCH])
    assert (decision.proposed, decision.confirmed) == ("very_good", "very_good")
    assert decision.why_proposed == ["1 moderate or marked defect: Very Good at best."]
    assert (decision.report_digest, item.grade) == (digest(item), "very_good")
    assert AuditEntry.objects.filter(action="catalog.graded").get().actor == grader()


def test_another_grade_says_why() -> None:
    item = a_report(draft_item(), defects=[SCRATCH])
    with pytest.raises(ConditionRefused, match="Say why it is another grade"):
        deciding.confirm(item.pk, "excellent", actor=grader(), reason=" ")
    assert not GradeDecision.objects.exists()
    decision = deciding.confirm(item.pk, "excellent", actor=grader(), reason="Under the flap.")
    assert (decision.confirmed, decision.reason) == ("excellent", "Under the flap.")
    assert Item.objects.get(pk=item.pk).grade == "excellent"


def test_without_a_whole_report_nothing_is_confirmed() -> None:
    item = draft_item()
    with pytest.raises(ConditionRefused) as refused:
        deciding.confirm(item.pk, "pristine", actor=grader())
    assert refused.value.reasons == (
        "Write the condition report first.",
        "These zones aren't graded yet: exterior, corners and edges, handles and strap, hardware, interior, odour.",
    )
    assert not GradeDecision.objects.exists()


def test_she_confirms_what_she_saw() -> None:
    item = a_report(draft_item())
    seen = digest(item)
    a_report(item, defects=[SCRATCH])
    with pytest.raises(ReportChanged):
        deciding.confirm(item.pk, "pristine", actor=grader(), seen=seen)
    assert not GradeDecision.objects.exists()


def test_below_good_it_has_no_grade_and_cant_stay_listed() -> None:
    item, shown = draft_item(), listed_item()
    marked = [SCRATCH | {"severity": "marked"}] * 4
    assert graded(item, "", defects=marked).proposed == ""
    assert Item.objects.get(pk=item.pk).grade == ""
    with pytest.raises(ConditionRefused, match="take it off first"):
        graded(shown, "", defects=marked)
    assert Item.objects.get(pk=shown.pk).grade == "excellent"


def test_a_sold_piece_keeps_the_grade_it_was_sold_with() -> None:
    item = sold_item()
    with pytest.raises(ConditionRefused, match="sold with"):
        graded(item, "good")
    assert Item.objects.get(pk=item.pk).grade == "excellent"


def test_a_report_that_is_saved_twice_is_written_once() -> None:
    item = a_report(draft_item(), defects=[SCRATCH])
    recorded = item.condition_report.recorded_at
    a_report(item, defects=[SCRATCH])
    item = Item.objects.get(pk=item.pk)
    assert item.condition_report.recorded_at == recorded
    assert AuditEntry.objects.filter(action="catalog.condition_written").count() == 1


def test_what_is_no_longer_told_is_gone_and_pins_are_numbered_anew() -> None:
    item = a_report(draft_item(), defects=[SCRATCH, SCRATCH | {"kind": "Stain"}])
    a_report(item, defects=[SCRATCH | {"kind": "Stain"}])
    assert list(item.defects.values_list("position", "kind")) == [(1, "Stain")]


def test_a_report_that_somebody_else_changed_isnt_overwritten() -> None:
    item = draft_item()
    seen = digest(item)
    a_report(item)
    with pytest.raises(ReportChanged):
        writing.write(item.pk, writing.Told(summary="Mine."), actor=grader(), seen=seen)
    assert Item.objects.get(pk=item.pk).condition_report.summary == "Worn with care."


def test_a_grade_better_than_every_zone_says_why() -> None:
    item = a_report(draft_item())  # nothing found, and every zone excellent
    with pytest.raises(ConditionRefused, match="No zone of it is graded that well"):
        deciding.confirm(item.pk, "pristine", actor=grader())
    assert not GradeDecision.objects.exists()
    assert deciding.confirm(item.pk, "pristine", actor=grader(), reason="All of it is as new.").reason
    zone = item.zone_grades.first()
    assert zone is not None
    zone.grade = "pristine"
    zone.save()
    assert deciding.confirm(item.pk, "pristine", actor=grader()).reason == ""
