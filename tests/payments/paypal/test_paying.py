"""Paying an order with PayPal from end to end: begin, approve, settle; and what goes wrong in between."""

from decimal import Decimal

import pytest

from orders.order.models import Order
from orders.payments import attempts
from orders.payments.gateway import Unknown
from orders.payments.models import Method, Payment
from orders.payments.settle import settle
from tests.factories.orders import pending_order
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
@pytest.mark.parametrize("fault", ["http_500_before", "http_500_after"])
def test_an_unanswered_call_is_found_out(double: PayPalDouble, operation: str, fault: str) -> None:
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
