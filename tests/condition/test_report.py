"""The report as it is signed: everything that it says and nothing else, in one order."""

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from catalog.condition import canonical, digest
from catalog.condition.grading import ReportState
from catalog.models import ConditionReport, Defect, Inclusion, Item, Measurement, Photo, ZoneGrade
from tests.factories.catalog import draft_item

pytestmark = pytest.mark.django_db


def reported_item() -> Item:
    """A Birkin with one pinned defect, two zones, box but no receipt, and its width."""
    item = draft_item()
    photo = Photo(
        item=item, position=1, view="front", file="items/ab12.webp", alt="front", width=8, height=10
    )
    Photo.objects.bulk_create([photo])
    ConditionReport.objects.create(item=item, summary="Carried with care.")
    ZoneGrade.objects.create(item=item, zone="corners", grade="excellent")
    ZoneGrade.objects.create(item=item, zone="odour", position=1, note="none")
    Defect.objects.create(
        item=item,
        position=1,
        kind="Rubbing",
        place="front left corner",
        zone="corners",
        size_mm=Decimal(4),
        severity="light",
        photo=photo,
        x=Decimal("29.5"),
        y=Decimal(84),
    )
    Inclusion.objects.create(item=item, name="receipt", present=False)
    Inclusion.objects.create(item=item, name="box")
    Measurement.objects.create(
        item=item, key="width", label="Width", value=Decimal(30), unit="cm", tolerance=Decimal("0.3")
    )
    return item


def test_everything_is_told_in_text_and_whole_numbers() -> None:
    item = reported_item()
    assert canonical(item) == {
        "format": "portero-condition-report-1",
        "item": item.number,
        "recorded": True,
        "summary": "Carried with care.",
        "never_carried": False,
        "zones": [
            {"zone": "corners", "grade": "excellent", "note": ""},
            {"zone": "odour", "grade": "", "note": "none"},
        ],
        "defects": [
            {
                "position": 1,
                "kind": "Rubbing",
                "place": "front left corner",
                "zone": "corners",
                "size_mm": "4.0",
                "severity": "light",
                "note": "",
                "x": "29.5",
                "y": "84.0",
                "photo": "ab12.webp",
            }
        ],
        "inclusions": [{"name": "box", "present": True}, {"name": "receipt", "present": False}],
        "measurements": [
            {"key": "width", "label": "Width", "value": "30.00", "unit": "cm", "tolerance": "0.30"}
        ],
    }


def test_a_piece_without_a_report_says_so() -> None:
    told = canonical(draft_item())
    assert (told["recorded"], told["defects"], told["zones"]) == (False, [], [])


CHANGES: dict[str, Any] = {
    "summary": lambda item: item.condition_report.__class__.objects.update(summary="Carried."),
    "never carried": lambda item: Item.objects.filter(pk=item.pk).update(never_carried=True),
    "zone": lambda item: item.zone_grades.filter(zone="corners").update(grade="good"),
    "zone gone": lambda item: item.zone_grades.filter(zone="odour").delete(),
    "severity": lambda item: item.defects.update(severity="moderate"),
    "size": lambda item: item.defects.update(size_mm="4.1"),
    "pin": lambda item: item.defects.update(x="29.6"),
    "photo gone": lambda item: item.photos.get().delete(),
    "photo replaced": lambda item: item.photos.update(file="items/cd34.webp"),
    "inclusion": lambda item: item.inclusions.filter(name="receipt").update(present=True),
    "tolerance": lambda item: item.measurements.update(tolerance="0.4"),
}


def state_of(item: Item) -> str:
    return Item.objects.filter(pk=item.pk).values_list(ReportState(F("pk")), flat=True).get()


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_another_digest(change: str) -> None:
    item = reported_item()
    before, state = digest(item), state_of(item)
    CHANGES[change](item)
    assert digest(Item.objects.get(pk=item.pk)) != before
    assert state_of(item) != state, "the database's own hash covers the same"


def test_what_says_the_same_has_the_same_digest() -> None:
    item = reported_item()
    before = digest(item)
    told = Defect.objects.filter(item=item).values().get() | {"id": None}
    Defect.objects.filter(item=item).delete()
    Defect.objects.create(**told)
    state = state_of(item)
    Item.objects.filter(pk=item.pk).update(price=9000, grade="good")
    item.photos.update(position=7)
    assert state_of(item) == state
    assert digest(Item.objects.get(pk=item.pk)) == before
    assert len(before) == 64
