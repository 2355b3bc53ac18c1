"""The double of Authorize.net: what it refuses, what time does to it, and that nothing it answered is lost."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.authorizenet import AuthorizeNetDouble, signature
from tests.payments.authorizenet.situations import DECLINED, VISA, ask, nonce

ROOT = Path(__file__).parents[2]
TRANSACTION = "createTransactionRequest"


@pytest.fixture
def double() -> Any:
    with AuthorizeNetDouble() as running:
        yield running


def sale(double: AuthorizeNetDouble, **changes: Any) -> dict[str, Any]:
    """A request to authorise 10 dollars, members in order."""
    card = {"opaqueData": {"dataDescriptor": "COMMON.ACCEPT.INAPP.PAYMENT", "dataValue": nonce(double)}}
    asked = {"transactionType": "authOnlyTransaction", "amount": "10.00", "payment": card}
    return {"transactionRequest": asked | {"order": {"invoiceNumber": "R-1-1"}} | changes}


def code_of(answer: dict[str, Any]) -> str:
    return str(answer["messages"]["message"][0]["code"])


def reason_of(answer: dict[str, Any]) -> tuple[str, str]:
    """Response code and reason of a transaction's answer."""
    response = answer["transactionResponse"]
    said = response.get("errors") or response["messages"]
    return response["responseCode"], said[0].get("errorCode") or said[0]["code"]


def acted(double: AuthorizeNetDouble, kind: str, reference: str, **more: Any) -> tuple[str, str]:
    asked = {"transactionType": f"{kind}Transaction", **more, "refTransId": reference}
    return reason_of(ask(double, TRANSACTION, {"transactionRequest": asked}))


def authorised(double: AuthorizeNetDouble) -> str:
    return str(ask(double, TRANSACTION, sale(double))["transactionResponse"]["transId"])


@pytest.mark.parametrize(
    "swap",
    [
        lambda body: {"transactionRequest": dict(reversed(body["transactionRequest"].items()))},
        lambda body: {**body, "refId": "late"},
        lambda body: {"transactionRequest": body["transactionRequest"] | {"coupon": "1"}},
        lambda body: {"transactionRequest": "text"},
    ],
)
def test_another_order_or_an_unknown_member_is_refused(double: AuthorizeNetDouble, swap: Any) -> None:
    answer = ask(double, TRANSACTION, swap(sale(double)))
    assert (answer["messages"]["resultCode"], code_of(answer)) == ("Error", "E00003")
    assert double.summary()["transactions"] == {}


@pytest.mark.parametrize("name", ["getEverythingRequest", "ErrorResponse"])
def test_an_unknown_request_is_refused(double: AuthorizeNetDouble, name: str) -> None:
    assert code_of(ask(double, name, {})) == "E00003"


@pytest.mark.parametrize(
    "login", [{"transactionKey": "wrong"}, {"transactionKey": ""}, {"clientKey": "client"}]
)
def test_a_wrong_key_is_refused(double: AuthorizeNetDouble, login: dict[str, str]) -> None:
    assert code_of(ask(double, TRANSACTION, sale(double), **login)) == "E00007"
    assert double.summary()["transactions"] == {}


def test_a_token_is_good_for_one_transaction(double: AuthorizeNetDouble) -> None:
    body = sale(double)
    assert reason_of(ask(double, TRANSACTION, body)) == ("1", "1")
    body["transactionRequest"]["order"] = {"invoiceNumber": "R-1-2"}
    assert code_of(ask(double, TRANSACTION, body)) == "E00114"


def test_a_token_is_good_for_15_minutes(double: AuthorizeNetDouble) -> None:
    body = sale(double)
    with double.state.transaction() as tx:
        for value, row in (
            (value, tx.get("nonce", value) or {}) for value in list(double.state.tables["nonce"])
        ):
            left = datetime.fromisoformat(row["expires"]) - datetime.now(UTC)
            assert timedelta(minutes=14) < left <= timedelta(minutes=15)
            tx.put("nonce", value, {**row, "expires": "2026-01-01T00:00:00.000Z"})
    assert code_of(ask(double, TRANSACTION, body)) == "E00114"


