"""Reviewers, sweeps and the shelf at the same moment: one seat is one person's, one decision is made once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from authentication.cases import reviewing, sweeping
from authentication.cases.locks import lock_case
from authentication.cases.opening import open_case
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, Review
from catalog import listing
from catalog.models import Clearance, Item
from consignment.curation import following
from consignment.pieces import leaving
from tests.consignment.conftest import private
from tests.factories import authentication as make
from tests.factories import consignment as consigned
from tests.factories.catalog import draft_item, listed_item
from tests.factories.condition import graded
from tests.races.together import Rendezvous, together

__all__ = ["private"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("private")]
NAMES = ("anna", "bea", "cora", "dora")


def refused(answers: list[Any]) -> int:
    return sum(isinstance(answer, CaseRefused | listing.ListingRefused) for answer in answers)


def ready_to_list() -> Item:
    """Nothing keeps it from the shelf: it was there a moment ago."""
    item = listed_item()
    listing.back_to_draft(item, reason="Work on it.")
    graded(item)
    listing.publish(item)
    listing.back_to_draft(item, reason="More work.")
    return item


def test_two_seats_are_two_peoples() -> None:
    case = make.a_case(draft_item())
    people = [make.a_reviewer(name) for name in NAMES]
    answers = together([lambda one=one: reviewing.begin(case.pk, by=one) for one in people])  # type: ignore[misc]
    assert refused(answers) == 2, answers
    assert sorted(case.reviews.values_list("round", flat=True)) == [1, 2]


def test_canary_without_the_lock_only_the_database_keeps_a_seat_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make.a_case(draft_item())
    people = [make.a_reviewer(name) for name in NAMES[:2]]
    monkeypatch.setattr(reviewing, "lock_case", lambda pk: Case.objects.get(pk=pk))
    monkeypatch.setattr(reviewing, "next_round", Rendezvous(2).after(reviewing.next_round))
    answers = together([lambda one=one: reviewing.begin(case.pk, by=one) for one in people])  # type: ignore[misc]
    assert "review_round_once" in "".join(str(answer) for answer in answers if isinstance(answer, Exception))
    assert case.reviews.count() == 1


def test_both_submit_at_once_and_it_passes_once() -> None:
    item = draft_item()
    case = make.a_case(item)
    reviews = []
    for name in NAMES[:2]:
        review = make.begun_review(case, make.a_reviewer(name))
        make.found(review)
        reviews.append(review)
    answers = together(
        [lambda one=one: reviewing.submit(one.pk, "authentic", by=one.reviewer) for one in reviews]  # type: ignore[misc]
    )
    assert sorted(answer.state for answer in answers) == ["open", "passed"]
    assert Clearance.objects.filter(reference=case.number).count() == 1
    assert case.events.filter(kind="passed").count() == 1


def test_sent_twice_it_is_submitted_once() -> None:
    review = make.begun_review(make.a_case(draft_item()))
    make.found(review)
    answers = together([lambda: reviewing.submit(review.pk, "authentic", by=review.reviewer)] * 3)
    assert refused(answers) == 2
    assert Review.objects.filter(state="submitted").count() == 1


def test_opened_or_listed_never_both() -> None:
    item = ready_to_list()
    rivals = [
        lambda: open_case(item, "by_hand", actor=None, reason="A doubt."),
        lambda: listing.publish(Item.objects.get(pk=item.pk)),
    ]
    answers = together(rivals)
    item.refresh_from_db()
    assert refused(answers) == 1, answers
    assert (item.state == "listed") != item.cases.exists()


def test_opened_by_sql_while_it_is_being_listed_the_trigger_waits() -> None:
    """The verb's own lock is left out: the trigger's lock on the piece decides."""
    item, other = ready_to_list(), make.a_case(draft_item())
    facts = {name: getattr(other, name) for name in ("tier", "tier_why", "template", "due_at")}

    def opened() -> str:
        Case.objects.create(number="C-1", kind="by_hand", item=item, **facts)
        return "opened"

    answers = together([opened, lambda: listing.publish(Item.objects.get(pk=item.pk))])
    item.refresh_from_db()
    assert sum(isinstance(answer, Exception) for answer in answers) == 1, answers
    assert (item.state == "listed") != item.cases.exists()


def test_sweeps_at_once_ring_a_case_once() -> None:
    make.a_reviewer()
    case = make.a_case(draft_item())
    late = timezone.now() + timedelta(days=4)
    together([lambda: sweeping.sweep(now=late)] * 4)
    assert case.events.filter(kind="late").count() == 1


def test_a_sweep_never_waits_for_a_reviewer() -> None:
    case = make.a_case(draft_item())
    with transaction.atomic():
        lock_case(case.pk)
        assert together([lambda: sweeping.sweep(now=timezone.now() + timedelta(days=4))]) == [0]


def test_followed_or_withdrawn_it_is_one_of_them() -> None:
    consignment = consigned.received()
    make.decided(consignment.item.cases.get(), "authentic")
    answers = together(
        [following.follow_cases] * 3 + [lambda: leaving.withdraw(consignment.pk, by_consignor=True)]
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    after = consigned.fresh(consignment)
    assert after.state == "withdrawn"
    assert after.events.filter(kind="cleared").count() in (0, 1)
