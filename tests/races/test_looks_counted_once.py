"""Many beats of a workbench at the same moment count the time since the last one once."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from authentication.bench import looking
from authentication.bench.seats import Seat
from authentication.cases.reviewing import begin
from authentication.models import Review
from tests.factories import authentication as make
from tests.factories.catalog import draft_item
from tests.races.together import Rendezvous, together

pytestmark = pytest.mark.django_db(transaction=True)
NOW = 1_000_000.0


def test_time_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make.a_case(draft_item())
    review = begin(case.pk, by=make.a_reviewer())
    seat = Seat(review, "review", case.number)
    looking.beat(seat, now=NOW)
    meet = Rendezvous(2, patience=1)
    slow = SimpleNamespace(get=meet.after(cache.get), set=cache.set)  # both read before either writes
    monkeypatch.setattr(looking, "cache", slow)
    answers = together([lambda: looking.beat(seat, now=NOW + 39)] * 2)
    assert answers == [None, None]
    assert Review.objects.get(pk=review.pk).looked_s == 39
