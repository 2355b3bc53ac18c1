"""What everybody may know of claims: how many were opened, how many of them were right."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.fulfilment.models import Shipment
from orders.promise import deciding
from orders.promise.models import Kind
from orders.promise.open_figures import grades_disputed, opened, upheld
from portero.core.open_figures import Counted, Window
from tests.factories import claims as make

pytestmark = pytest.mark.django_db


def window() -> Window:
    now = timezone.now() + timedelta(minutes=1)
    return Window(now - timedelta(days=90), now)


def test_every_claim_counts_against_the_pieces_that_left_in_the_same_time() -> None:
    make.opened(make.delivered_order(tag="PT-1"), kind=Kind.CONDITION)
    make.withdrawn(order=make.delivered_order(tag="PT-2"))
    old = make.delivered_order(tag="PT-3")
    make.opened(old)
    Shipment.objects.filter(order=old).update(shipped_at=timezone.now() - timedelta(days=200))
    assert opened(window()) == Counted(of=2, count=3)
    assert grades_disputed(window()) == Counted(of=2, count=1)


def test_the_last_word_on_a_claim_says_whether_it_was_upheld() -> None:
    make.decided_authentic(order=make.delivered_order(tag="PT-4417"))
    assert upheld(window()) == Counted(of=1, count=0)


def test_the_word_of_the_third_party_takes_the_place_of_ours() -> None:
    claim = make.third_party_said("counterfeit")
    assert upheld(window()) == Counted(of=1, count=0)
    deciding.not_authentic(claim, actor=make.care(), reasons="Her word.")
    assert upheld(window()) == Counted(of=1, count=1)
