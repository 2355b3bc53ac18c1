"""Returns, claims, refunds by hand and disputes of one order in any order: no cent goes back twice."""

from copy import copy
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.books.mixed import EVENTS, World

pytestmark = pytest.mark.django_db
STEP = st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 2), st.integers(0, 1))
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def history(examples: int) -> Any:
    """A test of this many random histories, each in a transaction that is rolled back."""
    world = World()

    @settings(max_examples=examples, deadline=None, suppress_health_check=SLOW)
    @given(steps=st.lists(STEP, min_size=4, max_size=14))
    def play(steps: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            for event, which, number in steps:
                if world.do(event, which, number):
                    copy(world).check()
            transaction.set_rollback(True)

    return play


def test_every_cent_once() -> None:
    history(25)()


@pytest.mark.drill
def test_every_cent_once_in_a_thousand_histories() -> None:
    history(1000)()


@pytest.mark.parametrize("event", EVENTS)
def test_each_of_it_happens(event: str) -> None:
    before = {
        "accepted": ["on the table"],
        "refunds done": ["a sum"],
        "refunds pending": ["a sum"],
        "refunds failed": ["a sum"],
        "tried again": ["a sum", "refunds failed"],
        "called off": ["a sum", "refunds failed"],
    }
    world = World()
    assert [world.do(one, 2, 0) for one in [*before.get(event, []), event]][-1] is True
    world.check()
