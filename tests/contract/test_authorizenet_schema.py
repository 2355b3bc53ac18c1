"""What the driver sends and what the double answers, against Authorize.net's published schema."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from orders.payments.gateway import GatewayError
from orders.payments.models import Method, Payment
from orders.payments.providers.authorizenet import AuthorizeNet, client, requests
from tests.contract.authorizenet_schema import check_answer, check_request, needs_schema, validation_errors
from tests.fakes.authorizenet import AuthorizeNetDouble, grammar
from tests.payments.authorizenet import situations as a

pytestmark = [needs_schema, pytest.mark.django_db]
LOGIN = {"name": "shop", "transactionKey": "key"}
# Members of which a request has one only.
EXCLUDED = {"transactionKey", "creditCard"}


class Seen:
    """A double between which and the driver every request and answer is checked; ``names`` of what was sent."""

    def __init__(
        self, double: AuthorizeNetDouble, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.double, self.names = double, list[str]()
        settings.AUTHORIZENET_API_URL = double.api_url
        settings.AUTHORIZENET_HOSTED_URL = f"{double.url}/payment/payment"
        watched = httpx.Client(event_hooks={"response": [self.check]}, timeout=60)
        monkeypatch.setattr(client, "_http", lambda url: watched)

    def check(self, response: httpx.Response) -> None:
        [(name, body)] = json.loads(response.request.content).items()
        check_request(name, body)
        check_answer(name, json.loads(response.read().decode("utf-8-sig")))
        self.names.append(name)


@pytest.fixture
def seen(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    with AuthorizeNetDouble() as double:
        yield Seen(double, settings, monkeypatch)


def test_a_sale_its_capture_and_its_refund(seen: Seen) -> None:
    payment, driver = a.attempt(), AuthorizeNet()
    a.captured(seen.double, payment)
    payment.calls.update(outcome="unknown")
    seen.double.settle()
    driver.refund(payment, Decimal("100.00"), a.key_of(payment, "refund"))
    payment.reference = ""
    driver.lookup(payment)
    list(driver.movements(datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)))
    assert set(seen.names) == {
        "createTransactionRequest",
        "getTransactionDetailsRequest",
        "getUnsettledTransactionListRequest",
        "getSettledBatchListRequest",
        "getTransactionListRequest",
    }


def test_what_is_held_declined_or_refused(seen: Seen) -> None:
    driver = AuthorizeNet()
    for card in (a.HELD, a.HELD_UNAUTHORISED):
        held = a.attempt()
        a.authorised(seen.double, held, card)
        driver.lookup(held)
        driver.capture(held, held.amount, "k")
        driver.void(held, "k")
    for card in (a.DECLINED, a.EXPIRED, "spent"):
        with pytest.raises(GatewayError):
            driver.authorize(a.attempt(), _token(seen.double, card), "k")
    missing = a.attempt()
    missing.reference = "60000000000"
    with pytest.raises(GatewayError):
        driver.lookup(missing)
    assert seen.names.count("updateHeldTransactionRequest") == 2


def _token(double: AuthorizeNetDouble, card: str) -> str:
    return "spent" if card == "spent" else a.nonce(double, card)


def test_the_hosted_page(seen: Seen) -> None:
    payment, driver = a.attempt(method=Method.CARD_HOSTED), AuthorizeNet()
    a.hosted_payment(seen.double, payment)
    driver.lookup(payment)
    assert "getHostedPaymentPageRequest" in seen.names


def _requests(payment: Payment) -> list[tuple[str, dict[str, Any]]]:
    now = datetime.now(UTC)
    card = {"last4": "1111", "reference": "60"}
    return [
        ("createTransactionRequest", requests.authorization(payment, "nonce")),
        ("createTransactionRequest", requests.capture(payment, "60", payment.amount)),
        ("createTransactionRequest", requests.void(payment, "60")),
        ("createTransactionRequest", requests.refund(payment, card, Decimal(1), "R-1-1R1")),
        ("getHostedPaymentPageRequest", requests.hosted_page(payment, a.RETURN, a.CANCEL)),
        ("updateHeldTransactionRequest", requests.held(payment, "60", "approve")),
        ("getUnsettledTransactionListRequest", requests.unsettled(1)),
        ("getSettledBatchListRequest", requests.batches(now, now)),
        ("getTransactionListRequest", requests.batch("60", 1)),
    ]


def test_long_names_and_addresses_still_fit() -> None:
    payment = a.attempt()
    payment.order.contact.email, payment.order.contact.phone = "c" * 300, "1" * 40
    for address in (payment.order.billing_address, payment.order.shipping_address):
        assert address is not None
        for name in ("first_name", "last_name", "line1", "line2", "line4", "state", "postcode"):
            setattr(address, name, "ÅÉ" * 60)
    for name, body in _requests(payment):
        check_request(name, {"merchantAuthentication": LOGIN, **body})


def test_the_schema_wants_this_order() -> None:
    """Where every request is valid, one with its members the other way round is not."""
    for name, body in _requests(a.attempt()):
        with pytest.raises(pytest.fail.Exception):
            check_request(name, dict(reversed({"merchantAuthentication": LOGIN, **body}.items())))


@pytest.mark.parametrize("name", grammar.REQUESTS)
def test_the_double_knows_members_in_the_schemas_order(name: str) -> None:
    """Its own grammar, as a request with every member, is in the schema's order (values aside)."""
    problems = validation_errors(name, _filled(grammar.REQUESTS[name]))
    assert [one for one in problems if "is not expected" in one] == []


def _filled(known: grammar.Grammar) -> dict[str, Any]:
    """A request with all members; of members that exclude each other, the last."""
    left = {name: inner for name, inner in known.items() if name not in EXCLUDED}
    return {name: "1" if inner is None else _filled(inner) for name, inner in left.items()}
