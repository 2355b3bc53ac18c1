"""settle: whoever calls it, however often, one order is paid once."""

from datetime import timedelta
from decimal import Decimal

import pytest
import stripe
from django.utils import timezone

from catalog.models import Hold
from orders import expiry
from orders.cancellation import MoneyMayStillArrive, cancel_unpaid
from orders.fulfilment.models import ShipmentState
from orders.models import Claim
from orders.order.models import Order
from orders.payments import attempts, tasks
from orders.payments.gateway import Unknown
from orders.payments.models import Method, Payment
from orders.payments.settle import settle
from portero.core.models import Mail
from tests.factories.catalog import held_item, listed_item
from tests.factories.orders import pending_order
from tests.factories.payments import DECLINED, authorised_payment, pay_at_provider, provider, started_payment
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db


def charges(double: StripeDouble) -> tuple[int, int]:
    """How many intents the provider captured, and how many cents it took."""
    intents = double.state.rows("payment_intent")
    taken = [i["amount_received"] for i in intents if i["amount_received"]]
    return len(taken), sum(taken)


def expire(order: Order) -> None:
    """The hold of this order ended a minute ago."""
    now = timezone.now()
    Hold.objects.filter(holder=order.contact.basket_key).update(
        created_at=now - timedelta(hours=1), expires_at=now - timedelta(minutes=1)
    )


def test_an_authorised_payment_is_captured_and_the_order_confirmed(stripe_double: StripeDouble) -> None:
    order = pending_order(listed_item(price=18900))
    payment = settle(authorised_payment(order).pk)
    order.refresh_from_db()
    assert (payment.state, payment.captured_amount) == ("captured", Decimal("20620.93"))
    assert order.status == "confirmed"
    assert charges(stripe_double) == (1, 2062093)
    item = order.lines.get().product.item
    assert item.state == "sold"
    assert not Hold.objects.filter(released_at=None).exists()
    shipment = order.shipments.get()
    assert shipment.state == ShipmentState.TO_PACK
    assert shipment.ship_by - shipment.confirmed_at == timedelta(hours=48)
    assert Mail.objects.filter(kind="payment_confirmed").count() == 1
    assert payment.details["last4"] == "4242"


