"""Each defect of `paypalrestsdk.Api` that the client overrides, seen from outside, and what each failure means."""

import base64
import logging
import time
from decimal import Decimal
from typing import Any

import paypalrestsdk
import pytest
import requests

from orders.payments.gateway import Unknown
from orders.payments.providers.paypal.client import TIMEOUT_SECONDS, Client, Missing, Rejected, issue_of
from tests.fakes.paypal import PayPalDouble

CREDENTIALS = ("paypal-double-client", "paypal-double-secret")
REPORT = "/v1/reporting/transactions?start_date=2026-11-20T00:00:00Z&end_date=2026-11-21T00:00:00Z"


@pytest.fixture
def api(double: PayPalDouble) -> Client:
    return Client(*CREDENTIALS, double.url)


def respond(status: int, content: bytes, **headers: str) -> requests.Response:
    """An answer as the network gives it."""
    answer = requests.Response()
    answer.status_code, answer._content = status, content
    answer.headers.update(headers)
    return answer


def answering(
    monkeypatch: pytest.MonkeyPatch, *answers: requests.Response | Exception
) -> list[dict[str, Any]]:
    """Let these be the next answers of the network; returns what was asked."""
    asked: list[dict[str, Any]] = []
    waiting = list(answers)

    def request(_: requests.Session, method: str, url: str, **more: Any) -> requests.Response:
        asked.append({"method": method, "url": url, **more})
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(requests.Session, "request", request)
    return asked


TOKEN = respond(200, b'{"access_token": "A21AAsecret", "token_type": "Bearer", "expires_in": 32400}')


def test_it_is_the_librarys_client(api: Client) -> None:
    assert isinstance(api, paypalrestsdk.Api)
    assert api.read(REPORT)["total_items"] == 0


def test_every_request_has_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, TOKEN, respond(200, b"{}"))
    Client(*CREDENTIALS, "https://paypal.test").read("/v2/x")
    assert [(one["timeout"], one["allow_redirects"]) for one in asked] == [(TIMEOUT_SECONDS, False)] * 2


def test_a_slow_answer_is_unknown(api: Client, double: PayPalDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.payments.providers.paypal.client.TIMEOUT_SECONDS", 0.3)
    double.switch("timeout_before", "transactions.list", seconds=5)
    with pytest.raises(Unknown) as error:
        api.read(REPORT)
    assert error.value.code == "ReadTimeout"


def test_400_is_raised_not_returned(api: Client) -> None:
    with pytest.raises(Rejected) as error:
        api.read("/v1/reporting/transactions")
    assert error.value.code == "MISSING_REQUIRED_PARAMETER"


def test_401_asks_for_one_new_token(api: Client, double: PayPalDouble) -> None:
    api.read(REPORT)
    double.switch("unauthorized", "transactions.list")
    assert api.read(REPORT)["total_items"] == 0
    assert double.summary()["requests"] == {"token": 2, "transactions.list": 3}


def test_lasting_401_ends_unknown(api: Client, double: PayPalDouble) -> None:
    double.switch("unauthorized", count=50)
    with pytest.raises(Unknown) as error:
        api.read(REPORT)
    assert error.value.code == "AUTHENTICATION_FAILURE"
    assert double.summary()["requests"] == {"token": 2, "transactions.list": 2}


def test_wrong_secret_is_unknown_and_asked_once(double: PayPalDouble) -> None:
    with pytest.raises(Unknown) as error:
        Client("paypal-double-client", "wrong", double.url).read(REPORT)
    assert error.value.code == "invalid_client"
    assert double.summary()["requests"] == {"token": 1}


def test_headers_of_a_call_stay_away_from_the_token_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, TOKEN, respond(201, b'{"id": "1"}'))
    Client(*CREDENTIALS, "https://paypal.test").send("/v2/x", {"a": 1}, "R-1-1-start-1")
    token, call = (one["headers"] for one in asked)
    assert "PayPal-Request-Id" not in token
    assert call["PayPal-Request-Id"] == "R-1-1-start-1"
    assert call["Authorization"] == "Bearer A21AAsecret"


