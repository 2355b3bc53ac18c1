"""Blind second looks: drawn once, by the share in force, for somebody who doesn't know the piece."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from authentication.models import BlindGrade, Case, QualityDraw
from authentication.quality import drawing
from catalog.models import Item
from portero.core.figures import FigureValue
from tests.factories import authentication as make
from tests.factories.catalog import draft_item
from tests.factories.condition import graded

pytestmark = pytest.mark.django_db
EVERY, NONE = (lambda: 0.0), (lambda: 0.999)


def a_plain_piece() -> Item:
    """A bag of tier C."""
    return draft_item(designer="Gucci", style="Jackie", title="Jackie in black", price=900)


def regrades() -> Any:
    return Case.objects.filter(kind=Case.Kind.REGRADE)


def test_a_decided_case_is_opened_again_for_somebody_else() -> None:
    item = a_plain_piece()
    first = make.passed_case(item)
    assert (first.tier, make.a_reviewer("bea").is_active) == ("C", True)
    assert drawing.sweep(roll=EVERY) == 1
    again = regrades().get()
    assert (again.item, again.prior, again.value, again.opened_by) == (item, first, first.value, None)
    before = item.clearance
    make.reviewed(again, "authentic", make.a_reviewer("bea"))
    item.refresh_from_db()
    assert item.clearance == before


def test_each_is_drawn_once_whatever_came_out() -> None:
    make.passed_case(a_plain_piece())
    make.a_reviewer("bea")
    assert drawing.sweep(roll=NONE) == 0
    assert drawing.sweep(roll=EVERY) == 0
    assert (regrades().count(), QualityDraw.objects.get().chosen, QualityDraw.objects.get().percent) == (
        0,
        False,
        5,
    )


def test_the_share_is_a_figure() -> None:
    FigureValue.objects.create(name="blind_review_percent", value=50, reason="Two new reviewers.")
    make.passed_case(a_plain_piece())
    make.a_reviewer("bea")
    assert drawing.sweep(roll=lambda: 0.49) == 1


def test_nobody_else_there_nothing_is_drawn_yet() -> None:
    make.passed_case(a_plain_piece())
    assert drawing.sweep(roll=EVERY) == 0
    assert not QualityDraw.objects.exists()
    make.a_reviewer("bea")
    assert drawing.sweep(roll=EVERY) == 1


@pytest.mark.parametrize("why", ["tier A", "long ago", "sold", "a second look itself"])
def test_what_is_not_drawn(why: str) -> None:
    item = draft_item() if why == "tier A" else a_plain_piece()
    now = timezone.now() - timedelta(days=15) if why == "long ago" else timezone.now()
    kind = "regrade" if why == "a second look itself" else "intake"
    make.decided(make.a_case(item, kind, now=now), "authentic", now=now)
    for name in ("bea", "cora", "dora"):
        make.a_reviewer(name)
    if why == "sold":
        Item.objects.filter(pk=item.pk).update(state="withdrawn")
    assert drawing.sweep(roll=EVERY) == 0
    assert not QualityDraw.objects.exists()


def test_a_grade_is_asked_for_again_once() -> None:
    decision = graded(a_plain_piece())
    assert drawing.sweep(roll=EVERY) == 1
    assert drawing.sweep(roll=EVERY) == 0
    assert BlindGrade.objects.get().decision == decision