def test_settling_again_changes_nothing(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    for _ in range(3):
        settle(payment.pk)
    assert charges(stripe_double)[0] == 1
    assert order.events.filter(kind="confirmed").count() == 1
    assert Mail.objects.filter(kind="payment_confirmed").count() == 1


def test_a_declined_card_leaves_the_order_waiting_and_the_next_card_pays(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = started_payment(order)
    with pytest.raises(stripe.CardError):
        pay_at_provider(payment, DECLINED)
    payment = settle(payment.pk)
    order.refresh_from_db()
    assert (payment.state, order.status) == ("started", "pending_payment")
    assert "declined" in payment.problem
    assert charges(stripe_double) == (0, 0)
    pay_at_provider(payment)
    assert settle(payment.pk).state == "captured"
    assert order.payments.count() == 1


def test_reloading_the_payment_page_goes_on_with_the_same_attempt(stripe_double: StripeDouble) -> None:
    order = pending_order()
    first, second = attempts.begin(order, Method.CARD), attempts.begin(order, Method.CARD)
    assert first.payment == second.payment
    assert first.truth.client_secret == second.truth.client_secret != ""
    assert len(stripe_double.state.rows("payment_intent")) == 1


def test_no_answer_to_the_start_and_trying_again_makes_one_intent(stripe_double: StripeDouble) -> None:
    order = pending_order()
    stripe_double.switch("http_500_after", "payment_intents.create")
    with pytest.raises(Unknown):
        attempts.begin(order, Method.CARD)
    attempts.begin(order, Method.CARD)
    assert len(stripe_double.state.rows("payment_intent")) == 1
    assert order.payments.count() == 1


def test_no_answer_to_the_capture_is_resolved_by_asking(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    stripe_double.switch("http_500_after", "payment_intents.capture")
    with pytest.raises(Unknown):
        settle(payment.pk)
    order.refresh_from_db()
    assert order.status == "pending_payment"
    settle(payment.pk)
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert charges(stripe_double)[0] == 1


def test_the_poller_settles_what_nobody_came_back_for(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    Payment.objects.filter(pk=payment.pk).update(lookup_at=timezone.now())
    tasks.poll_payments()
    order.refresh_from_db()
    assert order.status == "confirmed"
    tasks.poll_payments()
    assert charges(stripe_double)[0] == 1


def test_the_poller_leaves_a_payment_that_is_not_due(stripe_double: StripeDouble) -> None:
    payment = authorised_payment(pending_order())
    tasks.poll_payments()
    payment.refresh_from_db()
    assert payment.state == "started"


def test_a_hold_that_ended_cancels_at_the_provider_first_and_frees_the_piece(
    stripe_double: StripeDouble,
) -> None:
    item = listed_item()
    order = pending_order(item)
    payment = started_payment(order)
    expire(order)
    assert expiry.expire_holds() == 1
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.state) == ("cancelled", "cancelled")
    assert stripe_double.state.rows("payment_intent")[0]["status"] == "canceled"
    assert not Hold.objects.filter(item=item, released_at=None).exists()
    assert item.product.stockrecords.get().num_allocated == 0
    order.basket.refresh_from_db()
    assert order.basket.status == "Open"
    with pytest.raises(stripe.InvalidRequestError):
        pay_at_provider(payment)


def test_a_payment_authorised_before_the_sweep_wins_over_the_expired_hold(
    stripe_double: StripeDouble,
) -> None:
    order = pending_order()
    authorised_payment(order)
    expire(order)
    assert expiry.expire_holds() == 0
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert charges(stripe_double)[0] == 1


def test_while_the_provider_is_silent_an_expired_order_keeps_its_piece(stripe_double: StripeDouble) -> None:
    order = pending_order()
    started_payment(order)
    expire(order)
    stripe_double.switch("http_500_before", "payment_intents.retrieve")
    assert expiry.expire_holds() == 0
    order.refresh_from_db()
    assert order.status == "pending_payment"
    assert Claim.objects.filter(order=order, released_at=None).count() == 1
    assert expiry.expire_holds() == 1


def test_an_order_is_never_released_while_money_may_still_arrive(stripe_double: StripeDouble) -> None:
    order = pending_order()
    started_payment(order)
    with pytest.raises(MoneyMayStillArrive):
        cancel_unpaid(order, reason="test", keep_hold=False)
    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_a_late_authorisation_takes_the_piece_again_if_it_is_free(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = authorised_payment(order)
    Payment.objects.filter(pk=payment.pk).update(state="cancelled", lookup_at=None)
    assert cancel_unpaid(order, reason="The time to pay ran out.", keep_hold=False)
    settle(payment.pk)
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert [e.kind for e in order.events.all()] == ["placed", "cancelled", "revived", "confirmed"]
    assert charges(stripe_double)[0] == 1


def test_a_late_authorisation_is_voided_if_the_piece_is_gone(stripe_double: StripeDouble) -> None:
    item = listed_item()
    order = pending_order(item)
    payment = authorised_payment(order)
    Payment.objects.filter(pk=payment.pk).update(state="cancelled", lookup_at=None)
    cancel_unpaid(order, reason="The time to pay ran out.", keep_hold=False)
    other = pending_order(item)
    settle(payment.pk)
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert stripe_double.state.rows("payment_intent")[0]["status"] == "canceled"
    assert charges(stripe_double) == (0, 0)
    assert Claim.objects.get(item=item, released_at=None).order == other


def test_an_amount_that_differs_from_the_order_is_never_captured(stripe_double: StripeDouble) -> None:
    order = pending_order()
    payment = started_payment(order)
    provider().v1.payment_intents.update(payment.reference, {"amount": 100})
    pay_at_provider(payment)
    payment = settle(payment.pk)
    order.refresh_from_db()
    assert (payment.needs_review, order.status) == (True, "pending_payment")
    assert charges(stripe_double) == (0, 0)


def test_a_hold_without_an_order_is_simply_released() -> None:
    item = held_item(minutes=-1)
    assert expiry.expire_holds() == 1
    assert not Hold.objects.filter(item=item, released_at=None).exists()
