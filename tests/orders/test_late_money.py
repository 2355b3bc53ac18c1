"""Money that comes when the order is over, or can't become a sale: taken in good order, let go, or shown to staff."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from catalog.models import Hold, Item
from orders import confirmation, expiry, verification
from orders.cancellation import cancel_unpaid
from orders.models import Claim, VerificationCase
from orders.order.models import Order
from orders.payments import tasks
from orders.payments.gateway import Unknown
from orders.payments.models import Payment
from orders.payments.settle import settle
from portero.core.models import Mail
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.factories.passing import due, expire
from tests.factories.payments import authorised_payment, provider
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


def cancelled_with_money_on_its_way(*items: Item, final: bool = False, speed: str = "standard") -> Payment:
    """The shop believed the attempt closed and cancelled the order; her bank had set the money aside."""
    order = pending_order(*items, speed=speed)
    payment = authorised_payment(order)
    Payment.objects.filter(pk=payment.pk).update(state="cancelled", lookup_at=None)
    assert cancel_unpaid(order, reason="The time to pay ran out.", keep_hold=False, final=final)
    return payment


def intent_status(double: StripeDouble) -> str:
    return str(double.state.rows("payment_intent")[0]["status"])


def state_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


def test_an_order_she_took_back_is_never_charged_after_all(stripe_double: StripeDouble) -> None:
    payment = cancelled_with_money_on_its_way(final=True)
    settle(payment.pk)
    assert state_of(payment.order) == "cancelled"
    assert intent_status(stripe_double) == "canceled"
    assert not Claim.objects.filter(released_at=None).exists()


def test_a_late_payment_is_let_go_while_she_orders_the_bag_again(
    stripe_double: StripeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = cancelled_with_money_on_its_way()
    monkeypatch.setattr(confirmation, "lock_basket_unless_busy", lambda pk: None)
    settle(payment.pk)
    assert state_of(payment.order) == "cancelled"
    assert intent_status(stripe_double) == "canceled"


def test_a_revived_order_holds_its_pieces_again(stripe_double: StripeDouble) -> None:
    item = listed_item()
    payment = cancelled_with_money_on_its_way(item)
    stripe_double.switch("http_500_before", "payment_intents.capture")
    with pytest.raises(Unknown):
        settle(payment.pk)
    hold = Hold.objects.get(item=item, released_at=None)
    assert hold.expires_at > timezone.now() + timedelta(minutes=14)
    assert payment.order.shipments.get().state == "waiting"
    due(payment.order)
    tasks.poll_payments()
    assert state_of(payment.order) == "confirmed"


def test_a_revived_order_that_staff_must_look_at_waits_for_them(stripe_double: StripeDouble) -> None:
    payment = cancelled_with_money_on_its_way(speed="expedited")
    VerificationCase.objects.create(order=payment.order, reasons=["Expedited delivery"])
    settle(payment.pk)
    assert state_of(payment.order) == "under_verification"
    assert intent_status(stripe_double) == "requires_capture"
    assert VerificationCase.objects.count() == 1


def test_an_order_that_is_revived_and_cancelled_again_says_so_again(stripe_double: StripeDouble) -> None:
    payment = cancelled_with_money_on_its_way()
    stripe_double.switch("decline", "payment_intents.capture")
    settle(payment.pk)
    expire(payment.order)
    assert expiry.expire_holds() == 1
    mails = Mail.objects.filter(kind="order_cancelled").order_by("pk")
    number = payment.order.number
    assert [mail.about for mail in mails] == [f"order:{number}:cancelled-1", f"order:{number}:cancelled-2"]


def test_a_void_without_an_answer_is_tried_again(stripe_double: StripeDouble) -> None:
    item = listed_item()
    payment = cancelled_with_money_on_its_way(item)
    pending_order(item)
    stripe_double.switch("http_500_before", "payment_intents.cancel")
    with pytest.raises(Unknown):
        settle(payment.pk)
    due(payment.order)
    tasks.poll_payments()
    payment.refresh_from_db()
    assert intent_status(stripe_double) == "canceled"
    assert payment.lookup_at is None
    assert payment.events.filter(kind="too_late").count() == 1


def test_captured_money_whose_piece_cannot_be_sold_goes_back(stripe_double: StripeDouble) -> None:
    item = listed_item()
    order = pending_order(item)
    payment = authorised_payment(order)
    Item.objects.filter(pk=item.pk).update(state="draft")
    for _ in range(2):
        payment = settle(payment.pk)
    assert (payment.state, payment.captured_amount) == ("stray", order.total_incl_tax)
    assert payment.refunds.get().amount == payment.refunded_amount == order.total_incl_tax
    assert state_of(order) == "pending_payment"
    expire(order)
    assert expiry.expire_holds() == 1
    assert state_of(order) == "cancelled"
    assert (
        reason_of(order) == "This order could not be completed. What you have paid for it goes back to you."
    )


def test_money_for_a_second_attempt_does_not_revive_the_order(stripe_double: StripeDouble) -> None:
    first = cancelled_with_money_on_its_way()
    provider().v1.payment_intents.capture(first.reference)
    Payment.objects.create(
        order=first.order,
        attempt=2,
        provider="stripe",
        amount=first.amount,
        state="started",
        reference="pi_2",
    )
    payment = settle(first.pk)
    assert (payment.state, state_of(first.order)) == ("stray", "cancelled")
    assert payment.refunds.get().amount == first.amount


@pytest.fixture
def carer() -> User:
    return User.objects.create_user("care@example.com", "x")


def reason_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).events.filter(kind="cancelled").get().reason


def test_a_declined_order_that_the_sweep_releases_says_why(stripe_double: StripeDouble, carer: User) -> None:
    order = pending_order(speed="expedited")
    settle(authorised_payment(order).pk)
    stripe_double.switch("http_500_before", "payment_intents.*")
    with pytest.raises(Unknown):
        verification.decline(order, actor=carer, reason="No.")
    expiry.expire_holds()
    assert reason_of(order) == "We could not verify this order."


def test_a_declined_order_whose_money_was_taken_by_hand_is_cancelled_at_once_and_paid_back(
    stripe_double: StripeDouble, carer: User
) -> None:
    order = pending_order(speed="expedited")
    payment = settle(authorised_payment(order).pk)
    provider().v1.payment_intents.capture(payment.reference)
    verification.decline(order, actor=carer, reason="No.")
    payment.refresh_from_db()
    assert (payment.state, state_of(order)) == ("stray", "cancelled")
    assert payment.refunds.get().amount == order.total_incl_tax
    assert reason_of(order) == "We could not verify this order."
    assert not Claim.objects.filter(released_at=None).exists()


def test_an_order_nobody_looked_at_in_time_says_so(stripe_double: StripeDouble) -> None:
    order = pending_order(speed="expedited")
    settle(authorised_payment(order).pk)
    expire(order)
    assert expiry.expire_holds() == 1
    assert reason_of(order) == "We could not verify this order in time. Nothing was charged."
    assert intent_status(stripe_double) == "canceled"


def test_an_approved_order_is_charged_also_after_its_hold(stripe_double: StripeDouble, carer: User) -> None:
    order = pending_order(speed="expedited")
    settle(authorised_payment(order).pk)
    stripe_double.switch("http_500_before", "payment_intents.capture")
    with pytest.raises(Unknown):
        verification.approve(order, actor=carer, reason="Known client.")
    expire(order)
    assert expiry.expire_holds() == 0
    assert state_of(order) == "confirmed"


@pytest.mark.parametrize(("_case", "approve"), [("authorisation ran out", False), ("capture refused", True)])
def test_an_order_under_verification_without_its_money_is_released(
    _case: str, approve: bool, stripe_double: StripeDouble, carer: User
) -> None:
    order = pending_order(speed="expedited")
    payment = settle(authorised_payment(order).pk)
    if approve:
        stripe_double.switch("decline", "payment_intents.capture")
        verification.approve(order, actor=carer, reason="Known client.")
    else:
        provider().v1.payment_intents.cancel(payment.reference)
        settle(payment.pk)
    assert expiry.expire_holds() == 1
    assert state_of(order) == "cancelled"
    assert reason_of(order) == "Your bank released the sum before we could charge it. Nothing was charged."
    assert not Hold.objects.filter(released_at=None).exists()
