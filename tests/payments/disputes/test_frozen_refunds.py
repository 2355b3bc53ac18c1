"""While a bank takes money back, or has taken it, nobody refunds the same money."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from orders.payments import disputes, refunds
from orders.payments.gateway import DisputeStanding
from orders.payments.models import GatewayCall, Payment, Refund
from orders.payments.refunds import sending
from tests.factories.ledger import tell_dispute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]


def test_staff_are_refused_with_the_reason_and_may_refund_the_rest(paid: Payment, accountant: User) -> None:
    tell_dispute(paid, amount=Decimal("100.00"))
    disputes.follow("stripe", "dp_1")
    rest = paid.captured_amount - 100
    with pytest.raises(refunds.RefundRefused, match="could pay her twice"):
        refunds.ask(paid.pk, rest + 1, reason="Goodwill", actor=accountant)
    assert not Refund.objects.exists()
    assert refunds.ask(paid.pk, rest, reason="Goodwill", actor=accountant).amount == rest


def test_a_sum_in_another_currency_freezes_all_of_it(paid: Payment, accountant: User) -> None:
    tell_dispute(paid, amount=Decimal("100.00"), currency="EUR")
    disputes.follow("stripe", "dp_1")
    with pytest.raises(refunds.RefundRefused, match=r"\$0.00 can be refunded now"):
        refunds.ask(paid.pk, Decimal("1.00"), reason="Goodwill", actor=accountant)
    assert not Refund.objects.exists()


def test_a_failed_refund_does_not_go_out_again_while_its_money_is_disputed(paid: Payment) -> None:
    refund = Refund.objects.create(
        payment=paid,
        amount=paid.captured_amount,
        reason="Returned",
        state="failed",
        next_try_at=timezone.now(),
    )
    tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    assert sending.send(refund.pk) is False
    refund.refresh_from_db()
    assert (refund.state, refund.next_try_at) == ("failed", None)


def _asked(payment: Payment, amount: Decimal, state: str = "ready") -> Refund:
    due = timezone.now() if state == "ready" else None
    return Refund.objects.create(
        payment=payment, amount=amount, reason="Returned", state=state, next_try_at=due
    )


@pytest.mark.parametrize("state", ["ready", "to_pay", "to_approve"])
def test_a_refund_asked_before_the_dispute_does_not_go_out(paid: Payment, state: str) -> None:
    refund = _asked(paid, paid.captured_amount, state)
    tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    assert sending.send(refund.pk) is False
    refund.refresh_from_db()
    assert (refund.state, refund.next_try_at, refund.calls.count()) == ("failed", None, 0)
    assert "could pay her twice" in refund.problem
    assert list(refunds.waiting()) == [refund]


def test_won_it_can_be_tried_again(paid: Payment, accountant: User) -> None:
    refund = _asked(paid, paid.captured_amount)
    tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    with pytest.raises(refunds.RefundRefused, match="could pay her twice"):
        refunds.try_again(refund, actor=accountant)
    tell_dispute(paid, DisputeStanding.WON)
    disputes.follow("stripe", "dp_1")
    assert refunds.try_again(refund, actor=accountant).state == "ready"


def test_only_what_the_dispute_does_not_leave_is_held_back_the_latest_first(paid: Payment) -> None:
    half = paid.captured_amount / 2
    early, late = (_asked(paid, half.quantize(Decimal("0.01"), rounding=ROUND_DOWN)) for _ in range(2))
    tell_dispute(paid, amount=Decimal("100.00"))
    disputes.follow("stripe", "dp_1")
    states = [Refund.objects.get(pk=refund.pk).state for refund in (early, late)]
    assert states == ["ready", "failed"]


def test_a_refund_that_the_shop_itself_asks_for_waits_too(paid: Payment) -> None:
    tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    with transaction.atomic():
        refund = refunds.request(paid, paid.captured_amount, reason="The order was cancelled.")
    assert (refund.state, refund.next_try_at) == ("failed", None)


def test_what_may_be_with_the_provider_is_not_called_failed(paid: Payment) -> None:
    refund = _asked(paid, paid.captured_amount)
    GatewayCall.objects.create(
        payment=paid, refund=refund, operation="refund", key=f"{paid.order.number}-1-refund-1"
    )
    tell_dispute(paid)
    disputes.follow("stripe", "dp_1")
    refund.refresh_from_db()
    assert refund.state == "ready"


def test_a_dispute_that_comes_while_it_is_being_sent_stops_it(
    paid: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = _asked(paid, paid.captured_amount)
    tell_dispute(paid)
    resolve = sending._resolve

    def meanwhile(*told: Any) -> bool:
        disputes.follow("stripe", "dp_1")
        # As if its bank had been told of after we looked.
        Refund.objects.filter(pk=refund.pk).update(state="ready", problem="")
        return resolve(*told)

    monkeypatch.setattr(sending, "_resolve", meanwhile)
    sending.send(refund.pk)
    refund.refresh_from_db()
    assert (refund.state, [call.outcome for call in refund.calls.all()]) == ("failed", ["declined"])