def test_nothing_secret_is_logged(
    api: Client, double: PayPalDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Rejected):
        api.send("/v2/checkout/orders", {"planted": "canary-4242"}, "R-1-1-start-1")
    token = double.state.tables["token"]
    basic = base64.b64encode(":".join(CREDENTIALS).encode()).decode()
    for secret in ["canary-4242", "paypal-double-secret", basic, *token]:
        assert secret not in caplog.text
    assert "/v2/checkout/orders: 400" in caplog.text


def test_a_get_has_no_body(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, TOKEN, respond(200, b"{}"))
    Client(*CREDENTIALS, "https://paypal.test").read("/v2/x")
    assert asked[1]["data"] is None


def test_a_token_is_renewed_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, TOKEN, respond(200, b"{}"), TOKEN, respond(200, b"{}"))
    api = Client(*CREDENTIALS, "https://paypal.test")
    api.read("/v2/x")
    later = time.monotonic() + 32_400 - 59
    monkeypatch.setattr("orders.payments.providers.paypal.client.time.monotonic", lambda: later)
    api.read("/v2/x")
    assert [one["url"].rpartition("/")[2] for one in asked] == ["token", "x", "token", "x"]


@pytest.mark.parametrize(
    ("status", "content", "raised"),
    [
        (400, b'{"name": "INVALID_REQUEST"}', Rejected),
        (404, b'{"name": "RESOURCE_NOT_FOUND"}', Missing),
        (410, b"", Missing),
        (422, b'{"name": "X", "details": [{"issue": "PAYER_CANNOT_PAY"}]}', Rejected),
        (403, b'{"name": "NOT_AUTHORIZED"}', Unknown),
        (409, b'{"name": "RESOURCE_CONFLICT"}', Unknown),
        (429, b'{"name": "RATE_LIMIT_REACHED"}', Unknown),
        (302, b"", Unknown),
        (500, b"<html>", Unknown),
        (503, b"", Unknown),
        (200, b"<html>", Unknown),
        (200, b"[]", Unknown),
        (200, b"\xff", Unknown),
    ],
)
def test_what_each_answer_means(
    monkeypatch: pytest.MonkeyPatch, status: int, content: bytes, raised: type[Exception]
) -> None:
    answering(monkeypatch, TOKEN, respond(status, content))
    with pytest.raises(raised) as error:
        Client(*CREDENTIALS, "https://paypal.test").read("/v2/x")
    assert type(error.value) is raised


@pytest.mark.parametrize("broken", [requests.ConnectionError("refused"), requests.ReadTimeout("slow")])
def test_a_broken_network_is_unknown(monkeypatch: pytest.MonkeyPatch, broken: Exception) -> None:
    answering(monkeypatch, broken)
    with pytest.raises(Unknown):
        Client(*CREDENTIALS, "https://paypal.test").read("/v2/x")


def test_a_token_without_a_word_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, respond(200, b'{"token_type": "Bearer"}'))
    with pytest.raises(Unknown):
        Client(*CREDENTIALS, "https://paypal.test").read("/v2/x")


def test_a_token_endpoint_that_refuses_says_nothing_of_the_payment(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, respond(400, b'{"error": "invalid_request"}'))
    with pytest.raises(Unknown) as error:
        Client(*CREDENTIALS, "https://paypal.test").send("/v2/x", {}, "k")
    assert error.value.code == "invalid_request"


def test_numbers_keep_their_cents(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, TOKEN, respond(200, b'{"value": 19697.60}'))
    assert Client(*CREDENTIALS, "https://paypal.test").read("/v2/x") == {"value": Decimal("19697.60")}


@pytest.mark.parametrize("content", ["", "<html>", "[]", "null", '{"details": "odd"}', '{"details": [1]}'])
def test_an_odd_error_body_has_no_issue(content: str) -> None:
    assert issue_of(content) == ""
