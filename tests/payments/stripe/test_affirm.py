"""Paying over time: to Affirm's page and back, with every answer it may give."""

from decimal import Decimal

import pytest

from orders.access import link_to
from orders.payments import attempts
from orders.payments.gateway import Sale, Standing
from orders.payments.methods import NotOffered
from orders.payments.models import Method
from orders.payments.providers.stripe import StripePayments
from orders.payments.settle import settle
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.fakes.stripe import StripeDouble
from tests.payments.stripe.situations import answer, at_affirm

pytestmark = pytest.mark.django_db


def sale(**changes: object) -> Sale:
    told = {"total": Decimal(1890), "currency": "USD", "country": "US", "address_differs": False}
    return Sale(**told | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, ""),
        ({"total": Decimal(50)}, ""),
        ({"total": Decimal(30_000)}, ""),
        ({"total": Decimal("49.99")}, "Affirm is for orders from $50 to $30,000."),
        ({"total": Decimal("30000.01")}, "Affirm is for orders from $50 to $30,000."),
        ({"country": "FR"}, "Affirm is for orders in US dollars that are delivered in the United States."),
        ({"currency": "EUR"}, "Affirm is for orders in US dollars that are delivered in the United States."),
        (
            {"address_differs": True},
            "Affirm needs one address: where you are billed is where it is delivered.",
        ),
    ],
)
def test_when_affirm_is_offered(changes: dict[str, object], sentence: str) -> None:
    assert StripePayments().unavailable(Method.AFFIRM, sale(**changes)) == sentence
    assert StripePayments().unavailable(Method.CARD, sale(**changes)) == ""


def test_a_sale_above_the_limit_never_reaches_stripe(double: StripeDouble) -> None:
    order = pending_order(listed_item(price=42_000))
    with pytest.raises(NotOffered):
        attempts.begin(order, Method.AFFIRM)
    assert double.state.rows("payment_intent") == []


def test_agreeing_to_the_plan_pays_the_order(double: StripeDouble) -> None:
    order = pending_order()
    payment, page = at_affirm(order)
    sent = double.state.get("payment_intent", payment.reference) or {}
    assert sent["payment_method_types"] == ["affirm"]
    assert sent["shipping"]["name"] == "Clara Whitfield"
    assert sent["shipping"]["address"] == {
        "line1": "740 Park Avenue",
        "line2": "Apt 11B",
        "city": "New York",
        "state": "NY",
        "postal_code": "10021",
        "country": "US",
    }
    assert answer(page, "approve").startswith(link_to(order, "orders:pay-return"))
    paid = settle(payment.pk)
    order.refresh_from_db()
    assert (paid.state, paid.captured_amount, order.status) == ("captured", order.total_incl_tax, "confirmed")
    assert paid.details["brand"] == "affirm"
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}


def test_reloading_goes_on_at_the_same_page(double: StripeDouble) -> None:
    order = pending_order()
    first, again = at_affirm(order), at_affirm(order)
    assert first == again
    assert len(double.state.rows("payment_intent")) == 1


@pytest.mark.parametrize("outcome", ["fail", "cancel"])
def test_after_a_refusal_she_gets_a_new_page_for_the_same_attempt(double: StripeDouble, outcome: str) -> None:
    order = pending_order()
    payment, page = at_affirm(order)
    answer(page, outcome)
    payment = settle(payment.pk)
    order.refresh_from_db()
    assert (payment.state, order.status) == ("started", "pending_payment")
    assert payment.problem.endswith("You can begin again, or pay another way.")

    again, fresh = at_affirm(order)
    assert (again, at_affirm(order)) == (payment, (payment, fresh))
    assert fresh != page
    answer(fresh, "approve")
    assert settle(payment.pk).state == "captured"
    assert len(double.state.rows("payment_intent")) == 1
    assert double.summary()["cents"]["capture"] == double.summary()["cents"]["authorize"]


def test_choosing_a_card_instead_closes_affirms_page(double: StripeDouble) -> None:
    order = pending_order()
    payment, page = at_affirm(order)
    attempts.begin(order, Method.CARD)
    payment.refresh_from_db()
    assert payment.state == "cancelled"
    answer(page, "approve")
    assert double.summary()["cents"] == {}


def test_an_answer_that_was_lost_leads_to_the_same_page(double: StripeDouble) -> None:
    order = pending_order()
    double.switch("http_500_after", "payment_intents.create")
    with pytest.raises(attempts.GatewayError):
        at_affirm(order)
    payment, page = at_affirm(order)
    assert page.startswith(f"{double.url}/affirm/")
    assert [row["id"] for row in double.state.rows("payment_intent")] == [payment.reference]


def test_letting_an_approved_plan_go(double: StripeDouble, driver: StripePayments) -> None:
    payment, page = at_affirm(pending_order())
    answer(page, "approve")
    assert driver.lookup(payment).standing is Standing.AUTHORISED
    assert driver.void(payment, "k-void-1").standing is Standing.CANCELLED
    assert double.summary()["movements"] == {"authorize": 1, "void": 1}
