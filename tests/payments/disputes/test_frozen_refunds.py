"""While a bank takes money back, or has taken it, nobody refunds the same money."""

from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from orders.payments import disputes, refunds
from orders.payments.models import Payment, Refund
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
