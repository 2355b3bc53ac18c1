"""lookup: by reference, and without one by our invoice number in lists."""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from orders.payments.gateway import Standing, Unknown
from orders.payments.models import Method, Payment
from orders.payments.providers.authorizenet import AuthorizeNet, requests
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

pytestmark = pytest.mark.django_db


def test_before_her_card_was_sent_nobody_is_asked(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    assert driver.lookup(payment).standing is Standing.OPEN
    assert double.summary()["requests"] == {}


def test_by_reference(driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment) -> None:
    a.authorised(double, payment)
    truth = driver.lookup(payment)
    assert (truth.standing, truth.reference, truth.amount) == (
        Standing.AUTHORISED,
        payment.reference,
        payment.amount,
    )
    assert truth.details["last4"] == "1111"
    assert truth.expires_at is not None
    assert truth.expires_at - timezone.now() > timedelta(days=29)
    assert double.summary()["requests"].get("getUnsettledTransactionList", 0) == 0


def test_by_invoice_when_the_answer_was_lost(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    double.switch("http_500_after", "createTransaction.authOnly")
    with pytest.raises(Unknown):
        driver.authorize(payment, a.nonce(double), a.recorded(payment).key)
    truth = driver.lookup(payment)
    assert truth.standing is Standing.AUTHORISED
    assert [truth.reference] == list(double.summary()["transactions"])


def test_a_sent_card_that_never_arrived_is_open(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.recorded(payment, outcome="unknown")
    assert driver.lookup(payment).standing is Standing.OPEN


def test_another_orders_transaction_is_not_ours(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.authorised(double, a.attempt())
    a.recorded(payment, outcome="unknown")
    assert driver.lookup(payment).standing is Standing.OPEN


def test_every_page_of_the_list_is_read(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "PAGE_SIZE", 2)
    double.switch("http_500_after", "createTransaction.authOnly")
    with pytest.raises(Unknown):
        driver.authorize(payment, a.nonce(double), a.recorded(payment).key)
    for _ in range(4):
        a.authorised(double, a.attempt())
    assert driver.lookup(payment).standing is Standing.AUTHORISED
    assert double.summary()["requests"]["getUnsettledTransactionList"] == 3


def test_one_that_settled_is_found_in_its_batch(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.captured(double, payment)
    double.settle()
    Payment.objects.filter(pk=payment.pk).update(reference="")
    truth = driver.lookup(Payment.objects.get(pk=payment.pk))
    assert (truth.standing, truth.amount) == (Standing.CAPTURED, payment.amount)


def test_the_list_is_not_read_beyond_the_attempt(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "PAGE_SIZE", 1)
    for _ in range(3):
        a.authorised(double, a.attempt())
    with double.state.transaction() as tx:
        for row in tx.rows("transaction"):
            tx.put("transaction", row["id"], {**row, "submitted": "2020-01-01T00:00:00.000Z"})
    a.recorded(payment, outcome="unknown")
    assert driver.lookup(payment).standing is Standing.OPEN
    assert double.summary()["requests"]["getUnsettledTransactionList"] == 1


@pytest.mark.parametrize("kind", ["http_500_before", "rate_limit"])
def test_a_silent_provider_is_unknown(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, kind: str
) -> None:
    a.authorised(double, payment)
    double.switch(kind, "getTransactionDetails")
    with pytest.raises(Unknown):
        driver.lookup(payment)


def test_a_rotated_key_says_nothing_of_the_payment(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment, settings: object
) -> None:
    a.authorised(double, payment)
    settings.AUTHORIZENET_TRANSACTION_KEY = "wrong"  # type: ignore[attr-defined]
    with pytest.raises(Unknown) as unknown:
        driver.lookup(payment)
    assert unknown.value.code == "E00007"


def test_a_reference_they_do_not_know_is_unknown(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    payment.reference = "60000000000"
    with pytest.raises(Unknown) as unknown:
        driver.lookup(payment)
    assert unknown.value.code == "E00040"


class TestHosted:
    @pytest.fixture
    def payment(self, db: None) -> Payment:
        return a.attempt(method=Method.CARD_HOSTED)

    def test_the_token_opens_the_page(
        self, driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
    ) -> None:
        truth = driver.start(payment, a.RETURN, a.CANCEL, a.key_of(payment, "start"))
        assert (truth.standing, truth.reference) == (Standing.OPEN, "")
        assert truth.details == {"hosted": f"{payment.order.number}-1"}
        page = httpx.post(truth.hosted_url, data=dict(truth.hosted_form))
        assert page.status_code == 200
        assert f"${payment.amount:,}" in page.text
        assert f'href="{a.CANCEL}"' in page.text
        assert double.summary()["movements"] == {}

    def test_paying_there_is_found_by_number(
        self, driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
    ) -> None:
        answer = a.hosted_payment(double, payment)
        assert (answer.status_code, answer.headers["Location"]) == (303, a.RETURN)
        truth = driver.lookup(payment)
        assert (truth.standing, truth.amount) == (Standing.AUTHORISED, payment.amount)

    def test_a_decline_leaves_the_page_open_for_another_card(
        self, driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
    ) -> None:
        token = driver.start(payment, a.RETURN, a.CANCEL, "k").hosted_form["token"]
        assert a.pay_there(double, token, a.DECLINED).status_code == 402
        truth = driver.lookup(payment)
        assert (truth.standing, truth.reference) == (Standing.OPEN, "")
        assert truth.problem.startswith("Your bank declined the card.")
        # Should the declined one have become the reference (its notification came first), the paid one still counts.
        payment.reference = double.state.rows("transaction")[0]["id"]
        a.pay_there(double, token)
        assert driver.lookup(payment).standing is Standing.AUTHORISED

    def test_an_untouched_page_is_open(
        self, driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
    ) -> None:
        driver.start(payment, a.RETURN, a.CANCEL, "k")
        assert driver.lookup(payment).standing is Standing.OPEN

    def test_of_several_with_one_number_the_live_one_counts(
        self, driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
    ) -> None:
        first, second = (
            driver.start(payment, a.RETURN, a.CANCEL, "k").hosted_form["token"] for _ in range(2)
        )
        assert a.pay_there(double, first, a.DECLINED).status_code == 402
        assert a.pay_there(double, first).status_code == 303
        assert driver.lookup(payment).details.get("duplicates") is None
        assert a.pay_there(double, second, a.AMEX).status_code == 303
        truth = driver.lookup(payment)
        live = [row["id"] for row in double.state.rows("transaction", status="authorizedPendingCapture")]
        assert truth.standing is Standing.AUTHORISED
        assert sorted([truth.reference, truth.details["duplicates"]]) == sorted(live)
