"""authorize: one card token, one authorisation, whatever becomes of the answer."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from django.utils import timezone

from orders.payments.gateway import Declined, Refused, Standing, Unknown
from orders.payments.models import Payment
from orders.payments.providers.authorizenet import AuthorizeNet, answers, client
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

pytestmark = pytest.mark.django_db


def authorize(driver: AuthorizeNet, payment: Payment, token: str) -> None:
    driver.authorize(payment, token, a.key_of(payment, "authorize"))


def test_starting_on_our_page_calls_nobody(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    truth = driver.start(payment, a.RETURN, a.CANCEL, a.key_of(payment, "start"))
    assert (truth.standing, truth.reference, truth.hosted_url) == (Standing.OPEN, "", "")
    assert double.summary()["requests"] == {}


def test_the_sum_is_set_aside(driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment) -> None:
    truth = driver.authorize(payment, a.nonce(double), a.key_of(payment, "authorize"))
    assert (truth.standing, truth.amount, truth.currency) == (Standing.AUTHORISED, payment.amount, "USD")
    assert not truth.held
    assert truth.expires_at is not None
    assert timedelta(days=29) < truth.expires_at - timezone.now() <= timedelta(days=30)
    facts = {name: truth.details[name] for name in ("brand", "last4", "address", "postcode", "cvc", "held")}
    assert facts == {
        "brand": "visa",
        "last4": "1111",
        "address": "pass",
        "postcode": "pass",
        "cvc": "pass",
        "held": "",
    }
    assert double.summary()["statuses"] == {"authorizedPendingCapture": 1}


def test_what_is_sent_names_order_buyer_and_addresses(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    authorize(driver, payment, a.nonce(double))
    [row] = double.state.rows("transaction")
    number = f"{payment.order.number}-1"
    assert (row["invoice"], row["refId"], row["email"]) == (number, number, "clara@example.com")
    assert row["billTo"] == {
        "firstName": "Clara",
        "lastName": "Whitfield",
        "address": "740 Park Avenue Apt 11B",
        "city": "New York",
        "state": "NY",
        "zip": "10021",
        "country": "US",
        "phoneNumber": "+12125550118",
    }
    assert row["shipTo"]["zip"] == "10021"


@pytest.mark.parametrize(
    ("card", "code", "says"),
    [
        (a.DECLINED, "2", "Your bank declined the card."),
        (a.EXPIRED, "8", "The card has expired."),
        (a.WRONG_CODE, "65", "The card's security code isn't right."),
        (a.WRONG_ADDRESS, "27", "The billing address isn't the one your bank has"),
    ],
)
def test_a_decline_is_told_in_a_sentence(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, card: str, code: str, says: str
) -> None:
    with pytest.raises(Declined, match=says) as declined:
        authorize(driver, payment, a.nonce(double, card))
    assert declined.value.code == code
    assert double.summary()["movements"] == {}


def test_a_processor_error_is_refused(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    with pytest.raises(Refused) as refused:
        authorize(driver, payment, a.nonce(double, a.PROCESSOR_DOWN))
    assert refused.value.code == "19"
    assert double.summary()["movements"] == {}


def test_failed_checks_are_kept_for_staff(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    truth = driver.authorize(payment, a.nonce(double, a.NOTHING_FITS, "901"), a.key_of(payment, "authorize"))
    assert [truth.details[name] for name in ("address", "postcode", "cvc")] == ["fail", "fail", "fail"]


def test_held_for_review_waits_for_a_person(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    truth = driver.authorize(payment, a.nonce(double, a.HELD), a.key_of(payment, "authorize"))
    assert (truth.standing, truth.held, truth.amount) == (Standing.AUTHORISED, True, payment.amount)
    assert truth.details["held"] == "yes"


def test_a_token_works_once(driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment) -> None:
    token = a.nonce(double)
    authorize(driver, payment, token)
    with pytest.raises(Declined, match="please enter the card again") as declined:
        authorize(driver, a.attempt(), token)
    assert declined.value.code == "E00114"
    assert double.summary()["movements"] == {"authorize": 1}


def test_without_a_token_nothing_is_sent(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    with pytest.raises(Refused):
        authorize(driver, payment, "")
    assert double.summary()["requests"] == {}


@pytest.mark.parametrize(("kind", "done"), [("before", 0), ("after", 1)])
def test_a_timeout_is_unknown_and_the_same_key_never_sends_again(
    driver: AuthorizeNet,
    double: AuthorizeNetDouble,
    payment: Payment,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    done: int,
) -> None:
    key, token = a.recorded(payment).key, a.nonce(double)
    monkeypatch.setattr(client, "_http", lambda url: httpx.Client(timeout=1))
    double.switch(f"timeout_{kind}", "createTransaction.authOnly", seconds=3)
    with pytest.raises(Unknown) as unknown:
        driver.authorize(payment, token, key)
    # The request, with key and card token, doesn't travel with the error into a report.
    assert (unknown.value.code, unknown.value.__cause__) == ("ReadTimeout", None)
    payment.calls.update(finished_at=timezone.now(), outcome="unknown")

    if done:
        assert driver.authorize(payment, a.nonce(double), key).standing is Standing.AUTHORISED
    else:
        with pytest.raises(Unknown, match="you can't be charged twice"):
            driver.authorize(payment, a.nonce(double), key)
    assert double.summary()["movements"] == ({"authorize": 1} if done else {})
    assert double.summary()["requests"]["createTransaction.authOnly"] == 1


def test_a_declined_call_that_was_never_answered_is_declined(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    key = a.recorded(payment).key
    double.switch("http_500_after", "createTransaction.authOnly")
    with pytest.raises(Unknown):
        driver.authorize(payment, a.nonce(double, a.DECLINED), key)
    payment.calls.update(finished_at=timezone.now(), outcome="unknown")
    with pytest.raises(Declined, match="Your bank declined the card"):
        driver.authorize(payment, a.nonce(double), key)
    assert double.summary()["movements"] == {}


def test_a_duplicate_is_not_a_decline(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    """Two tabs at the same moment: the second is told to wait, and the lookup finds the first one's money."""
    authorize(driver, payment, a.nonce(double))
    with pytest.raises(Unknown) as unknown:
        authorize(driver, payment, a.nonce(double))
    assert unknown.value.code == "11"
    assert double.summary()["movements"] == {"authorize": 1}


