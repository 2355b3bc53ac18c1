"""A blind grade is somebody else's, stays as it was given, and changes nothing."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from authentication.cases.refusals import CaseRefused
from authentication.models import BlindGrade
from authentication.quality import blind
from catalog.condition.zones import ZONES
from catalog.models import Item
from tests.factories.catalog import draft_item
from tests.factories.condition import graded, grader
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db
TOLD = {f"zone-{zone.slug}": "good" for zone in ZONES["handbag"]} | {"grade": "good", "note": "The handles."}


@pytest.fixture
def asked() -> Any:
    return BlindGrade.objects.create(decision=graded(draft_item()))


@pytest.fixture
def noor() -> Any:
    return grader("noor@portero.example")


def test_it_is_given_on_a_page_without_the_first_report(asked: BlindGrade, noor: Any) -> None:
    item = asked.decision.item
    item.defects.create(position=1, kind="Rubbing", place="front corner", severity="light")
    client: Client = at_work(noor)
    assert item.number in client.get("/staff/authentication/quality/blind/").content.decode()
    page = client.get(f"/staff/authentication/quality/blind/{asked.pk}/").content.decode()
    assert ("Rubbing" in page, "Worn with care" in page) == (False, False)
    client.post(f"/staff/authentication/quality/blind/{asked.pk}/", TOLD)
    asked.refresh_from_db()
    assert (asked.grader, asked.grade, asked.zones["handles"], asked.note) == (
        noor,
        "good",
        "good",
        "The handles.",
    )
    assert Item.objects.get(pk=item.pk).grade == "pristine"


def test_the_first_report_is_closed_to_her_or_the_grade_is_somebody_else_s(
    asked: BlindGrade, noor: Any
) -> None:
    item = asked.decision.item
    item.defects.create(position=1, kind="Rubbing", place="front corner", severity="light")
    report, desk = f"/staff/authentication/condition/{item.number}/", at_work(noor)
    for answer in (desk.get(report), desk.post(report, {"do": "draft"})):
        page = answer.content.decode()
        assert ("Rubbing" in page, f"/quality/blind/{asked.pk}/" in page) == (False, True)
    assert blind.waiting_for(noor).exists()
    assert desk.post(report, {"do": "read"}).status_code == 302
    assert "Rubbing" in desk.get(report).content.decode()
    with pytest.raises(CaseRefused, match="You know this piece"):
        blind.give(asked.pk, "good", {}, by=noor)
    with pytest.raises(IntegrityError, match="has read its report"), transaction.atomic():
        BlindGrade.objects.filter(pk=asked.pk).update(grader=noor, given_at=asked.asked_at, grade="good")
    assert blind.waiting_for(grader("lea@portero.example")).get() == asked


def test_having_graded_it_she_reads_the_report(asked: BlindGrade, noor: Any) -> None:
    blind.give(asked.pk, "good", {}, by=noor)
    page = at_work(noor).get(f"/staff/authentication/condition/{asked.decision.item.number}/")
    assert "Photographs" in page.content.decode()


def test_a_zone_that_isnt_graded_keeps_the_page(asked: BlindGrade, noor: Any) -> None:
    told = {name: value for name, value in TOLD.items() if name != "zone-odour"}
    answer = at_work(noor).post(f"/staff/authentication/quality/blind/{asked.pk}/", told)
    asked.refresh_from_db()
    assert (answer.status_code, asked.given_at) == (422, None)


def test_who_graded_it_before_isnt_asked(asked: BlindGrade) -> None:
    assert not blind.waiting_for(grader()).exists()
    assert at_work(grader()).get(f"/staff/authentication/quality/blind/{asked.pk}/").status_code == 404
    with pytest.raises(CaseRefused, match="You know this piece"):
        blind.give(asked.pk, "good", {}, by=grader())
    with pytest.raises(IntegrityError, match="grade it blind"), transaction.atomic():
        BlindGrade.objects.filter(pk=asked.pk).update(grader=grader(), given_at=asked.asked_at, grade="good")
    asked.refresh_from_db()
    assert asked.given_at is None


def test_a_piece_that_left_the_house_is_asked_for_no_more(asked: BlindGrade, noor: Any) -> None:
    assert blind.waiting_for(noor).get() == asked
    Item.objects.filter(pk=asked.decision.item_id).update(state="withdrawn")
    assert not blind.waiting_for(noor).exists()


def test_given_it_stays(asked: BlindGrade, noor: Any) -> None:
    blind.give(asked.pk, "", {}, by=noor)
    with pytest.raises(CaseRefused, match="already"):
        blind.give(asked.pk, "good", {}, by=noor)
    for change in (lambda rows: rows.update(grade="good"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="stays as it was given"), transaction.atomic():
            change(BlindGrade.objects.filter(pk=asked.pk))
    assert BlindGrade.objects.get().grade == ""
