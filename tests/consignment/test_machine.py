"""Whatever people, carriers and deadlines do, in any order: the promises about a consigned piece hold."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from consignment.logistics import journeys, receiving
from consignment.models import Consignment
from tests import histories
from tests.consignment.machine import EVENTS, World

pytestmark = pytest.mark.django_db
STEP = st.one_of(
    st.tuples(st.just("usual"), st.integers(0, 1)),
    st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 1)),
    st.tuples(st.just("days"), st.sampled_from([1, 8, 31, 200])),
)
STEPS = st.lists(STEP, min_size=8, max_size=30)


@pytest.fixture(autouse=True)
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers and labels at the carrier have tests of their own; here they would only take time."""
    monkeypatch.setattr(receiving, "receipt_pdf", lambda *args, **kwargs: b"%PDF")
    monkeypatch.setattr(receiving, "_store", lambda name, content: name)
    monkeypatch.setattr(journeys, "buy", lambda *args, **kwargs: None)


def run(world: World, steps: list[tuple[str, int]]) -> set[str]:
    """One history; returns the states that it reached."""
    reached: set[str] = set()
    for event, which in steps:
        if event == "days":
            world.pass_days(which)
        else:
            world.do(world.usual(which) if event == "usual" else event, which)
        world.check()
        reached |= set(Consignment.objects.values_list("state", flat=True))
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


def test_the_usual_way_and_every_exit_are_played() -> None:
    world = World()
    assert "listed" in run(world, [("usual", 0)] * 6)
    assert run(world, [("usual", 1)] * 4) >= {"sold", "received"}
    for exit_by in ("rejected", "withdrawn", "legal hold"):
        one = World()
        gone = run(one, [("usual", 0), ("usual", 0), (exit_by, 0), *[("usual", 0)] * 4])
        assert "returned" in gone, exit_by
    assert "not_received" in run(World(), [("label", 0), ("days", 31)])


def test_canary_without_the_rules_of_the_database_a_forced_price_breaks_a_promise() -> None:
    world = World()
    assert not world.do("price forced", 1)
    world.check()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table catalog_pricechange disable trigger consignment_guards_change")
        cursor.execute("alter table catalog_item disable trigger consignment_guards_price")
    assert world.do("price forced", 1)
    with pytest.raises(AssertionError):
        world.check()
