"""Whatever she, staff, carriers and banks do, in any order: the promises about a return hold."""

from copy import copy
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from consignment.payouts import holds
from orders.returns.models import Return
from tests import histories
from tests.factories import consignment as consigned
from tests.factories import returns as make
from tests.returns import promises
from tests.returns.machine import EVENTS, World

pytestmark = pytest.mark.django_db
WHICH = st.integers(0, 2)
# Mostly one order, mostly what comes next: else hardly a history gets to the money.
STEP = st.one_of(
    st.tuples(st.just("usual"), WHICH),
    st.tuples(st.just("usual"), st.just(0)),
    st.tuples(st.sampled_from(sorted(EVENTS)), st.just(0)),
    st.tuples(st.sampled_from(sorted(EVENTS)), WHICH),
    st.tuples(st.just("hours"), st.sampled_from([1, 25, 80, 130, 400])),
)
STEPS = st.lists(STEP, min_size=10, max_size=35)


def run(world: World, steps: list[tuple[str, int]]) -> set[str]:
    """One history; returns the states that it reached."""
    reached: set[str] = set()
    for event, which in steps:
        if event == "hours":
            world.pass_hours(which)
        elif not world.do(world.usual(which) if event == "usual" else event, which):
            continue  # refused: it was rolled back
        promises.check()
        reached |= set(Return.objects.values_list("state", flat=True))
    return reached


def history(examples: int) -> Any:
    """A test of this many random histories, each in a transaction that is rolled back."""
    world = World()

    @settings(max_examples=examples)
    @given(steps=STEPS)
    def play(steps: list[tuple[str, int]]) -> None:
        histories.undone(world, run, steps)

    return play


def test_the_promises_hold() -> None:
    history(100)()


@pytest.mark.drill
def test_the_promises_hold_in_two_thousand_histories() -> None:
    history(2000)()


def test_the_usual_way_and_every_end_are_played() -> None:
    world, usual = World(), [("usual", 0)]
    way = {"requested", "approved", "in_transit", "received", "refunding", "refunded"}
    assert reached(world, usual * 9) == way
    two_verdicts = [("first accepted", 0), ("second refused", 0), ("refund done", 0)]
    assert "going_back" in reached(world, [*usual * 6, *two_verdicts, *usual * 2])
    assert "closed" in reached(world, [*usual * 6, *two_verdicts, *usual * 2])
    lost_back = [
        *usual * 6,
        *two_verdicts[:2],
        ("sent back", 0),
        ("lost on its way back", 0),
        two_verdicts[2],
    ]
    found = [*lost_back, ("came back undelivered", 0)]
    assert ended(world, lost_back) == ["refunded"]
    assert ended(world, found) == ["going_back"]
    assert ended(world, [*found, ("sent back", 0), ("back with her", 0)]) == ["closed"]
    assert "closed" in reached(world, [*usual * 4, ("lost", 0), ("closed without money", 0)])
    assert "refunded" in reached(world, [*usual * 4, ("lost", 0), *usual * 2, ("turned up", 0)])
    assert "lapsed" in reached(world, [*usual * 3, ("hours", 80), ("hours", 130)])
    assert {"declined"} <= reached(world, [("asks for all", 2), ("declined", 2)])
    assert {"withdrawn"} <= reached(world, [("asks for all", 1), ("withdraws", 1)])


def ended(world: World, steps: list[tuple[str, int]]) -> list[str]:
    """The states in which one history leaves its returns; it is rolled back."""
    with transaction.atomic():
        run(copy(world), steps)
        left = list(Return.objects.order_by("pk").values_list("state", flat=True))
        transaction.set_rollback(True)
    return left


def reached(world: World, steps: list[tuple[str, int]]) -> set[str]:
    """The states of one history, which is rolled back."""
    return histories.undone(world, run, steps)


def test_canary_without_the_rules_of_the_database_a_verdict_taken_back_breaks_a_promise() -> None:
    ret = make.accepted()
    promises.check()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table returns_returnpiece disable trigger returns_piece_frozen")
    ret.pieces.update(verdict="refused", verdict_reason="Worn.", came_back_at=None)
    with pytest.raises(AssertionError):
        promises.check()


def test_canary_a_payout_that_is_not_held_breaks_a_promise() -> None:
    ret = make.requested(make.shipped_order(consigned.listed().item))
    promises.check()
    assert holds.lift(ret.number) == 1
    with pytest.raises(AssertionError):
        promises.check()
