"""Until when a case is to be decided; staff are reminded before and at that moment, once each."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from authentication.cases.sweeping import sweep
from authentication.models import Case
from portero.core.models import Mail
from tests.factories import authentication as make
from tests.factories.catalog import draft_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("price", "hours"), [(6000, 48), (2000, 48), (500, 72)])
def test_a_case_is_due_by_its_tier(price: int, hours: int) -> None:
    now = timezone.now()
    case = make.a_case(draft_item(designer="Prada", style="Galleria", price=price), now=now)
    assert (case.due_at, case.ring_at) == (now + timedelta(hours=hours), now + timedelta(hours=hours - 12))


def test_staff_are_reminded_before_it_and_at_it_and_the_breach_has_its_own_time() -> None:
    make.a_reviewer("anna")
    now = timezone.now()
    case = make.a_case(draft_item(), now=now)
    assert sweep(now=now + timedelta(hours=35)) == 0
    assert [sweep(now=now + timedelta(hours=37)) for _ in range(2)] == [1, 0]
    assert [sweep(now=now + timedelta(hours=60)) for _ in range(2)] == [1, 0]
    letters = Mail.objects.filter(kind="case_due").order_by("pk")
    assert [letter.subject.split(":")[0] for letter in letters] == ["Due soon", "Late"]
    late = case.events.get(kind="late")
    assert late.at == case.due_at
    assert Case.objects.get(pk=case.pk).ring_at is None


def test_a_disagreement_begins_its_time_anew() -> None:
    now = timezone.now()
    case = make.a_case(draft_item(), now=now - timedelta(hours=40))
    for name, verdict in (("anna", "authentic"), ("bea", "counterfeit")):
        case = make.reviewed(case, verdict, make.a_reviewer(name), now=now)
    assert case.due_at == now + timedelta(hours=48)


def test_a_sweep_costs_the_same_however_many_cases_wait(django_assert_num_queries: Any) -> None:
    make.a_case(draft_item())
    make.a_case(draft_item())
    with django_assert_num_queries(3):
        assert sweep() == 0
