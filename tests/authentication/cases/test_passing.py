"""What the submitted reviews of a case mean: they agree, they don't, the third, the authenticator outside."""

import pytest

from tests.factories import authentication as make
from tests.factories.catalog import draft_item

pytestmark = pytest.mark.django_db


def test_two_people_who_agree_pass_a_piece_of_tier_a_and_clear_it() -> None:
    item = draft_item()
    case = make.passed_case(item)
    assert (case.tier, case.state) == ("A", "passed")
    assert item.clearance is not None
    assert (item.clearance.kind, item.clearance.reference) == ("authentication", case.number)
