"""What the driver makes of intents and sessions, of this API version and of older ones."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import Standing, Unknown
from orders.payments.providers.stripe.truths import AFFIRM_PROBLEM, intent_truth, session_truth
from tests.payments.stripe.answers import AUTHORISED_AT, affirm_intent, charge, intent

AUTHORISED = datetime.fromtimestamp(AUTHORISED_AT, tz=UTC)


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("requires_payment_method", Standing.OPEN),
        ("requires_source", Standing.OPEN),
        ("requires_confirmation", Standing.OPEN),
        ("requires_action", Standing.OPEN),
        ("requires_source_action", Standing.OPEN),
        ("processing", Standing.PROCESSING),
        ("requires_capture", Standing.AUTHORISED),
        ("Requires_Capture", Standing.AUTHORISED),
        ("succeeded", Standing.CAPTURED),
        ("canceled", Standing.CANCELLED),
    ],
)
def test_standings(status: str, standing: Standing) -> None:
    truth = intent_truth(intent(status, amount_capturable=189_000))
    assert (truth.standing, truth.reference) == (standing, "pi_1")


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "requires_a_dance"},
        {"status": None},
        {"currency": None},
        {"currency": "dollars"},
        {"amount_capturable": None},
        {"amount_capturable": 1890.0},
        {"amount_capturable": "1,890"},
        {"amount_capturable": True},
    ],
)
def test_what_cannot_be_read_is_never_guessed(answer: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        intent_truth(intent() | answer)


@pytest.mark.parametrize(
    ("answer", "amount", "currency"),
    [
        (intent(), "1890.00", "USD"),
        (intent(amount=200_000), "1890.00", "USD"),
        (intent("succeeded", amount=200_000, amount_received="189001"), "1890.01", "USD"),
        (intent("processing", amount=189_099), "1890.99", "USD"),
        (intent(currency="EUR"), "1890.00", "EUR"),
        (intent(currency="jpy"), "189000.00", "JPY"),
    ],
)
def test_amounts_are_those_of_the_standing(answer: dict[str, Any], amount: str, currency: str) -> None:
    truth = intent_truth(answer)
    assert (truth.amount, truth.currency) == (Decimal(amount), currency)


def test_money_given_back_whole_is_no_money() -> None:
    assert (
        intent_truth(intent("succeeded", latest_charge=charge(refunded=True))).standing is Standing.CANCELLED
    )


@pytest.mark.parametrize(
    ("more", "held"),
    [
        ({}, False),
        ({"outcome": {"type": "manual_review"}}, True),
        ({"review": "prv_1"}, True),
        ({"review": {"id": "prv_1", "open": True}}, True),
        ({"review": {"id": "prv_1", "open": False}, "outcome": {"type": "manual_review"}}, False),
    ],
)
def test_held_for_review(more: dict[str, Any], held: bool) -> None:
    assert intent_truth(intent(latest_charge=charge(**more))).held is held


def test_held_by_the_review_of_the_intent() -> None:
    assert intent_truth(intent(review="prv_1", latest_charge="ch_1")).held is True


def test_only_what_is_authorised_can_be_held() -> None:
    answer = intent("succeeded", latest_charge=charge(review="prv_1"))
    assert intent_truth(answer).held is False


def test_the_end_of_an_authorisation() -> None:
    until = int((AUTHORISED + timedelta(days=5)).timestamp())
    told = charge()
    told["payment_method_details"]["card"]["capture_before"] = until
    assert intent_truth(intent(latest_charge=told)).expires_at == AUTHORISED + timedelta(days=5)
    assert intent_truth(intent()).expires_at == AUTHORISED + timedelta(days=7)
    assert intent_truth(intent(latest_charge="ch_1")).expires_at is None
    assert intent_truth(intent("succeeded")).expires_at is None


def test_facts_of_a_card_and_no_more_of_it() -> None:
    details = dict(intent_truth(intent()).details)
    assert datetime.fromisoformat(details.pop("authorised")) == AUTHORISED
    assert details == {
        "brand": "visa",
        "last4": "4242",
        "country": "US",
        "cvc": "pass",
        "address": "pass",
        "postcode": "fail",
        "risk": "normal",
    }


def test_facts_of_affirm() -> None:
    how = {"type": "affirm", "affirm": {"transaction_id": "AFF-1"}}
    details = intent_truth(intent(latest_charge=charge(payment_method_details=how, outcome=None))).details
    assert (details["brand"], details["transaction"]) == ("affirm", "AFF-1")
    assert "last4" not in details


def test_an_intent_from_before_latest_charge() -> None:
    old = intent(charges={"object": "list", "data": [charge(outcome={"type": "manual_review"})]})
    del old["latest_charge"]
    truth = intent_truth(old)
    assert (truth.held, truth.details["last4"]) == (True, "4242")


def test_an_intent_with_little_in_it() -> None:
    truth = intent_truth({"id": "pi_1", "status": "succeeded", "amount_received": 5000, "currency": "usd"})
    assert (truth.standing, truth.amount, truth.client_secret) == (Standing.CAPTURED, Decimal(50), "")
    assert truth.details == {}


def test_a_declined_card_says_why() -> None:
    error = {"message": "Your card was declined.", "payment_method": {"type": "card"}}
    assert (
        intent_truth(intent("requires_payment_method", last_payment_error=error)).problem == error["message"]
    )
    assert intent_truth(intent("requires_payment_method", last_payment_error={"code": "x"})).problem == (
        "The card was declined."
    )
    assert intent_truth(intent("requires_payment_method", last_payment_error=None)).problem == ""
    assert intent_truth(intent("succeeded", last_payment_error=error)).problem == ""


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("payment_method_provider_decline", "Affirm did not approve this purchase. "),
        ("payment_method_customer_decline", "The plan was not agreed on Affirm's page. "),
        ("payment_intent_payment_attempt_expired", "Affirm's page ran out of time. "),
        ("something_new", "Affirm could not complete this payment. "),
    ],
)
def test_affirm_says_no(code: str, problem: str) -> None:
    truth = intent_truth(affirm_intent(code))
    assert (truth.standing, truth.hosted_url) == (Standing.OPEN, "")
    assert truth.problem == f"{problem}You can begin again, or pay another way."


def test_a_failed_check_of_her_bank_is_told_in_our_words() -> None:
    error = {"code": "payment_intent_authentication_failure", "message": "The provided payment method ..."}
    told = intent_truth(intent("requires_payment_method", last_payment_error=error)).problem
    assert told == "Your bank could not confirm that it was you."


def test_affirm_says_no_without_its_name() -> None:
    bare = affirm_intent("x", payment_method_types=["affirm"])
    bare["last_payment_error"] = {"type": "invalid_request_error"}
    assert intent_truth(bare).problem == AFFIRM_PROBLEM


def test_the_way_to_affirm_is_told_while_she_is_awaited() -> None:
    waiting = affirm_intent()
    assert intent_truth(waiting).hosted_url == "https://pm-redirects.stripe.com/authorize/x"
    assert intent_truth(waiting | {"status": "canceled"}).hosted_url == ""
    assert intent_truth(waiting | {"next_action": {"type": "use_stripe_sdk"}}).hosted_url == ""


SESSION = {"id": "cs_1", "amount_total": 189_000, "currency": "usd", "url": "https://checkout.example/1"}


@pytest.mark.parametrize(
    ("status", "standing"),
    [("open", Standing.OPEN), ("complete", Standing.OPEN), ("expired", Standing.CANCELLED)],
)
def test_a_session_without_an_intent(status: str, standing: Standing) -> None:
    truth = session_truth(SESSION | {"status": status}, None)
    assert (truth.standing, truth.reference, truth.amount) == (standing, "", Decimal(1890))
    assert (truth.hosted_url, truth.details) == ("https://checkout.example/1", {"hosted": "cs_1"})


def test_a_session_of_an_unknown_status() -> None:
    with pytest.raises(Unknown):
        session_truth(SESSION | {"status": "sleeping"}, None)


def test_a_session_with_its_intent() -> None:
    truth = session_truth(SESSION | {"status": "complete", "url": None}, intent())
    assert (truth.standing, truth.reference, truth.hosted_url) == (Standing.AUTHORISED, "pi_1", "")
    assert truth.details["hosted"] == "cs_1"
