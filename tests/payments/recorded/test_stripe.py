"""What we make of Stripe's answers about a payment: its standing, its sum, its card."""

from decimal import Decimal
from typing import Any

import pytest

from orders.payments.gateway import Standing, Unknown
from orders.payments.providers.stripe.truths import intent_truth, session_truth
from tests.payments.recorded.stripe_answers import INTENT, charge, intent


def test_a_card_that_was_authorised() -> None:
    truth = intent_truth(INTENT)
    assert (truth.standing, truth.amount, truth.currency) == (Standing.AUTHORISED, Decimal("13652.93"), "USD")
    assert truth.expires_at is not None
    assert truth.expires_at.timestamp() == 1795604860
    assert {"brand": "amex", "last4": "0005", "address": "pass", "postcode": "unchecked"}.items() <= dict(
        truth.details
    ).items()
    assert "cvc" not in truth.details


@pytest.mark.parametrize(
    ("answer", "standing", "amount"),
    [
        # Her bank set aside a part, then all of it was asked for.
        (intent(amount_capturable=50_000), Standing.AUTHORISED, "500.00"),
        (
            intent(status="succeeded", amount_capturable=0, amount_received=1_000_00),
            Standing.CAPTURED,
            "1000.00",
        ),
        (intent(status="processing", amount_capturable=0), Standing.PROCESSING, "13652.93"),
        (
            intent(
                status="canceled",
                amount_capturable=0,
                cancellation_reason="automatic",
                canceled_at=1795604861,
            ),
            Standing.CANCELLED,
            "13652.93",
        ),
        (
            intent(
                status="succeeded",
                amount_received=1_365_293,
                latest_charge=charge(captured=True, disputed=True),
            ),
            Standing.CAPTURED,
            "13652.93",
        ),
        (
            intent(
                status="succeeded",
                amount_received=1_365_293,
                latest_charge=charge(amount_refunded=1_500, captured=True),
            ),
            Standing.CAPTURED,
            "13652.93",
        ),
    ],
)
def test_what_the_sum_is(answer: dict[str, Any], standing: Standing, amount: str) -> None:
    truth = intent_truth(answer)
    assert (truth.standing, truth.amount, truth.held) == (standing, Decimal(amount), False)


def test_her_bank_wants_to_know_who_she_is() -> None:
    sdk = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": "x"}}
    truth = intent_truth(
        intent(status="requires_action", next_action=sdk, latest_charge=None, amount_capturable=0)
    )
    assert (truth.standing, truth.hosted_url, truth.problem) == (Standing.OPEN, "", "")


def test_a_declined_card_after_which_she_can_try_another() -> None:
    error = {
        "advice_code": "try_again_later",
        "charge": "ch_1",
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "doc_url": "https://stripe.com/docs/error-codes/card-declined",
        "message": "Your card has insufficient funds.",
        "payment_method": {"id": "pm_1", "object": "payment_method", "type": "card"},
        "type": "card_error",
    }
    failed = charge(status="failed", paid=False, outcome={"type": "issuer_declined", "risk_level": "normal"})
    truth = intent_truth(
        intent(
            status="requires_payment_method",
            last_payment_error=error,
            latest_charge=failed,
            amount_capturable=0,
            payment_method=None,
        )
    )
    assert (truth.standing, truth.problem) == (Standing.OPEN, "Your card has insufficient funds.")


@pytest.mark.parametrize(
    ("code", "units", "amount"),
    [("jpy", 189_000, "189000.00"), ("mga", 500, "500.00"), ("kwd", 1_230, "1.23"), ("tnd", 5_000, "5.00")],
)
def test_other_currencies_have_other_decimals(code: str, units: int, amount: str) -> None:
    truth = intent_truth(intent(currency=code, amount_capturable=units))
    assert (truth.amount, truth.currency) == (Decimal(amount), code.upper())


def test_checkouts_page_that_she_paid_on() -> None:
    session = {
        "id": "cs_test_a1",
        "object": "checkout.session",
        "amount_subtotal": 1_365_293,
        "amount_total": 1_365_293,
        "currency": "usd",
        "expires_at": 1795003600,
        "mode": "payment",
        "payment_intent": INTENT["id"],
        "payment_status": "unpaid",
        "status": "complete",
        "url": None,
        "total_details": {"amount_tax": 0},
    }
    truth = session_truth(session, INTENT)
    assert (truth.standing, truth.reference, truth.hosted_url) == (Standing.AUTHORISED, INTENT["id"], "")


@pytest.mark.parametrize("amount", [None, "", 12.5, [], {}, "1e5", "0x10", True])
def test_an_odd_sum_is_never_guessed(amount: Any) -> None:
    with pytest.raises(Unknown):
        intent_truth(intent(amount_capturable=amount))
