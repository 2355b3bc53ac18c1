"""Paying an order with PayPal from end to end: begin, approve, settle; and what goes wrong in between."""

import json
from decimal import Decimal

import pytest
from django.test import Client as Browser

from orders import expiry
from orders.order.models import Order
from orders.payments import attempts
from orders.payments.gateway import Unknown
from orders.payments.models import Method, Payment, WebhookMessage
from orders.payments.settle import settle
from orders.payments.webhooks import work
from tests.factories.orders import pending_order
from tests.factories.passing import expire
from tests.fakes.paypal import PayPalDouble

pytestmark = pytest.mark.django_db


def begun(order: Order | None = None) -> Payment:
    """She chose PayPal and stands before its page."""
    return attempts.begin(order or pending_order(), Method.PAYPAL).payment


def state(payment: Payment) -> tuple[str, str]:
    payment.refresh_from_db()
    payment.order.refresh_from_db()
    return payment.state, payment.order.status


def test_return_from_paypal_confirms_the_order(double: PayPalDouble) -> None:
    payment = begun()
    double.approve(payment.reference)
    settle(payment.pk)
    assert state(payment) == ("captured", "confirmed")
    assert payment.captured_amount == payment.order.total_incl_tax
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}
    settle(payment.pk)
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_coming_back_without_approving_changes_nothing(double: PayPalDouble) -> None:
    payment = begun()
    double.approve(payment.reference, "cancel")
    settle(payment.pk)
    assert state(payment) == ("started", "pending_payment")
    assert begun(payment.order).reference == payment.reference
    assert double.summary()["movements"] == {}


def test_a_declining_funding_source_ends_the_attempt(double: PayPalDouble) -> None:
    payment = begun()
    double.approve(payment.reference, "approve_declining")
    settle(payment.pk)
    assert state(payment) == ("failed", "pending_payment")
    assert "another one in PayPal" in payment.problem
    again = begun(payment.order)
    assert again.reference != payment.reference
    double.approve(again.reference)
    settle(again.pk)
    assert state(again) == ("captured", "confirmed")


@pytest.mark.parametrize("operation", ["orders.authorize", "authorizations.capture"])
@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "http_500_before", "http_500_after"])
def test_an_unanswered_call_is_found_out(
    double: PayPalDouble, operation: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.payments.providers.paypal.client.TIMEOUT_SECONDS", 0.5)
    payment = begun()
    double.approve(payment.reference)
    double.switch(fault, operation)
    with pytest.raises(Unknown):
        settle(payment.pk)
    assert payment.order.status == "pending_payment"
    settle(payment.pk)
    assert state(payment) == ("captured", "confirmed")
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_an_unanswered_beginning_begins_once(double: PayPalDouble) -> None:
    order = pending_order()
    double.switch("http_500_after", "orders.create")
    with pytest.raises(Unknown):
        begun(order)
    assert begun(order).reference == double.state.rows("order")[0]["id"]
    assert len(double.state.rows("order")) == 1


def test_held_at_paypal_waits_for_its_review(double: PayPalDouble) -> None:
    payment = begun()
    double.approve(payment.reference)
    double.switch("held")
    settle(payment.pk)
    assert state(payment) == ("started", "under_verification")
    assert double.summary()["movements"] == {"authorize": 1}


def delivered(client: Browser, double: PayPalDouble, *kinds: str) -> list[int]:
    """PayPal posts its events of these kinds, in this order; returns what we answered."""
    events = {row["event_type"]: json.dumps(row).encode() for row in double.state.rows("event")}
    bodies = [events[kind] for kind in kinds]
    return [
        client.post(
            "/webhooks/paypal/",
            body,
            content_type="application/json",
            headers=dict(double.sign(body, forged=False)),
        ).status_code
        for body in bodies
    ]


def work_off() -> None:
    """The worker works off what came in."""
    for message in WebhookMessage.objects.order_by("pk"):
        work(message.pk)


def test_her_approval_alone_confirms_also_if_she_never_returns(double: PayPalDouble, client: Browser) -> None:
    payment = begun()
    double.approve(payment.reference)
    assert delivered(client, double, "CHECKOUT.ORDER.APPROVED") == [200]
    work_off()
    assert state(payment) == ("captured", "confirmed")


def test_events_twice_and_out_of_order_change_nothing(double: PayPalDouble, client: Browser) -> None:
    payment = begun()
    double.approve(payment.reference)
    settle(payment.pk)
    before = double.summary()["movements"]
    late = ("PAYMENT.CAPTURE.COMPLETED", "PAYMENT.AUTHORIZATION.CREATED", "CHECKOUT.ORDER.APPROVED")
    assert delivered(client, double, *late, *late) == [200] * 6
    assert WebhookMessage.objects.count() == 3
    work_off()
    assert state(payment) == ("captured", "confirmed")
    assert double.summary()["movements"] == before


def test_a_forged_event_is_not_kept(double: PayPalDouble, client: Browser) -> None:
    payment = begun()
    body = json.dumps(
        {"id": "WH-1", "event_type": "CHECKOUT.ORDER.APPROVED", "resource": {"id": "X"}}
    ).encode()
    headers = dict(double.sign(body, forged=True))
    answer = client.post("/webhooks/paypal/", body, content_type="application/json", headers=headers)
    assert (answer.status_code, WebhookMessage.objects.count()) == (400, 0)
    assert state(payment) == ("started", "pending_payment")


def test_a_hold_that_ends_before_she_approves_frees_the_piece(double: PayPalDouble) -> None:
    payment = begun()
    expire(payment.order)
    assert expiry.expire_holds() == 1
    double.approve(payment.reference)
    settle(payment.pk)
    assert state(payment) == ("cancelled", "cancelled")
    assert double.summary()["movements"] == {}


def test_a_hold_that_ends_after_she_approved_is_her_sale(double: PayPalDouble) -> None:
    payment = begun()
    double.approve(payment.reference)
    expire(payment.order)
    expiry.expire_holds()
    assert state(payment) == ("captured", "confirmed")
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_choosing_another_way_lets_paypal_go(double: PayPalDouble) -> None:
    payment = begun()
    assert attempts.close(payment.order) is True
    assert state(payment)[0] == "cancelled"
    double.approve(payment.reference)
    settle(payment.pk)
    assert state(payment) == ("cancelled", "pending_payment")
    assert double.summary()["movements"] == {}


def test_a_wrong_amount_is_never_captured(double: PayPalDouble) -> None:
    payment = begun()
    with double.state.transaction() as tx:
        row = double.state.rows("order")[0]
        row["purchase_units"][0]["amount"]["value"] = "1.00"
        tx.put("order", row["id"], row)
    double.approve(payment.reference)
    settle(payment.pk)
    assert state(payment) == ("started", "pending_payment")
    assert payment.needs_review is True
    assert double.summary()["movements"] == {}
    assert payment.captured_amount == Decimal(0)


def test_nothing_of_the_page_or_the_token_is_kept(double: PayPalDouble) -> None:
    payment = begun()
    double.approve(payment.reference)
    settle(payment.pk)
    payment.refresh_from_db()
    kept = f"{payment.details} {list(payment.events.values_list('data', flat=True))}"
    for secret in [*double.state.tables["token"], "checkoutnow", "Test Buyer"]:
        assert secret not in kept
    assert payment.details["payer_email"] == "buyer@example.com"
