"""A return from the request to the refund, and every other end of it."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from orders.returns.models import Return
from tests.factories import returns as make

pytestmark = pytest.mark.django_db


def test_the_usual_way() -> None:
    order = make.shipped_order()
    ret = make.requested(order)
    assert (ret.state, ret.suggestion["verdict"]) == ("requested", "approve")
    ret = make.approved(ret)
    assert ret.send_by is not None
    ret = make.accepted(make.inspected(make.received(make.in_transit(ret))))
    item = order.claims.get().item
    assert ret.state == "refunding"
    assert ret.refund is not None
    assert ret.final is not None
    # Price 12,500 and tax 1,109.38, less the fee and, as New York has it, the tax on it.
    assert ret.refund.amount == ret.shown.total == ret.final.total == Decimal("13593.04")
    item.refresh_from_db()
    assert item.state == "draft"
    ret = make.refunded(ret)
    assert ret.state == "refunded"
    assert ret.ended_at is not None


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (make.withdrawn, "withdrawn"),
        (make.declined, "declined"),
        (make.approved, "approved"),
        (make.lapsed, "lapsed"),
        (make.in_transit, "in_transit"),
        (make.lost, "lost"),
        (make.received, "received"),
        (make.refused, "going_back"),
        (make.sent_back, "going_back"),
        (make.refunded, "refunded"),
    ],
)
def test_every_state_is_made_by_the_verbs(made: Callable[[], Return], state: str) -> None:
    assert Return.objects.get(pk=made().pk).state == state
