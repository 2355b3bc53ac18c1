"""Whatever reviewers, experts and deadlines do, in any order: the promises about a case hold."""

from copy import copy
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from authentication.models import Case
from catalog.models import Item
from tests.authentication.cases.machine import EVENTS, PEOPLE, VERDICTS, World
from tests.authentication.cases.refused import without
from tests.factories import authentication as make

pytestmark = pytest.mark.django_db
# As often the whole of a review as anything else: most histories come to a decision.
EVENT = st.one_of(
    st.sampled_from(["opened: intake", "reviewed"]), st.sampled_from([*sorted(EVENTS), "hours"])
)
VERDICT = st.one_of(st.just("authentic"), st.sampled_from(VERDICTS))
STEP = st.tuples(
    EVENT, st.integers(0, 1), st.sampled_from(PEOPLE), VERDICT, st.sampled_from([1, 13, 50, 170])
)


def run(world: World, steps: list[Any]) -> set[str]:
    """One history; returns the states that it reached."""
    reached: set[str] = set()
    for event, which, who, said, hours in steps:
        if event == "hours":
            world.pass_hours(hours)
        else:
            world.do(event, which, who, said)
        reached |= set(Case.objects.values_list("state", flat=True))
    world.check()
    return reached


def history(examples: int) -> Any:
    """A test of this many random histories, each in a transaction that is rolled back."""
    world = World()

    @settings(max_examples=examples)
    @given(steps=st.lists(STEP, min_size=6, max_size=24))
    def play(steps: list[Any]) -> None:
        with transaction.atomic():
            run(copy(world), steps)
            transaction.set_rollback(True)

    return play


def test_what_an_imported_record_listed_leaves_the_shelf_when_a_second_look_fails() -> None:
    facts = ("anna", "counterfeit", 1)
    run(World(), [("listed", 1, *facts), ("opened: regrade", 1, *facts), ("reviewed", 1, *facts)])
    assert Item.objects.filter(state="listed").count() == 0


def test_the_promises_hold() -> None:
    history(100)()


@pytest.mark.drill
def test_the_promises_hold_in_two_thousand_histories() -> None:
    history(2000)()


def story(*steps: tuple[str, str, str]) -> list[Any]:
    return [(event, 0, who, said, 170) for event, who, said in steps]


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([("reviewed", "anna", "authentic"), ("reviewed", "bea", "authentic")], "passed"),
        ([("reviewed", "anna", "authentic"), ("reviewed", "anna", "authentic")], "open"),
        ([("reviewed", "anna", "authentic"), ("reviewed", "dora", "authentic")], "open"),
        ([("reviewed", "anna", "authentic"), ("reviewed", "bea", "counterfeit")], "disagreed"),
        (
            [
                ("reviewed", "anna", "authentic"),
                ("reviewed", "bea", "counterfeit"),
                ("reviewed", "cora", "cannot_verify"),
                ("asked outside", "anna", ""),
                ("her word", "anna", "counterfeit"),
                ("listed", "anna", ""),
            ],
            "counterfeit",
        ),
        ([("reviewed", "anna", "authentic"), ("asked outside", "anna", ""), ("hours", "", "")], "disagreed"),
    ],
)
def test_the_ways_that_are_meant_are_played(steps: list[tuple[str, str, str]], state: str) -> None:
    assert state in run(World(), story(("opened: intake", "anna", ""), *steps))
    assert Case.objects.get().state == state


def test_what_passed_is_listed_and_a_second_look_may_take_it_off() -> None:
    world = World()
    run(
        world,
        story(
            ("opened: intake", "anna", ""),
            ("reviewed", "anna", "authentic"),
            ("reviewed", "bea", "authentic"),
        ),
    )
    bag = Item.objects.get(pk=world.pks[0])
    assert world.do("listed", 0, "anna", "")
    assert not world.do("opened: by_hand", 0, "anna", ""), "what is for sale"
    world.people["edna"] = make.a_reviewer("edna")
    steps = [
        ("opened: regrade", "anna", ""),
        ("reviewed", "cora", "counterfeit"),
        ("reviewed", "edna", "counterfeit"),
    ]
    assert "counterfeit" in run(world, story(*steps))
    bag.refresh_from_db()
    assert (bag.state, world.do("listed", 0, "anna", "")) == ("draft", False)


def test_canary_without_the_rule_of_the_database_a_forced_decision_breaks_a_promise() -> None:
    world = World()
    world.do("opened: intake", 0, "anna", "")
    case = make.reviewed(Case.objects.get(), "authentic")
    for rule in ("authentication_case_changes", "authentication_case_decided_then"):
        without("authentication_case", rule)
    Case.objects.filter(pk=case.pk).update(state="passed", decided_at=world.now, due_at=None, ring_at=None)
    with pytest.raises(AssertionError, match="one person alone"):
        world.check()
