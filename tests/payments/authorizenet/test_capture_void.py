"""capture, void and renew: each believed only from what the provider says afterwards."""

from typing import Any

import httpx
import pytest

from orders.payments.gateway import Declined, Refused, Standing, Unknown
from orders.payments.models import Method, Payment
from orders.payments.providers.authorizenet import AuthorizeNet, client, requests
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

pytestmark = pytest.mark.django_db


def test_capturing_takes_the_whole_sum(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.authorised(double, payment)
    truth = driver.capture(payment, payment.amount, "k")
    assert (truth.standing, truth.amount) == (Standing.CAPTURED, payment.amount)
    assert truth.reference == payment.reference
    assert truth.expires_at is None


def test_capturing_again_is_an_ordinary_answer(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.captured(double, payment)
    assert driver.capture(payment, payment.amount, "k").standing is Standing.CAPTURED
    assert double.summary()["movements"]["capture"] == 1


def test_capturing_what_was_voided_says_so(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.authorised(double, payment)
    driver.void(payment, "k")
    assert driver.capture(payment, payment.amount, "k").standing is Standing.CANCELLED


def test_more_than_was_authorised_is_refused(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.authorised(double, payment)
    with pytest.raises(Refused) as refused:
        driver.capture(payment, payment.amount + 1, "k")
    assert refused.value.code == "47"
    assert double.summary()["movements"] == {"authorize": 1}


def test_a_bank_that_does_not_pay_declines(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.authorised(double, payment)
    double.switch("decline", "createTransaction.priorAuthCapture")
    with pytest.raises(Declined):
        driver.capture(payment, payment.amount, "k")


@pytest.mark.parametrize(("kind", "taken"), [("timeout_before", 0), ("timeout_after", 1)])
def test_a_capture_without_an_answer_is_taken_once(
    driver: AuthorizeNet,
    double: AuthorizeNetDouble,
    payment: Payment,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    taken: int,
) -> None:
    a.authorised(double, payment)
    monkeypatch.setattr(client, "_http", lambda url: httpx.Client(timeout=1))
    double.switch(kind, "createTransaction.priorAuthCapture", seconds=3)
    with pytest.raises(Unknown):
        driver.capture(payment, payment.amount, "k")
    assert double.summary()["movements"].get("capture", 0) == taken
    assert driver.capture(payment, payment.amount, "k").standing is Standing.CAPTURED
    assert double.summary()["movements"]["capture"] == 1


@pytest.mark.parametrize("card", [a.HELD, a.HELD_UNAUTHORISED])
def test_what_is_held_is_approved_and_captured(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, card: str
) -> None:
    a.authorised(double, payment, card)
    looked = driver.lookup(payment)
    assert (looked.held, looked.amount) == (True, payment.amount)
    assert driver.capture(payment, payment.amount, "k").standing is Standing.CAPTURED
    assert double.summary()["requests"]["updateHeldTransaction"] == 1
    assert double.summary()["cents"]["capture"] == int(payment.amount * 100)


def test_one_approved_at_authorize_net_is_captured_without_asking_again(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.authorised(double, payment, a.HELD)
    held = {"heldTransactionRequest": {"action": "approve", "refTransId": payment.reference}}
    a.ask(double, "updateHeldTransactionRequest", held)
    assert driver.capture(payment, payment.amount, "k").standing is Standing.CAPTURED
    assert double.summary()["requests"]["updateHeldTransaction"] == 1


@pytest.mark.parametrize("card", [a.VISA, a.HELD, a.HELD_UNAUTHORISED])
def test_letting_go(driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, card: str) -> None:
    a.authorised(double, payment, card)
    truth = driver.void(payment, "k")
    assert (truth.standing, truth.watch) == (Standing.CANCELLED, False)
    assert driver.void(payment, "k").standing is Standing.CANCELLED
    assert "capture" not in double.summary()["movements"]


def test_held_and_decided_about_by_somebody_else_is_voided(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    a.authorised(double, payment, a.HELD)
    approve = {"heldTransactionRequest": {"action": "approve", "refTransId": payment.reference}}
    send = client._send

    def overtaken(name: str, body: Any) -> Any:
        if name == "updateHeldTransactionRequest":
            a.ask(double, name, approve)
        return send(name, body)

    monkeypatch.setattr(client, "_send", overtaken)
    assert driver.void(payment, "k").standing is Standing.CANCELLED
    assert double.summary()["movements"] == {"authorize": 1, "void": 1}


def test_a_void_that_does_nothing_is_refused(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    a.authorised(double, payment)
    monkeypatch.setattr(requests, "void", lambda payment, reference: requests.held(payment, "1", "x"))
    with pytest.raises(Refused):
        driver.void(payment, "k")
    assert double.summary()["statuses"] == {"authorizedPendingCapture": 1}


def test_a_capture_wins_over_a_void(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.captured(double, payment)
    assert driver.void(payment, "k").standing is Standing.CAPTURED
    assert "void" not in double.summary()["movements"]


def test_closing_before_her_card_was_sent_calls_nobody(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    truth = driver.void(payment, "k")
    assert (truth.standing, truth.watch) == (Standing.CANCELLED, False)
    assert double.summary()["requests"] == {}


def test_closing_while_an_answer_is_missing_keeps_watching(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.recorded(payment, outcome="unknown")
    truth = driver.void(payment, "k")
    assert (truth.standing, truth.watch) == (Standing.CANCELLED, True)


def test_a_hosted_page_cannot_be_closed(driver: AuthorizeNet, double: AuthorizeNetDouble) -> None:
    payment = a.attempt(method=Method.CARD_HOSTED)
    token = driver.start(payment, a.RETURN, a.CANCEL, "k").hosted_form["token"]
    assert driver.void(payment, "k").watch
    a.pay_there(double, token)
    assert driver.lookup(payment).standing is Standing.AUTHORISED
    truth = driver.void(payment, "k")
    assert (truth.standing, truth.watch) == (Standing.CANCELLED, True)
    assert double.summary()["movements"] == {"authorize": 1, "void": 1}


def test_renewing_only_looks(driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment) -> None:
    a.authorised(double, payment)
    assert driver.renew(payment, "k").standing is Standing.AUTHORISED
    assert double.summary()["movements"] == {"authorize": 1}