def test_card_numbers_are_not_kept(tmp_path: Path) -> None:
    with AuthorizeNetDouble(state=tmp_path / "state.json") as double:
        ask(double, TRANSACTION, sale(double))
    assert VISA not in (tmp_path / "state.json").read_text()


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.001", "many"])
def test_an_odd_amount_is_refused(double: AuthorizeNetDouble, amount: str) -> None:
    assert reason_of(ask(double, TRANSACTION, sale(double, amount=amount))) == ("3", "5")


def test_a_duplicate_within_its_window(double: AuthorizeNetDouble) -> None:
    authorised(double)
    assert reason_of(ask(double, TRANSACTION, sale(double))) == ("3", "11")
    other = sale(double, order={"invoiceNumber": "R-1-2"})
    assert reason_of(ask(double, TRANSACTION, other)) == ("1", "1")


def test_ordinary_answers_to_what_was_done_before(double: AuthorizeNetDouble) -> None:
    reference = authorised(double)
    assert acted(double, "refund", reference, amount="1.00", payment=last4()) == ("3", "54")
    assert acted(double, "priorAuthCapture", reference, amount="10.01") == ("3", "47")
    assert acted(double, "priorAuthCapture", reference) == ("1", "1")
    assert acted(double, "priorAuthCapture", reference) == ("1", "311")
    double.settle()
    assert acted(double, "void", reference) == ("3", "16")
    assert acted(double, "refund", reference, amount="10.01", payment=last4()) == ("3", "55")
    assert acted(double, "refund", reference, amount="1.00", payment=last4("9999")) == ("3", "54")
    assert acted(double, "refund", reference, amount="1.00", payment=last4()) == ("1", "1")
    assert double.summary()["cents"] == {"authorize": 1000, "capture": 1000, "refund": 100}


def test_voiding_twice(double: AuthorizeNetDouble) -> None:
    reference = authorised(double)
    assert acted(double, "void", reference) == ("1", "1")
    assert acted(double, "void", reference) == ("1", "310")
    assert acted(double, "priorAuthCapture", reference) == ("3", "16")
    assert double.summary()["movements"] == {"authorize": 1, "void": 1}


def last4(digits: str = "1111") -> dict[str, Any]:
    return {"creditCard": {"cardNumber": digits, "expirationDate": "XXXX"}}


@pytest.mark.parametrize(
    ("zip_code", "letter"), [("46205", "N"), ("46201", "A"), ("46217", "Z"), ("10021", "Y"), ("", "B")]
)
def test_the_postcode_decides_the_address_check(
    double: AuthorizeNetDouble, zip_code: str, letter: str
) -> None:
    answer = ask(double, TRANSACTION, sale(double, billTo={"zip": zip_code}))
    assert answer["transactionResponse"]["avsResultCode"] == letter


def test_the_postcode_that_is_declined(double: AuthorizeNetDouble) -> None:
    answer = ask(double, TRANSACTION, sale(double, billTo={"zip": "46282"}))
    # The trap: a decline's resultCode is Ok.
    assert (reason_of(answer), answer["messages"]["resultCode"]) == (("2", "2"), "Ok")


@pytest.mark.parametrize("kind", ["decline", "held"])
def test_switches_of_the_bank(double: AuthorizeNetDouble, kind: str) -> None:
    double.switch(kind, "createTransaction.authOnly")
    expected = {"decline": ("2", "2"), "held": ("4", "252")}[kind]
    assert reason_of(ask(double, TRANSACTION, sale(double))) == expected


def test_batches_by_date(double: AuthorizeNetDouble) -> None:
    authorised(double)
    batch = double.settle()
    now = datetime.now(UTC)

    def asked(first: timedelta, last: timedelta) -> Any:
        dates = {
            "firstSettlementDate": (now + first).isoformat(),
            "lastSettlementDate": (now + last).isoformat(),
        }
        return ask(double, "getSettledBatchListRequest", dates)

    day = timedelta(days=1)
    assert [one["batchId"] for one in asked(-day, day)["batchList"]] == [batch]
    assert code_of(asked(-2 * day, -day)) == "I00004"
    assert code_of(asked(-20 * day, 20 * day)) == "E00013"


