"""Every state of a claim is reached by the verbs."""

import pytest

from tests.factories import claims as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", sorted(make.MAKE))
def test_every_state_is_reached_by_verbs(state: str) -> None:
    assert make.MAKE[state]().state == state
