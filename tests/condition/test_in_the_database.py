"""What the database refuses about grades, whoever asks: shell, admin or SQL."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.condition import digest, grading
from catalog.models import Clearance, Defect, GradeDecision, Item
from tests.condition.test_report import reported_item
from tests.factories.authentication import passed_case
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


def decided(item: Item, grade: str = "excellent", **facts: Any) -> GradeDecision:
    told = {"proposed": grade, "confirmed": grade, "report_digest": digest(item), "decided_by": ivo()}
    return GradeDecision.objects.create(item=item, **told | facts)


def ivo() -> Any:
    from accounts.models import User

    return User.objects.filter(email="ivo@portero.example").first() or staff(
        "Authenticator", email="ivo@portero.example"
    )


def authenticated(item: Item) -> Item:
    """It passed a case of its own."""
    passed_case(item)
    return item


def refused(statement: str, *values: Any) -> str:
    """The rule of the database that refuses this statement."""
    with pytest.raises(IntegrityError) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    cause: Any = told.value.__cause__
    return str(cause.diag.constraint_name or cause.diag.message_primary)


LIST = "update catalog_item set state = 'listed', listed_at = now() where id = %s"


def test_the_grade_of_an_authenticated_piece_is_the_confirmed_one() -> None:
    item = authenticated(reported_item())
    assert refused("update catalog_item set grade = 'pristine' where id = %s", item.pk) == "grade_is_decided"
    decided(item, "good")
    Item.objects.filter(pk=item.pk).update(grade="good")
    assert refused("update catalog_item set grade = 'pristine' where id = %s", item.pk) == "grade_is_decided"
    assert Item.objects.get(pk=item.pk).grade == "good"


def test_an_imported_piece_keeps_the_grade_of_its_record() -> None:
    item = reported_item()
    item.clearance = Clearance.objects.create(kind="imported", reference="file:1")
    item.save(update_fields=["clearance"])
    Item.objects.filter(pk=item.pk).update(grade="good")
    Item.objects.filter(pk=item.pk).update(state="listed", listed_at="2026-11-01T12:00Z")
    assert Item.objects.get(pk=item.pk).state == "listed"


def test_a_report_that_changed_is_graded_again_before_it_is_listed() -> None:
    item = authenticated(reported_item())
    assert refused(LIST, item.pk) == "grade_is_decided"
    decided(item)
    Defect.objects.filter(item=item).update(severity="marked")
    assert refused(LIST, item.pk) == "grade_is_decided"
    assert grading.standing(item) is None
    assert grading.lacking(item) == (
        "Its condition report changed after the grade was confirmed: confirm it again."
    )
    decided(item, proposed="good", confirmed="excellent", reason="It lies under the flap.")
    with connection.cursor() as cursor:
        cursor.execute(LIST, [item.pk])
    assert Item.objects.get(pk=item.pk).state == "listed"
    assert grading.lacking(item) == ""


def test_an_override_says_why() -> None:
    item = reported_item()
    with pytest.raises(IntegrityError, match="grade_override_says_why"), transaction.atomic():
        decided(item, proposed="good", reason=" \n")
    assert not GradeDecision.objects.exists()


def test_a_grade_needs_a_report_to_be_decided_on() -> None:
    item = reported_item()
    item.condition_report.delete()
    with pytest.raises(IntegrityError, match="write it first"), transaction.atomic():
        decided(item)


def test_the_hash_of_the_database_is_its_own() -> None:
    decision = decided(reported_item(), report_state="0" * 64)
    decision.refresh_from_db()
    assert decision.report_state != "0" * 64


@pytest.mark.parametrize(
    "statement",
    [
        "update catalog_gradedecision set confirmed = 'good', reason = 'x'",
        "delete from catalog_gradedecision",
    ],
)
def test_a_decision_stays(statement: str) -> None:
    decided(reported_item())
    assert refused(statement) == "catalog_gradedecision is append-only"
    assert GradeDecision.objects.get().confirmed == "excellent"
