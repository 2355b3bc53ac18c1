"""The page of a report: what is kept, saved, refused; what others wrote meanwhile."""

from typing import Any

import pytest
from django.test import Client

from authentication.models import ReportDraft
from catalog.condition import digest, zones
from catalog.models import GradeDecision, Item
from tests.factories.catalog import a_category, draft_item
from tests.factories.condition import a_report, grader
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
SCRATCH = {"kind": "Scratch", "place": "back", "zone": "exterior", "severity": "moderate"}


def at(item: Item) -> str:
    return f"/staff/authentication/condition/{item.number}/"


def typed(item: Item, **others: str) -> dict[str, str]:
    """Every zone excellent, one scratch, box and width."""
    told = {f"zone-{zone.slug}-grade": "excellent" for zone in zones.ZONES["handbag"]}
    told |= {f"defect-4-{name}": value for name, value in SCRATCH.items()} | {"summary": "Worn with care."}
    told |= {"included-box-here": "on", "included-box-note": "light dents", "measure-width-value": "30"}
    return told | {"seen": digest(item)} | others


@pytest.fixture
def ivo() -> Client:
    return at_work(grader())


def test_a_whole_report_is_saved(ivo: Client) -> None:
    item = draft_item(category=a_category("Handbags", measured_as="bag"))
    assert ivo.post(at(item), typed(item, do="save")).status_code == 302
    assert list(item.zone_grades.values_list("zone", flat=True)) == [z.slug for z in zones.ZONES["handbag"]]
    assert item.defects.values_list("position", "kind", "zone").get() == (1, "Scratch", "exterior")
    said = dict(item.inclusions.values_list("name", "present"))
    assert said == {
        "box, light dents": True,
        "dust bag": False,
        "authenticity card": False,
        "receipt": False,
        "care booklet": False,
    }
    width = item.measurements.get()
    assert (width.label, str(width.value), str(width.tolerance)) == ("Width at the base", "30.00", "0.30")
    assert not GradeDecision.objects.exists()
    assert Item.objects.get(pk=item.pk).condition_report.recorded_by == grader()


def test_saved_again_as_shown_it_is_the_same_report(ivo: Client) -> None:
    item = draft_item(category=a_category("Handbags", measured_as="bag"))
    ivo.post(at(item), typed(item, do="save", more="padlock\nkeys, two", missing="clochette"))
    before = digest(Item.objects.get(pk=item.pk))
    shown = ivo.get(at(item)).context["typed"]
    ivo.post(at(item), shown | {"do": "save"})
    assert digest(Item.objects.get(pk=item.pk)) == before


def test_report_and_grade_are_saved_together_or_not_at_all(ivo: Client) -> None:
    item = draft_item()
    answer = ivo.post(at(item), typed(item, do="confirm", grade="pristine"))
    assert (answer.status_code, item.defects.count()) == (422, 0)
    assert b"Say why it is another grade" in answer.content
    assert ivo.post(at(item), typed(item, do="confirm")).status_code == 302
    assert GradeDecision.objects.get().confirmed == Item.objects.get(pk=item.pk).grade == "very_good"


def test_entries_are_kept_and_the_report_stays_as_it_is(ivo: Client) -> None:
    item = draft_item()
    answer = ivo.post(at(item), typed(item, do="draft", **{"defect-7-kind": "Rub"}))
    assert b"<b>Very Good</b>" in answer.content
    assert b"1 defect still to be told" in answer.content
    assert (item.defects.count(), ReportDraft.objects.get().typed["defect-7-kind"]) == (0, "Rub")
    shown = ivo.get(at(item)).content.decode()
    assert ('value="Rub"' in shown, "These are your entries" in shown) == (True, True)
    ivo.post(at(item), {"do": "discard"})
    assert not ReportDraft.objects.exists()


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(ivo: Client) -> None:
    item = draft_item()
    wrong = {"defect-4-x": "40", "defect-4-severity": "", "measure-width-value": "wide"}
    answer = ivo.post(at(item), typed(item, do="save", **wrong))
    page = answer.content.decode()
    assert (answer.status_code, item.defects.count()) == (422, 0)
    assert "A pin needs its photograph" in page
    assert 'value="wide"' in page


def test_another_measure_has_a_name_and_a_figure(ivo: Client) -> None:
    item = draft_item()
    half = ivo.post(at(item), typed(item, do="save", **{"measure-other-value": "4"}))
    assert (half.status_code, b"has a name and a figure" in half.content) == (422, True)
    whole = {"measure-other-value": "4", "measure-other-label": "Strap width", "measure-other-unit": "cm"}
    ivo.post(at(item), typed(item, do="save", **whole))
    assert item.measurements.get(key="strap-width").label == "Strap width"


def test_a_removed_photograph_takes_the_place_of_its_pin_along(ivo: Client) -> None:
    item = a_report(draft_item(), defects=[SCRATCH | {"x": 40, "y": 30}])
    shown = ivo.get(at(item)).context["typed"]
    assert (shown["defect-0-x"], shown["defect-0-kind"]) == ("", "Scratch")
    assert ivo.post(at(item), shown | {"do": "save"}).status_code == 302


def test_what_somebody_else_saved_meanwhile_isnt_overwritten(ivo: Client) -> None:
    item = draft_item()
    mine = typed(item, do="save")
    a_report(item, summary="Vera was here.")
    answer = ivo.post(at(item), mine)
    assert (answer.status_code, b"Somebody changed this report" in answer.content) == (422, True)
    assert Item.objects.get(pk=item.pk).condition_report.summary == "Vera was here."


def test_who_cant_confirm_saves(ivo: Client) -> None:
    item, person = draft_item(), staff("Photographer", email="kenji@portero.example")
    assert at_work(person).post(at(item), typed(item, do="confirm")).status_code == 403
    assert (item.defects.count(), GradeDecision.objects.count()) == (0, 0)


def test_the_queue_names_what_waits(ivo: Client) -> None:
    waits: Any = draft_item(source="consignment", source_reference="1", title="Kelly 28 in Noir")
    draft_item(title="A record of the import")
    page = ivo.get("/staff/authentication/condition/").content.decode()
    assert ("Kelly 28 in Noir" in page, "A record of the import" in page) == (True, False)
    ivo.post(at(waits), typed(waits, do="confirm"))
    assert "Kelly 28 in Noir" not in ivo.get("/staff/authentication/condition/").content.decode()
