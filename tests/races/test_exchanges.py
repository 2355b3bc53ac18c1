"""Exchanges at the same moment: one order, one holder of the piece, one end."""

from typing import Any

import pytest

from catalog.models import Hold
from orders import expiry
from orders.models import Claim
from orders.order.models import Order
from orders.payments.models import Payment, Refund
from orders.payments.settle import settle
from orders.placement import PiecesLost
from orders.returns.asking import Wanted
from orders.returns.exchanging import asking, completing, offering, tasks
from orders.returns.exchanging.asking import Shown
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from tests.factories import exchanges as make
from tests.factories import returns
from tests.factories.orders import a_bag, pending_order
from tests.factories.payments import authorised_payment
from tests.orders.conftest import stripe_double
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["stripe_double"]


@pytest.fixture
def accepted(monkeypatch: pytest.MonkeyPatch) -> Return:
    """Her piece is accepted; no worker has placed the order yet."""
    monkeypatch.setattr(tasks.complete_exchange, "delay", lambda pk: None)
    ret = returns.inspected(returns.received(returns.in_transit(returns.approved(make.wanted(make.hers())))))
    return returns.accepted(ret)


def test_two_workers_place_one_order(accepted: Return) -> None:
    answers = together([lambda: completing.complete(accepted.pk)] * 2)
    assert sorted(answers) == [False, True], answers
    assert Order.objects.count() == 2
    assert Payment.objects.filter(method="credit").count() == 1
    assert Refund.objects.get().amount == Payment.objects.get(method="credit").amount


def test_two_clerks_accept_at_once_and_one_order_follows() -> None:
    from orders.returns import inspecting

    ret = returns.inspected(returns.received(returns.in_transit(returns.approved(make.wanted(make.hers())))))
    piece, bench, other = ret.pieces.get(), returns.bench(), returns.manager()
    answers = together(
        [lambda: inspecting.accept(piece, actor=bench), lambda: inspecting.accept(piece, actor=other)]
    )
    assert [type(one) for one in answers if isinstance(one, Exception)] == [ReturnRefused], answers
    assert Order.objects.count() == 2
    assert Payment.objects.filter(method="credit").count() == 1


def test_of_two_who_want_one_piece_one_gets_it() -> None:
    item = make.of_price("2500.00")
    orders = [make.hers(), make.hers()]

    def ask(order: Order) -> Any:
        line = order.lines.get()
        found = offering.offer(order, line, item)
        shown = Shown(found.back.total, found.cost)
        return lambda: asking.ask(order, Wanted(line.pk, "other"), item, shown=shown)

    answers = together([ask(order) for order in orders])
    assert [type(one) for one in answers if isinstance(one, Exception)] == [ReturnRefused], answers
    assert Hold.objects.filter(released_at__isnull=True).count() == 1
    assert Return.objects.count() == 1


def test_a_buyer_and_an_exchange_cannot_both_have_it() -> None:
    item, order = make.of_price("2500.00"), make.hers()
    line, bag = order.lines.get(), a_bag(item)
    found = offering.offer(order, line, item)
    shown = Shown(found.back.total, found.cost)
    answers = together(
        [
            lambda: asking.ask(order, Wanted(line.pk, "other"), item, shown=shown),
            lambda: pending_order(bag=bag),
        ]
    )
    lost = [one for one in answers if isinstance(one, Exception)]
    assert len(lost) == 1, answers
    assert isinstance(lost[0], (ReturnRefused, PiecesLost)), answers
    assert Hold.objects.filter(released_at__isnull=True).count() == 1


@pytest.mark.usefixtures("stripe_double")
def test_her_payment_and_the_end_of_the_time_agree_on_one_end(accepted: Return) -> None:
    completing.complete(accepted.pk)
    new = make.new_order(accepted)
    payment = authorised_payment(new)
    Hold.objects.filter(released_at__isnull=True).update(expires_at=new.date_placed)
    together([lambda: settle(payment.pk), expiry.expire_holds])
    settle(payment.pk)
    new.refresh_from_db()
    credit, source = Payment.objects.get(method="credit"), Refund.objects.get(payment__order=accepted.order)
    paid = new.status == "confirmed"
    assert credit.state == ("captured" if paid else "cancelled")
    assert (source.state == "done") == paid
    assert Claim.objects.filter(order=new, released_at__isnull=True).count() == int(paid)
