"""Random stories of a sale (tests/orders/sale_machine.py): a hundred in every run, two thousand in `make drill`.

Told in parts, each from its own seed, so that the workers of a run share them.
"""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fakes.stripe import StripeDouble
from tests.orders.sale_machine import SaleMachine

pytestmark = pytest.mark.django_db

A_FEW = settings(max_examples=20, stateful_step_count=12)
MANY = settings(A_FEW, max_examples=250, stateful_step_count=20)


def tell(double: StripeDouble, how_many: settings, seed: int) -> None:
    story: Any = lambda: SaleMachine(double)  # noqa: E731  (a factory where hypothesis is typed for a class)
    story._hypothesis_internal_use_seed = seed  # what hypothesis.seed sets, which takes no factory
    run_state_machine_as_test(story, settings=how_many)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_she_pays_for_what_she_gets(seed: int, stripe_double: StripeDouble) -> None:
    tell(stripe_double, A_FEW, seed)


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(100, 108))
def test_two_thousand_stories(seed: int, stripe_double: StripeDouble) -> None:
    tell(stripe_double, MANY, seed)
