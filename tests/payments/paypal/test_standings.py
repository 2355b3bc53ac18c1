"""From PayPal's page to captured money: what the driver says at each step, and what the double booked."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.payments.gateway import Declined, Refused, Sale, Standing, Unknown
from orders.payments.models import GatewayCall, Payment
from orders.payments.providers.paypal import PayPal
from tests.fakes.paypal import PayPalDouble
from tests.payments.paypal.situations import approved, authorised, captured, cents, key, started


def test_start_sends_her_to_paypal_with_her_address_fixed(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    truth = started(driver, payment)
    assert (truth.standing, truth.amount, truth.currency) == (Standing.OPEN, payment.amount, "USD")
    assert truth.hosted_url == f"{double.url}/checkoutnow?token={payment.reference}"
    unit = double.state.rows("order")[0]["purchase_units"][0]
    assert unit["invoice_id"] == unit["custom_id"] == f"{payment.order.number}-1"
    assert unit["shipping"]["address"] == {
        "address_line_1": "740 Park Avenue",
        "address_line_2": "Apt 11B",
        "admin_area_2": "New York",
        "admin_area_1": "NY",
        "postal_code": "10021",
        "country_code": "US",
    }
    context = double.state.rows("order_private")[0]["context"]
    assert context["shipping_preference"] == "SET_PROVIDED_ADDRESS"


def test_the_same_key_starts_one_order(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    assert started(driver, payment).reference == started(driver, payment).reference
    assert len(double.state.rows("order")) == 1


def test_approval_moves_no_money(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    approved(driver, double, payment)
    truth = driver.lookup(payment)
    assert (truth.standing, truth.amount, truth.hosted_url) == (Standing.APPROVED, payment.amount, "")
    assert double.summary()["cents"] == {}


def test_authorised_until_the_honour_period_ends(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    truth = authorised(driver, double, payment)
    (row,) = double.state.rows("authorization")
    assert (truth.standing, truth.amount) == (Standing.AUTHORISED, payment.amount)
    assert truth.expires_at == datetime.fromisoformat(row["create_time"]) + timedelta(days=3)
    assert truth.details == {
        "authorization": row["id"],
        "authorised": row["create_time"],
        "seller_protection": "eligible",
        "payer_email": "buyer@example.com",
        "payer_country": "US",
        "payer_status": "verified",
    }


def test_authorising_twice_is_one_authorisation(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    authorised(driver, double, payment)
    assert driver.authorize(payment, "", key(payment, "authorize", 2)).standing is Standing.AUTHORISED
    assert double.summary()["authorizes_per_order"] == {payment.reference: 1}


def test_authorising_before_she_agreed_changes_nothing(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    started(driver, payment)
    assert driver.authorize(payment, "", key(payment, "authorize")).standing is Standing.OPEN
    assert double.summary()["cents"] == {}


def test_declining_funding_source(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    approved(driver, double, payment, "approve_declining")
    with pytest.raises(Declined, match="another one in PayPal") as error:
        driver.authorize(payment, "", key(payment, "authorize"))
    assert error.value.code == "INSTRUMENT_DECLINED"
    assert double.summary()["cents"] == {}


def test_held_for_review_then_approved(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    double.switch("held")
    truth = authorised(driver, double, payment)
    assert (truth.standing, truth.held) == (Standing.PROCESSING, True)
    double.resolve("approved", authorization=truth.details["authorization"])
    assert (driver.lookup(payment).standing, driver.lookup(payment).held) == (Standing.AUTHORISED, False)


def test_held_for_review_then_denied(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    double.switch("held")
    truth = authorised(driver, double, payment)
    double.resolve("denied", authorization=truth.details["authorization"])
    after = driver.lookup(payment)
    assert (after.standing, after.problem[:29]) == (Standing.CANCELLED, "PayPal did not approve the pa")


def test_capture_takes_the_whole_sum_once(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    truth = captured(driver, double, payment)
    (row,) = double.state.rows("capture")
    assert (truth.standing, truth.amount, row["final_capture"]) == (Standing.CAPTURED, payment.amount, True)
    assert truth.details["capture"] == row["id"]
    again = driver.capture(payment, payment.amount, key(payment, "capture", 2))
    assert again.standing is Standing.CAPTURED
    assert double.summary()["cents"] == {"authorize": cents(payment.amount), "capture": cents(payment.amount)}


def test_capture_that_waits(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    double.switch("capture_pending")
    truth = captured(driver, double, payment)
    assert (truth.standing, truth.held) == (Standing.PROCESSING, False)
    double.resolve("completed", capture=truth.details["capture"])
    assert driver.lookup(payment).standing is Standing.CAPTURED


def test_capture_that_is_denied(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    double.switch("capture_pending")
    truth = captured(driver, double, payment)
    double.resolve("denied", capture=truth.details["capture"])
    assert driver.lookup(payment).standing is Standing.CANCELLED
    assert "capture" not in double.summary()["cents"]


def test_declined_capture_keeps_the_authorisation(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    authorised(driver, double, payment)
    double.switch("decline", "authorizations.capture")
    with pytest.raises(Declined):
        driver.capture(payment, payment.amount, key(payment, "capture"))
    assert driver.lookup(payment).standing is Standing.AUTHORISED


def test_void_releases(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    authorised(driver, double, payment)
    assert driver.void(payment, key(payment, "void")).standing is Standing.CANCELLED
    assert driver.void(payment, key(payment, "void", 2)).standing is Standing.CANCELLED
    assert driver.capture(payment, payment.amount, key(payment, "capture")).standing is Standing.CANCELLED
    assert double.summary()["movements"] == {"authorize": 1, "void": 1}


def test_void_of_captured_money_says_so(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    captured(driver, double, payment)
    assert driver.void(payment, key(payment, "void")).standing is Standing.CAPTURED
    assert "void" not in double.summary()["movements"]


def test_an_approved_order_is_over_once_we_dont_authorise_it(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    approved(driver, double, payment)
    truth = driver.void(payment, key(payment, "void"))
    assert (truth.standing, truth.watch) == (Standing.CANCELLED, False)
    assert double.summary()["cents"] == {}


def test_an_unanswered_authorisation_is_watched(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    approved(driver, double, payment)
    GatewayCall.objects.create(
        payment=payment, key=key(payment, "authorize"), operation="authorize", outcome="unknown"
    )
    assert driver.void(payment, key(payment, "void")).watch is True


def test_forgotten_and_never_known_orders_are_cancelled(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    assert driver.lookup(payment).standing is Standing.CANCELLED
    payment.reference = "5O190127TN364715T"
    assert driver.lookup(payment).standing is Standing.CANCELLED
    payment.details = {"authorization": "0AW2184448108334S"}
    with pytest.raises(Refused):
        driver.lookup(payment)


def test_renewing_waits_for_the_honour_period(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    first = authorised(driver, double, payment)
    assert driver.renew(payment, key(payment, "renew")).details == first.details
    double.age(payment.reference, 4)
    fresh = driver.renew(payment, key(payment, "renew", 2))
    assert fresh.standing is Standing.AUTHORISED
    assert fresh.details["authorization"] != first.details["authorization"]
    assert fresh.expires_at is not None
    assert fresh.expires_at > driver.lookup(payment).expires_at - timedelta(seconds=5)  # type: ignore[operator]
    assert double.summary()["authorizes_per_order"] == {payment.reference: 1}


def test_a_late_capture_renews_first(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    authorised(driver, double, payment)
    double.age(payment.reference, 4)
    assert driver.capture(payment, payment.amount, key(payment, "capture")).standing is Standing.CAPTURED
    assert double.summary()["requests"]["authorizations.reauthorize"] == 1
    assert double.summary()["captures_per_order"] == {payment.reference: 1}


def test_voiding_ends_a_renewed_authorisation(driver: PayPal, double: PayPalDouble, payment: Payment) -> None:
    authorised(driver, double, payment)
    double.age(payment.reference, 4)
    driver.renew(payment, key(payment, "renew"))
    assert driver.void(payment, key(payment, "void")).standing is Standing.CANCELLED
    assert double.summary()["movements"]["void"] == 1


def test_a_refused_renewal_leaves_it_as_it_stands(
    driver: PayPal, double: PayPalDouble, payment: Payment
) -> None:
    first = authorised(driver, double, payment)
    double.age(payment.reference, 4)
    double.switch("decline", "authorizations.reauthorize")
    truth = driver.renew(payment, key(payment, "renew"))
    assert (truth.standing, truth.details["authorization"]) == (
        Standing.AUTHORISED,
        first.details["authorization"],
    )
    assert truth.expires_at is not None
    assert truth.expires_at < timezone.now()


def test_a_minimal_answer_is_enough_to_start(
    driver: PayPal, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = {"href": "https://www.paypal.com/checkoutnow?token=5O1", "rel": "payer-action", "method": "GET"}
    minimal = {"id": "5O1", "status": "PAYER_ACTION_REQUIRED", "links": [page]}
    monkeypatch.setattr(driver.api, "send", lambda *_: minimal)
    truth = driver.start(payment, "https://shop.example/paid", "https://shop.example/pay", "k")
    assert (truth.reference, truth.standing, truth.amount) == ("5O1", Standing.OPEN, payment.amount)
    assert truth.hosted_url == page["href"]


@pytest.mark.parametrize("kind", ["http_500_after", "rate_limit"])
def test_no_answer_leaves_it_open_and_the_key_makes_it_one(
    driver: PayPal, double: PayPalDouble, payment: Payment, kind: str
) -> None:
    authorised(driver, double, payment)
    double.switch(kind, "authorizations.capture")
    with pytest.raises(Unknown):
        driver.capture(payment, payment.amount, key(payment, "capture"))
    assert driver.capture(payment, payment.amount, key(payment, "capture")).standing is Standing.CAPTURED
    assert double.summary()["captures_per_order"] == {payment.reference: 1}


@pytest.mark.parametrize(
    ("total", "currency", "offered"),
    [("60000.00", "USD", True), ("60000.01", "USD", False), ("100.00", "EUR", False)],
)
def test_what_paypal_takes(total: str, currency: str, offered: bool) -> None:
    sale = Sale(Decimal(total), currency, "US", address_differs=False)
    assert (PayPal().unavailable("paypal", sale) == "") is offered
