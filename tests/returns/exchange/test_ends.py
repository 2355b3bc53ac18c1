"""Every way in which an exchange comes to nothing, and what is left of it then."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Hold, Item
from orders import expiry
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Dispute, Payment, Refund
from orders.payments.refunds import RefundRefused, asking
from orders.returns import asking as plain
from orders.returns import deciding, sweeping
from orders.returns.exchanging import completing, offering
from orders.returns.exchanging import sweeping as exchanges
from orders.returns.exchanging.asking import Shown, ask
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from portero.core.mail.models import Mail
from tests.factories import exchanges as make
from tests.factories import returns
from tests.factories.orders import pending_order

pytestmark = pytest.mark.django_db


def withdrawn(ret: Return) -> Return:
    return plain.withdraw(ret)


def declined(ret: Return) -> Return:
    return deciding.decline(ret, actor=returns.carer(), reason="It was made to your measure.")


def lapsed(ret: Return) -> Return:
    ret = returns.approved(ret)
    for days in (4, 6):
        sweeping.sweep(timezone.now() + timedelta(days=days))
    return returns.fresh(ret)


def refused(ret: Return) -> Return:
    return returns.refused(returns.inspected(returns.received(returns.in_transit(returns.approved(ret)))))


@pytest.mark.parametrize(
    ("end", "state", "why"),
    [
        (withdrawn, "withdrawn", "You have withdrawn it."),
        (declined, "declined", "We have declined it."),
        (lapsed, "lapsed", "Your piece wasn’t sent in time."),
        (refused, "going_back", "We could not take your piece back."),
    ],
)
def test_the_piece_is_free_again(end: Callable[[Return], Return], state: str, why: str) -> None:
    ret = end(make.wanted())
    exchange = make.exchange_of(ret)
    assert (returns.fresh(ret).state, exchange.why, exchange.order) == (state, why, None)
    assert not Hold.objects.filter(released_at__isnull=True).exists()
    assert (Order.objects.count(), Refund.objects.count()) == (1, 0)
    assert not Mail.objects.filter(kind="exchange_over").exists()


def out_of_time() -> None:
    Hold.objects.filter(released_at__isnull=True).update(
        created_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(hours=1)
    )
    expiry.expire_holds()


def test_a_hold_that_ends_on_the_way_leaves_an_ordinary_return_with_its_fee() -> None:
    ret = returns.in_transit(returns.approved(make.wanted(make.hers("2000.00"))))
    out_of_time()
    assert exchanges.sweep() == 1
    assert exchanges.sweep() == 0
    assert (returns.fresh(ret).kind, Mail.objects.filter(kind="exchange_over").count()) == ("return", 1)
    ret = returns.accepted(returns.inspected(returns.received(returns.fresh(ret))))
    assert ret.final is not None
    assert (ret.final.fee, ret.final.total) == (Decimal("15.00"), Decimal("2161.17"))
    assert Order.objects.count() == 1


def test_where_we_were_late_no_fee_is_kept() -> None:
    ret = returns.inspected(
        returns.received(returns.in_transit(returns.approved(make.wanted(make.hers("2000.00")))))
    )
    out_of_time()
    ret = returns.accepted(returns.fresh(ret))  # before the sweep has come by
    assert ret.final is not None
    assert (ret.kind, ret.fault, ret.final.total) == ("return", True, Decimal("2177.50"))
    assert ret.refund is not None
    assert (ret.refund.amount, Order.objects.count()) == (Decimal("2177.50"), 1)


def test_each_step_of_her_piece_holds_the_other_one_anew() -> None:
    ret = make.wanted()
    short = timezone.now() + timedelta(hours=1)
    for step in (returns.approved, returns.in_transit, returns.received):
        Hold.objects.filter(released_at__isnull=True).update(expires_at=short)
        ret = step(ret)
        assert Hold.objects.get(released_at__isnull=True).expires_at > short + timedelta(days=6)


def test_a_piece_that_went_off_sale_meanwhile_leaves_the_money() -> None:
    ret = returns.inspected(
        returns.received(returns.in_transit(returns.approved(make.wanted(make.hers("2000.00")))))
    )
    Item.objects.filter(pk=make.exchange_of(ret).wanted_id).update(state="withdrawn")
    ret = returns.accepted(ret)
    assert ret.refund is None
    assert completing.complete(ret.pk)
    ret = returns.fresh(ret)
    assert ret.refund is not None
    assert (ret.kind, ret.refund.amount, ret.refund.state) == ("return", Decimal("2177.50"), "ready")
    assert make.exchange_of(ret).why == completing.GONE
    assert (Order.objects.count(), Payment.objects.filter(method="credit").count()) == (1, 0)


def test_somebody_else_has_the_wanted_piece() -> None:
    order, item = make.hers(), make.of_price("2500.00")
    found = offering.offer(order, order.lines.get(), item)
    pending_order(item)
    with pytest.raises(ReturnRefused):
        ask(
            order,
            plain.Wanted(order.lines.get().pk, "other"),
            item,
            shown=Shown(found.back.total, found.cost),
        )
    assert not Return.objects.exists()


def test_nobody_else_can_order_the_wanted_piece() -> None:
    from orders.placement import PiecesLost

    ret = make.wanted()
    with pytest.raises(PiecesLost):
        pending_order(make.exchange_of(ret).wanted)
    assert Order.objects.count() == 1


def test_what_the_carrier_lost_pays_the_other_piece_all_the_same() -> None:
    ret = returns.in_transit(returns.approved(make.wanted(make.hers("2000.00"), make.of_price("1500.00"))))
    returns.lost(ret, refund=True)
    assert completing.complete(ret.pk)
    new = make.new_order(ret)
    assert (new.status, new.payments.get().amount) == ("confirmed", Decimal("1676.68"))
    assert sorted(Refund.objects.values_list("state", "amount")) == [
        ("done", Decimal("1676.68")),
        ("ready", Decimal("500.82")),
    ]


def test_disputed_money_pays_nothing_until_her_bank_has_decided() -> None:
    ret = returns.inspected(
        returns.received(returns.in_transit(returns.approved(make.wanted(make.hers("2000.00")))))
    )
    dispute = Dispute.objects.create(
        payment=Payment.objects.get(),
        provider="stripe",
        reference="dp_1",
        amount=Decimal("2221.05"),
        reason="fraudulent",
        state="needs_response",
    )
    ret = returns.accepted(ret)
    assert not completing.complete(ret.pk)
    assert (Order.objects.count(), Refund.objects.count()) == (1, 0)
    assert ret.order.events.filter(kind="exchange_waits", public=False).count() == 1
    dispute.state, dispute.decided_at = "won", timezone.now()
    dispute.save()
    assert exchanges.sweep(timezone.now() + timedelta(hours=2)) == 1
    assert make.new_order(ret).status == "pending_payment"


def test_what_is_about_to_pay_another_piece_is_not_refunded_beside_it() -> None:
    ret = returns.accepted(
        returns.inspected(returns.received(returns.in_transit(returns.approved(make.wanted()))))
    )
    payment = Payment.objects.get()
    with pytest.raises(RefundRefused, match=ret.number):
        refunds.ask(payment.pk, Decimal("10.00"), reason="A kindness.", actor=returns.manager())
    assert Refund.objects.count() == 0
    assert completing.complete(ret.pk)
    assert refunds.ask(payment.pk, Decimal("10.00"), reason="A kindness.", actor=returns.manager()).pk


def test_where_some_of_it_went_back_at_the_provider_staff_are_told() -> None:
    ret = returns.accepted(
        returns.inspected(returns.received(returns.in_transit(returns.approved(make.wanted()))))
    )
    payment = Payment.objects.get()
    asking.request(payment, Decimal("10.00"), reason="Made at the provider.")
    assert not completing.complete(ret.pk)
    assert (Order.objects.count(), Refund.objects.count()) == (1, 1)
    (told,) = ret.order.events.filter(kind="exchange_waits", public=False)
    assert "other refunds" in told.reason
