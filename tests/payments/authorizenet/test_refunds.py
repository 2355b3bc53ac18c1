"""refund: settled money goes back in part or whole, unsettled only whole; each refund can be found by its number."""

from decimal import Decimal

import httpx
import pytest

from orders.payments.gateway import RefundStanding, Unknown
from orders.payments.models import Payment
from orders.payments.providers.authorizenet import AuthorizeNet, client
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet import situations as a

pytestmark = pytest.mark.django_db
PART = Decimal("100.00")


@pytest.fixture
def sale(double: AuthorizeNetDouble, payment: Payment) -> Payment:
    """Captured today, not yet settled."""
    a.captured(double, payment)
    return payment


@pytest.fixture
def settled(double: AuthorizeNetDouble, sale: Payment) -> Payment:
    double.settle()
    return sale


def test_part_of_a_settled_sale(driver: AuthorizeNet, double: AuthorizeNetDouble, settled: Payment) -> None:
    key = a.recorded(settled, "refund").key
    truth = driver.refund(settled, PART, key)
    assert (truth.standing, truth.amount, truth.voided) == (RefundStanding.PENDING, PART, False)
    row = double.state.get("transaction", truth.reference) or {}
    assert (row["invoice"], row["of"]) == (f"{settled.order.number}-1R1", settled.reference)
    assert double.summary()["cents"]["refund"] == 10_000


def test_it_is_done_when_its_batch_has_settled(
    driver: AuthorizeNet, double: AuthorizeNetDouble, settled: Payment
) -> None:
    key = a.recorded(settled, "refund").key
    reference = driver.refund(settled, PART, key).reference
    double.settle()
    for by in (reference, ""):
        truth = driver.lookup_refund(settled, PART, key, by)
        assert truth is not None
        assert (truth.standing, truth.reference, truth.amount) == (RefundStanding.DONE, reference, PART)


@pytest.mark.parametrize(("kind", "sent"), [("timeout_before", 1), ("timeout_after", 0)])
def test_a_refund_without_an_answer_is_given_once(
    driver: AuthorizeNet,
    double: AuthorizeNetDouble,
    settled: Payment,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    sent: int,
) -> None:
    key = a.recorded(settled, "refund").key
    with monkeypatch.context() as patched:
        patched.setattr(client, "_http", lambda url: httpx.Client(timeout=1))
        double.switch(kind, "createTransaction.refund", seconds=3)
        with pytest.raises(Unknown):
            driver.refund(settled, PART, key)
    found = driver.lookup_refund(settled, PART, key, "")
    assert (found is None) == bool(sent)
    assert driver.refund(settled, PART, key).standing is RefundStanding.PENDING
    assert double.summary()["movements"]["refund"] == 1
    assert double.summary()["requests"]["createTransaction.refund"] == 1 + sent


def test_a_second_refund_of_the_same_sum_is_another_one(
    driver: AuthorizeNet, double: AuthorizeNetDouble, settled: Payment
) -> None:
    first = driver.refund(settled, PART, a.key_of(settled, "refund", 1))
    second = driver.refund(settled, PART, a.key_of(settled, "refund", 2))
    assert first.reference != second.reference
    assert double.summary()["cents"]["refund"] == 20_000


def test_all_of_an_unsettled_sale_is_taken_back(
    driver: AuthorizeNet, double: AuthorizeNetDouble, sale: Payment
) -> None:
    key = a.recorded(sale, "refund").key
    for _ in range(2):
        truth = driver.refund(sale, sale.amount, key)
        assert (truth.standing, truth.voided) == (RefundStanding.DONE, True)
        assert (truth.reference, truth.amount) == (sale.reference, sale.amount)
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1, "void": 1}
    looked = driver.lookup_refund(sale, sale.amount, key, sale.reference)
    assert looked == truth


def test_part_of_an_unsettled_sale_must_wait(
    driver: AuthorizeNet, double: AuthorizeNetDouble, sale: Payment
) -> None:
    assert driver.refund(sale, PART, a.key_of(sale, "refund")).standing is RefundStanding.NOT_YET
    assert double.summary()["movements"] == {"authorize": 1, "capture": 1}
    double.settle()
    again = driver.refund(sale, PART, a.key_of(sale, "refund", 2))
    assert again.standing is RefundStanding.PENDING


def test_more_than_was_charged_fails(
    driver: AuthorizeNet, double: AuthorizeNetDouble, settled: Payment
) -> None:
    driver.refund(settled, settled.amount, a.key_of(settled, "refund", 1))
    truth = driver.refund(settled, PART, a.key_of(settled, "refund", 2))
    assert (truth.standing, truth.problem) == (
        RefundStanding.FAILED,
        "Authorize.net refused it (reason 55).",
    )
    assert double.summary()["movements"]["refund"] == 1


def test_a_sale_that_was_never_captured_has_nothing_to_give_back(
    driver: AuthorizeNet, double: AuthorizeNetDouble, payment: Payment
) -> None:
    a.authorised(double, payment)
    truth = driver.refund(payment, payment.amount, a.key_of(payment, "refund"))
    assert truth.standing is RefundStanding.FAILED
    assert double.summary()["movements"] == {"authorize": 1}


def test_what_the_bank_took_back_is_not_refunded_too(
    driver: AuthorizeNet, double: AuthorizeNetDouble, settled: Payment
) -> None:
    with double.state.transaction() as tx:
        row = tx.get("transaction", settled.reference) or {}
        tx.put("transaction", settled.reference, {**row, "status": "chargeback"})
    truth = driver.refund(settled, PART, a.key_of(settled, "refund"))
    assert truth.standing is RefundStanding.FAILED
    assert "refund" not in double.summary()["movements"]


def test_a_refund_taken_back_by_hand_has_failed(
    driver: AuthorizeNet, double: AuthorizeNetDouble, settled: Payment
) -> None:
    key = a.key_of(settled, "refund")
    reference = driver.refund(settled, PART, key).reference
    void = {"transactionType": "voidTransaction", "refTransId": reference}
    a.ask(double, "createTransactionRequest", {"transactionRequest": void})
    truth = driver.lookup_refund(settled, PART, key, reference)
    assert truth is not None
    assert truth.standing is RefundStanding.FAILED


def test_there_is_none(driver: AuthorizeNet, double: AuthorizeNetDouble, settled: Payment) -> None:
    assert driver.lookup_refund(settled, PART, a.key_of(settled, "refund"), "") is None