ACT = "orders.payments.providers.authorizenet.driver.act"
WHOLE = {"settingName": "allowPartialAuth", "settingValue": "false"}
PARTS = [
    {"prePaidCard": {"requestedAmount": "13652.93", "approvedAmount": "1.23", "balanceOnCard": "0.00"}},
    {"splitTenderId": "115901"},
    {"messages": [{"code": "295", "description": "... only partially approved ..."}], "responseCode": "4"},
]


def test_no_request_asks_for_a_part(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.start(a.attempt(method="card_hosted"), a.RETURN, a.CANCEL, "k")
    [page] = double.state.rows("page")
    assert WHOLE in page["asked"]["transactionSettings"]["setting"]
    sent: list[Any] = []

    def keep(name: str, body: Any) -> Any:
        sent.append(body)
        return _approved()

    monkeypatch.setattr(ACT, keep)
    driver.authorize(payment, "nonce", a.key_of(payment, "authorize"))
    assert WHOLE in sent[0]["transactionRequest"]["transactionSettings"]["setting"]


def _approved() -> Any:
    return {"transactionResponse": {"responseCode": "1", "transId": "60", "messages": [{"code": "1"}]}}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_refused_and_hers_again_at_once(
    driver: AuthorizeNet,
    double: AuthorizeNetDouble,
    payment: Payment,
    monkeypatch: pytest.MonkeyPatch,
    part: dict[str, Any],
) -> None:
    real = client.act

    def with_a_part(name: str, body: Any) -> Any:
        answer = real(name, body)
        if body["transactionRequest"]["transactionType"] == "authOnlyTransaction":
            answer["transactionResponse"] |= part
        return answer

    monkeypatch.setattr(ACT, with_a_part)
    with pytest.raises(Declined, match="covers only a part of the sum"):
        authorize(driver, payment, a.nonce(double))
    assert double.summary()["statuses"] == {"voided": 1}


def test_a_part_that_cannot_be_let_go_is_never_taken_for_the_whole(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = client.act

    def refuses_to_void(name: str, body: Any) -> Any:
        if body["transactionRequest"]["transactionType"] == "voidTransaction":
            raise Refused("no", code="16")
        answer = real(name, body)
        with double.state.transaction() as tx:
            for row in tx.rows("transaction"):
                tx.put("transaction", row["id"], {**row, "amount": 123, "settle": 123})
        answer["transactionResponse"] |= {"splitTenderId": "115901"}
        return answer

    monkeypatch.setattr(ACT, refuses_to_void)
    truth = driver.authorize(payment, a.nonce(double), a.key_of(payment, "authorize"))
    assert (truth.standing, truth.amount) == (Standing.AUTHORISED, Decimal("1.23"))


def test_a_prepaid_card_that_covers_all_of_it_pays() -> None:
    card = {"requestedAmount": "100.00", "approvedAmount": "100.00", "balanceOnCard": "7.00"}
    answer = _approved()
    answer["transactionResponse"] |= {"prePaidCard": card, "splitTenderId": ""}
    assert answers.is_part(answer, Decimal(100)) is False
