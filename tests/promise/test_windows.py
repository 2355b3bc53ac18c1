"""Of what a claim can be opened, and until when."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from orders.fulfilment import with_her
from orders.order.models import Order
from orders.promise import opening, windows
from orders.promise.models import Claim, Kind
from orders.promise.states import ClaimRefused
from orders.returns import asking
from orders.returns import windows as returns
from tests.factories import claims as make
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order

pytestmark = pytest.mark.django_db
BOTH = {Kind.AUTHENTICITY, Kind.CONDITION}


def only(order: Order, **facts: Any) -> windows.Claimable:
    (one,) = windows.claimable(order, **facts)
    return one


def test_what_has_not_left_us_is_not_claimed() -> None:
    one = only(confirmed_order())
    assert (one.why_not, dict(one.kinds)) == (with_her.STILL_HERE, {})


def test_authenticity_has_no_end_and_the_condition_ends_thirty_days_after_delivery() -> None:
    order = make.delivered_order()
    until = order.shipments.get().delivered_at + timedelta(days=30)
    assert dict(only(order, now=until).kinds) == {Kind.AUTHENTICITY: None, Kind.CONDITION: until}
    assert dict(only(order, now=until + timedelta(seconds=1)).kinds) == {Kind.AUTHENTICITY: None}
    years = timezone.now() + timedelta(days=4000)
    assert dict(only(order, now=years).kinds) == {Kind.AUTHENTICITY: None}
    with pytest.raises(ClaimRefused, match=r"any more"):
        make.opened(order, kind=Kind.CONDITION, now=years)
    assert not Claim.objects.exists()


def test_one_claim_at_a_time_and_none_again_of_what_was_answered() -> None:
    order = make.delivered_order()
    claim = make.opened(order)
    assert claim.number in only(order).why_not
    with pytest.raises(ClaimRefused, match=claim.number):
        make.opened(order, kind=Kind.CONDITION)
    opening.withdraw(claim)
    assert set(only(order).kinds) == BOTH
    make.closed(order=order)
    assert set(only(order).kinds) == {Kind.CONDITION}
    assert Claim.objects.count() == 2


def test_what_is_being_returned_is_not_claimed_and_the_other_way_round() -> None:
    order = make.delivered_order()
    line = order.lines.get()
    ret = asking.ask(order, [asking.Wanted(line.pk, "changed_mind")])
    assert only(order).why_not == windows.COMES_BACK
    asking.withdraw(ret)
    make.opened(order)
    (piece,) = returns.returnable(order)
    assert piece.why_not == returns.CLAIMED


def test_what_was_refunded_is_hers_no_more() -> None:
    order = make.delivered_order()
    make.refunded(order=order)
    assert only(order).why_not == windows.GONE


def test_each_piece_of_an_order_is_claimed_by_itself() -> None:
    order = make.delivered_order(listed_item(), listed_item(title="Kelly 25"))
    first, second = windows.claimable(order)
    make.opened(order, line=first.line)
    assert [bool(one.why_not) for one in windows.claimable(order)] == [True, False]
    assert make.opened(order, line=second.line).item == second.item


def test_a_piece_of_another_order_is_refused() -> None:
    order, other = make.delivered_order(tag="PT-1"), make.delivered_order(tag="PT-2")
    with pytest.raises(ClaimRefused, match=r"isn’t a piece of this order"):
        opening.open_claim(order, other.lines.get().pk, kind=Kind.AUTHENTICITY, words="?")


@pytest.mark.parametrize("words", ["", "  \n"])
def test_she_says_what_she_doubts(words: str) -> None:
    with pytest.raises(ClaimRefused, match=r"what you doubt"):
        make.opened(words=words)
    assert not Claim.objects.exists()
