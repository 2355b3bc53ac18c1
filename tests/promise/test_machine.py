"""Whatever she, staff, experts, carriers and banks do, in any order: the promises about a claim hold."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.promise import doubt
from orders.promise.models import Claim
from tests import histories
from tests.promise.machine import EVENTS, World

pytestmark = pytest.mark.django_db
WHICH = st.integers(0, 2)
# Mostly one order, mostly what comes next: else hardly a history gets to the money.
STEP = st.one_of(
    st.tuples(st.just("usual"), WHICH),
    st.tuples(st.just("usual"), st.just(0)),
    st.tuples(st.just("usual"), st.just(0)),
    st.tuples(st.sampled_from(sorted(EVENTS)), st.just(0)),
    st.tuples(st.sampled_from(sorted(EVENTS)), WHICH),
    st.tuples(st.just("hours"), st.sampled_from([1, 25, 80, 250, 400])),
)
STEPS = st.lists(STEP, min_size=10, max_size=35)


def run(world: World, steps: histories.Steps) -> set[str]:
    """One history; returns the states that it reached."""
    reached: set[str] = set()
    for event, which in steps:
        if event == "hours":
            world.pass_hours(which)
        else:
            world.do(world.usual(which) if event == "usual" else event, which)
        world.check()
        reached |= set(Claim.objects.values_list("state", flat=True))
    return reached


def history(examples: int) -> Any:
    """A test of this many random histories, each in a transaction that is rolled back."""
    world = World()

    @settings(max_examples=examples)
    @given(steps=STEPS)
    def play(steps: histories.Steps) -> None:
        histories.undone(world, run, steps)

    return play


def test_the_promises_hold() -> None:
    history(100)()


@pytest.mark.drill
def test_the_promises_hold_in_two_thousand_histories() -> None:
    history(2000)()


def test_the_usual_way_and_every_end_are_played() -> None:
    world, usual = World(), [("usual", 0)]
    to_review = [("doubts", 0), *usual * 6]
    way = {
        "opened",
        "label_sent",
        "in_transit",
        "received",
        "under_review",
        "decided_authentic",
        "third_party",
    }
    assert reached(world, [*to_review, *usual * 8]) == way | {"going_back", "closed"}
    fake = [("is counterfeit", 0), *usual * 2]
    assert {"refunding", "refunded"} <= reached(world, [*usual * 6, *fake])
    worn = [("passes", 0), ("found misdescribed", 0)]
    assert "refunded" in reached(world, [*usual * 6, *worn, *usual * 2])
    assert "closed" in reached(
        world, [*usual * 6, *worn, ("chooses the allowance", 0), ("refund done", 0), *usual * 2]
    )
    from_pictures = [("doubts its condition", 1), ("found misdescribed", 1)]
    assert "refunded" in reached(world, [*from_pictures, ("usual", 1), *[("usual", 1)] * 7])
    assert "refunded" in reached(world, [*from_pictures, ("chooses the allowance", 1), ("usual", 1)])
    assert "refunded" in reached(world, [*usual * 3, ("lost", 0), *usual * 2])
    assert "lapsed" in reached(world, [*usual * 2, ("hours", 400)])
    assert "under_review" in reached(
        world, [*usual * 2, ("hours", 400), ("received", 0), ("unpacked", 0), *usual]
    )
    failed = [("lost", 0), ("lost: refunded", 0), ("refund called off", 0), ("paid by hand", 0)]
    assert "closed" in reached(world, [*usual * 3, *failed, ("approved and paid", 0), ("turns up", 0)])
    assert {"declined"} <= reached(world, [("doubts", 2), ("declined", 2)])
    assert {"withdrawn"} <= reached(world, [("doubts", 1), ("withdrawn", 1)])


FAKE = [*[("usual", 0)] * 6, ("is counterfeit", 0), ("usual", 0)]


def test_canary_without_its_rule_a_piece_is_refunded_and_sent_back() -> None:
    world = World()
    assert "refunding" in run(world, FAKE)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table promise_claim drop constraint claim_refunded_means_here_or_lost")
    Claim.objects.update(back_sent_at=world.now, back_tracking="9405511899", back_carrier="USPS")
    with pytest.raises(AssertionError):
        world.check()


def test_canary_a_doubt_that_is_settled_too_early_is_noticed() -> None:
    world = World()
    run(world, [("usual", 0)] * 3)
    doubt.settle(Claim.objects.get(), at=world.now)
    with pytest.raises(AssertionError):
        world.check()


def reached(world: World, steps: histories.Steps) -> set[str]:
    """The states of one history, which is rolled back."""
    return histories.undone(world, run, steps)
