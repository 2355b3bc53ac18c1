"""Random stories of a sale (tests/orders/sale_machine.py): a few in every run, many in `make drill`."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fakes.stripe import StripeDouble
from tests.orders.sale_machine import SaleMachine

pytestmark = pytest.mark.django_db

SMALL = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
LARGE = settings(SMALL, max_examples=1000, stateful_step_count=30, derandomize=False)


def tell(double: StripeDouble, how_many: settings) -> None:
    story: Any = lambda: SaleMachine(double)  # noqa: E731  (a factory where hypothesis is typed for a class)
    run_state_machine_as_test(story, settings=how_many)


def test_whatever_happens_she_pays_for_what_she_gets(stripe_double: StripeDouble) -> None:
    tell(stripe_double, SMALL)


@pytest.mark.drill
def test_a_thousand_stories(stripe_double: StripeDouble) -> None:
    tell(stripe_double, LARGE)