def test_notifications_are_signed_and_carry_ids(double: AuthorizeNetDouble) -> None:
    reference = authorised(double)
    [event] = double.state.rows("event")
    assert event["eventType"] == "net.authorize.payment.authorization.created"
    assert (event["payload"]["id"], event["payload"]["entityName"]) == (reference, "transaction")
    assert signature.headers("key", b"{}") == {
        "X-ANET-Signature": "sha512=" + MAC_OF_EMPTY_OBJECT,
    }


# printf '{}' | openssl dgst -sha512 -hmac key
MAC_OF_EMPTY_OBJECT = (
    "55FABDAA182C70EE206B1214D44E350C994779DFC34241B286DC6D3F12A2CD70"
    "F6B9E57F19D661A86D8486048744BA18C0FE8F821783075F9089B585E5EDD729"
)


class TestHostedPage:
    @pytest.fixture
    def token(self, double: AuthorizeNetDouble) -> str:
        asked = {"transactionType": "authOnlyTransaction", "amount": "10.00"}
        back = '{"showReceipt": true, "url": "https://shop.example/paid", "urlText": "Continue"}'
        settings = {"setting": [{"settingName": "hostedPaymentReturnOptions", "settingValue": back}]}
        body = {"transactionRequest": asked, "hostedPaymentSettings": settings}
        return str(ask(double, "getHostedPaymentPageRequest", body)["token"])

    def pay(
        self, double: AuthorizeNetDouble, token: str, number: str = VISA, **changes: str
    ) -> httpx.Response:
        form = {"token": token, "number": number, "expiry": "12/34", "cvc": "900"}
        return httpx.post(f"{double.url}/payment/pay", data=form | changes)

    def test_a_receipt_with_a_way_back(self, double: AuthorizeNetDouble, token: str) -> None:
        page = self.pay(double, token)
        assert (page.status_code, 'href="https://shop.example/paid"' in page.text) == (200, True)
        assert double.summary()["statuses"] == {"authorizedPendingCapture": 1}

    def test_a_token_pays_once(self, double: AuthorizeNetDouble, token: str) -> None:
        self.pay(double, token)
        assert self.pay(double, token).status_code == 410
        assert httpx.post(f"{double.url}/payment/payment", data={"token": token}).status_code == 410
        assert double.summary()["movements"] == {"authorize": 1}

    def test_a_declined_card_can_be_replaced(self, double: AuthorizeNetDouble, token: str) -> None:
        page = self.pay(double, token, DECLINED)
        assert (page.status_code, "This transaction has been declined." in page.text) == (402, True)
        assert self.pay(double, token).status_code == 200

    @pytest.mark.parametrize(
        ("field", "value"),
        [("number", "4111111111111112"), ("expiry", "12/20"), ("expiry", "x"), ("cvc", "1")],
    )
    def test_what_is_typed_wrongly_is_said_beside_it(
        self, double: AuthorizeNetDouble, token: str, field: str, value: str
    ) -> None:
        page = self.pay(double, token, **{field: value})
        assert page.status_code == 402
        assert f'aria-describedby="{field}-error"' in page.text
        assert double.summary()["transactions"] == {}


def test_killing_it_loses_nothing_it_answered(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fakes.authorizenet", "--port", "0"]
    command += ["--state", str(tmp_path / "state.json")]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    url = running.stdout.readline().split()[-1]
    far: Any = type("Far", (), {"api_url": f"{url}/xml/v1/request.api"})
    answer = ask(far, TRANSACTION, sale(far))
    running.send_signal(signal.SIGKILL)
    running.wait(timeout=60)
    running.stdout.close()
    with AuthorizeNetDouble(state=tmp_path / "state.json") as again:
        assert list(again.summary()["transactions"]) == [answer["transactionResponse"]["transId"]]
