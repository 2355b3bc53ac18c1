"""Whatever people, carriers and deadlines do, in any order: the promises about a consigned piece hold."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consignment.logistics import journeys, receiving
from consignment.models import Consignment
from tests.consignment.machine import EVENTS, World

pytestmark = pytest.mark.django_db
# The usual way, so that runs get far, and anything at any time beside it.
USUAL = ("label", "received", "cleared", "prepared", "approved", "listed")
STEP = st.one_of(
    st.tuples(st.just("usual"), st.integers(0, 1)),
    st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 1)),
    st.tuples(st.just("days"), st.sampled_from([1, 8, 31, 200])),
)
STEPS = st.lists(STEP, min_size=8, max_size=30)
NEXT = {
    "agreed": "label",
    "awaited": "received",
    "received": "cleared",
    "cleared": "prepared",
    "prepared": "approved",
    "approved": "listed",
    "listed": "sold",
    "rejected": "send back",
    "withdrawn": "send back",
}


@pytest.fixture(autouse=True)
def no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers and labels at the carrier have tests of their own; here they would only take time."""
    monkeypatch.setattr(receiving, "receipt_pdf", lambda *args, **kwargs: b"%PDF")
    monkeypatch.setattr(receiving, "_store", lambda name, content: name)
    monkeypatch.setattr(journeys, "buy", lambda *args, **kwargs: None)


def run(steps: list[tuple[str, int]]) -> set[str]:
    """One history; returns the states that it reached."""
    world, reached = World(), set()
    for event, which in steps:
        if event == "days":
            world.pass_days(which)
        else:
            state = Consignment.objects.values_list("state", flat=True).get(pk=world.pks[which])
            world.do(NEXT.get(state, "shelved") if event == "usual" else event, which)
        world.check()
        reached |= set(Consignment.objects.values_list("state", flat=True))
    return reached


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def history(examples: int) -> Any:
    """A test of this many random histories, each in a transaction that is rolled back."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=SLOW)
    @given(steps=STEPS)
    def play(steps: list[tuple[str, int]]) -> None:
        from django.db import transaction

        with transaction.atomic():
            run(steps)
            transaction.set_rollback(True)

    return play


def test_the_promises_hold() -> None:
    history(100)()


@pytest.mark.drill
def test_the_promises_hold_in_two_thousand_histories() -> None:
    history(2000)()


def test_the_usual_way_reaches_the_shelf_and_every_exit_is_played() -> None:
    steps = [("usual", 0)] * 6
    assert "listed" in run(steps)
    for exit_by in ("rejected", "withdrawn", "legal hold"):
        gone = run(
            [*steps[:2], (exit_by, 0), ("send back", 0), ("label", 0), ("scanned", 0), ("delivered", 0)]
        )
        assert "returned" in gone, exit_by
    assert "not_received" in run([("label", 0), ("days", 31)])
