"""Two buyers, one piece: exactly one order. The canary shows that this test sees the race when guards are off."""

from functools import partial
from typing import Any

import pytest

from catalog import holds
from catalog.models import Hold, Item
from orders import placement
from orders.models import Claim
from orders.order.models import Order
from orders.placement import PiecesLost
from tests.factories.catalog import listed_item
from tests.factories.orders import a_bag, a_country, pending_order
from tests.races.together import Rendezvous, together, without_constraints

pytestmark = pytest.mark.django_db(transaction=True)


def unlocked_items(pks: Any) -> list[Item]:
    return list(Item.objects.filter(pk__in=set(pks)).order_by("pk"))


def test_canary_without_the_guards_the_piece_is_sold_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Rendezvous(2)
    monkeypatch.setattr(placement, "lock_items", unlocked_items)
    monkeypatch.setattr(holds, "lock_open_holds", lambda pks: [])
    monkeypatch.setattr(placement, "_keep", meeting.after(placement._keep))
    with without_constraints(
        catalog_hold=["hold_one_per_item"],
        orders_claim=["claim_one_order_per_item"],
        partner_stockrecord=["stock_of_one"],
    ):
        bags = two_bags_with_one_piece()
        answers = together([partial(pending_order, bag=bag) for bag in bags])
        assert [type(answer) for answer in answers] == [Order, Order]


def test_one_buyer_gets_it_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Rendezvous(2)
    monkeypatch.setattr(placement, "_keep", meeting.after(placement._keep))
    bags = two_bags_with_one_piece()
    answers = together([partial(pending_order, bag=bag) for bag in bags])
    assert sorted(type(answer).__name__ for answer in answers) == ["Order", "PiecesLost"]
    assert Order.objects.count() == 1
    assert Claim.objects.filter(released_at=None).count() == 1
    assert Hold.objects.filter(released_at=None).count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_eight_buyers_and_no_meeting_place(_round: int) -> None:
    wanted = listed_item()
    bags = [a_bag(wanted, listed_item()) for _ in range(8)]
    a_country()
    answers = together([partial(pending_order, bag=bag) for bag in bags])
    assert sum(isinstance(answer, Order) for answer in answers) == 1
    assert sum(isinstance(answer, PiecesLost) for answer in answers) == 7
    assert Claim.objects.filter(item=wanted, released_at=None).count() == 1
    # The winner has two pieces; each loser keeps the other piece in her bag.
    assert sorted(bag.lines.count() for bag in bags) == [1] * 7 + [2]


def two_bags_with_one_piece() -> list[Any]:
    wanted = listed_item()
    a_country()
    return [a_bag(wanted), a_bag(wanted)]
