"""Whatever a provider answers, the parsers read it or say that they can't: no traceback, no guessed standing."""

import json
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.payments.gateway import BadWebhook, GatewayError, Standing
from orders.payments.providers.authorizenet import answers as anet
from orders.payments.providers.authorizenet import client as anet_client
from orders.payments.providers.authorizenet import refunds as anet_refunds
from orders.payments.providers.authorizenet import webhooks as anet_webhooks
from orders.payments.providers.paypal import answers as paypal
from orders.payments.providers.paypal import client as paypal_client
from orders.payments.providers.paypal import disputes as paypal_disputes
from orders.payments.providers.paypal import movements as paypal_movements
from orders.payments.providers.paypal import refunds as paypal_refunds
from orders.payments.providers.paypal import webhooks as paypal_webhooks
from orders.payments.providers.stripe import disputes as stripe_disputes
from orders.payments.providers.stripe import events as stripe_events
from orders.payments.providers.stripe import movements as stripe_movements
from orders.payments.providers.stripe import refunds as stripe_refunds
from orders.payments.providers.stripe import truths as stripe

Path = tuple[str | int, ...]

INTENT: dict[str, Any] = {
    "id": "pi_1",
    "object": "payment_intent",
    "status": "requires_capture",
    "amount": 215000,
    "amount_capturable": 215000,
    "amount_received": 0,
    "currency": "usd",
    "client_secret": "pi_1_secret",
    "payment_method_types": ["card"],
    "metadata": {"order": "100001", "attempt": "1"},
    "next_action": {"type": "redirect_to_url", "redirect_to_url": {"url": "https://bank.example"}},
    "last_payment_error": {"code": "card_declined", "message": "No.", "payment_method": {"type": "card"}},
    "charges": {"data": [{"id": "ch_0"}]},
    "latest_charge": {
        "id": "ch_1",
        "created": 1790000000,
        "refunded": False,
        "review": None,
        "outcome": {"type": "authorized", "risk_level": "normal"},
        "payment_method_details": {
            "type": "card",
            "card": {"brand": "visa", "last4": "4242", "capture_before": 1790600000, "checks": {}},
        },
    },
}
TRANSACTION: dict[str, Any] = {
    "transId": "60198",
    "submitTimeUTC": "2026-11-21T05:00:00.5Z",
    "transactionStatus": "authorizedPendingCapture",
    "responseReasonCode": 1,
    "authAmount": 2150.0,
    "settleAmount": 2150.0,
    "requestedAmount": 2150.0,
    "currencyCode": "USD",
    "AVSResponse": "Y",
    "cardCodeResponse": "M",
    "order": {"invoiceNumber": "100001-1"},
    "payment": {"creditCard": {"cardNumber": "XXXX1111", "cardType": "Visa"}},
}
VERDICT: dict[str, Any] = {
    "messages": {"resultCode": "Ok", "message": [{"code": "I00001", "text": "Successful."}]},
    "transactionResponse": {
        "responseCode": "1",
        "transId": "60198",
        "accountNumber": "XXXX1111",
        "accountType": "Visa",
        "avsResultCode": "Y",
        "cvvResultCode": "M",
        "prePaidCard": {"requestedAmount": "2150.00", "approvedAmount": "100.00", "balanceOnCard": "0"},
        "messages": [{"code": "1", "description": "Approved."}],
        "errors": [{"errorCode": "2", "errorText": "Declined."}],
    },
}
ORDER: dict[str, Any] = {
    "id": "5O190127TN364715T",
    "status": "COMPLETED",
    "links": [{"rel": "payer-action", "href": "https://www.paypal.com/x"}],
    "payment_source": {"paypal": {"email_address": "c@example.com", "address": {"country_code": "US"}}},
    "purchase_units": [
        {
            "amount": {"currency_code": "USD", "value": "2150.00"},
            "custom_id": "100001-1",
            "payments": {
                "authorizations": [
                    {
                        "id": "0AW",
                        "status": "CREATED",
                        "amount": {"currency_code": "USD", "value": "2150.00"},
                        "create_time": "2026-11-21T05:00:00Z",
                        "expiration_time": "2026-12-20T05:00:00Z",
                        "seller_protection": {"status": "ELIGIBLE"},
                    }
                ],
                "captures": [],
            },
        }
    ],
}
STRIPE_EVENT = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": INTENT}}
STRIPE_REFUND = {"id": "re_1", "status": "succeeded", "amount": 100, "currency": "usd"}
STRIPE_DISPUTE = {
    "id": "dp_1",
    "status": "needs_response",
    "created": 1790000000,
    "amount": 100,
    "currency": "usd",
    "payment_intent": "pi_1",
    "evidence_details": {"due_by": 1790600000},
}
STRIPE_BOOKING = {
    "type": "charge",
    "amount": 100,
    "currency": "usd",
    "created": 1790000000,
    "source": {"id": "ch_1", "payment_intent": "pi_1", "metadata": {"order": "100001", "attempt": "1"}},
}
PAYPAL_EVENT = {
    "id": "WH-1",
    "event_type": "PAYMENT.AUTHORIZATION.CREATED",
    "resource": {
        "id": "0AW",
        "custom_id": "100001-1",
        "supplementary_data": {"related_ids": {"order_id": "5O190127TN364715T"}},
        "links": [{"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/1"}],
        "purchase_units": [{"custom_id": "100001-1"}],
    },
}
PAYPAL_REFUND = {"id": "1JU", "status": "COMPLETED", "amount": {"currency_code": "USD", "value": "1.00"}}
PAYPAL_DISPUTE = {
    "dispute_id": "PP-1",
    "status": "RESOLVED",
    "dispute_outcome": {"outcome_code": "ACCEPTED"},
    "create_time": "2026-11-21T05:00:00.000Z",
    "seller_response_due_date": "2026-12-01T05:00:00.000Z",
    "dispute_amount": {"currency_code": "USD", "value": "1.00"},
    "disputed_transactions": [{"seller_transaction_id": "3C6"}],
}
PAYPAL_ROW = {
    "transaction_info": {
        "transaction_id": "3C6",
        "transaction_event_code": "T0006",
        "transaction_status": "S",
        "transaction_initiation_date": "2026-11-21T05:00:00+0000",
        "transaction_amount": {"currency_code": "USD", "value": "1.00"},
    }
}
ANET_REFUND = {"transId": "60199", "transactionStatus": "refundSettledSuccessfully", "settleAmount": 100.5}
ANET_PAYLOAD = {"id": "60198", "invoiceNumber": "100001-1", "merchantReferenceId": "100001-1"}


def approved(answer: Any) -> object:
    """The way of an answer to `authorize` from the wire to a truth."""
    read = anet_client.parse(200, b"\xef\xbb\xbf" + json.dumps(answer).encode())
    anet_client._code(read)
    anet_client._names_outcome(read)
    anet.verdict(read)
    return anet.authorised(read, asked=Decimal("2150.00"), currency="USD")


READERS: dict[str, tuple[dict[str, Any], Callable[[Any], object]]] = {
    "stripe intent": (INTENT, stripe.intent_truth),
    "stripe session": (
        {"id": "cs_1", "url": "https://x", "status": "open", "amount_total": 215000, "currency": "usd"},
        lambda told: stripe.session_truth(told, None),
    ),
    "stripe event": (STRIPE_EVENT, stripe_events.event_of),
    "stripe refund": (STRIPE_REFUND, lambda told: stripe_refunds.refund_truth(told, Decimal(1))),
    "stripe dispute": (STRIPE_DISPUTE, stripe_disputes.dispute_truth),
    "stripe booking": (STRIPE_BOOKING, stripe_movements.movement),
    "anet transaction": (TRANSACTION, anet.truth),
    "anet verdict": (VERDICT, approved),
    "anet refund": (ANET_REFUND, anet_refunds.of),
    "anet event": (ANET_PAYLOAD, lambda told: anet_webhooks._event("net.authorize.payment.x", "1", told)),
    "paypal order": (ORDER, paypal.truth_of),
    "paypal event": (PAYPAL_EVENT, paypal_webhooks.event_of),
    "paypal refund": (PAYPAL_REFUND, paypal_refunds.refund_truth),
    "paypal dispute": (PAYPAL_DISPUTE, lambda told: paypal_disputes.dispute_truth(told, "5O1")),
    "paypal row": (PAYPAL_ROW, paypal_movements.movement),
    "paypal issue": (
        {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "ORDER_NOT_APPROVED"}]},
        lambda told: paypal_client.issue_of(json.dumps(told)),
    ),
}
ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 7.5, 215000, 10**30, 10**18, -(10**30), "", " ", "x", "0", "--5", "-5"),
    *("1E+40", "NaN", "Infinity", "٣", "²", "9" * 5000, "2026-13-41", "9999-12-31T23:59:59Z", "0001-01-01"),
    *([], {}, ["x"], [None], [[]], [{}], {"x": 1}, {"id": None}, "USD", "eur", "Ünicode\x00"),
]


def paths(thing: Any, here: Path = ()) -> list[Path]:
    """Every place in a JSON value."""
    inner = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    return [*([here] if here else []), *(p for name, value in inner for p in paths(value, (*here, name)))]


def changed(thing: Any, path: Path, value: Any, *, drop: bool = False) -> Any:
    """A copy with another value at a place, or without it."""
    copy = json.loads(json.dumps(thing))
    at = copy
    for name in path[:-1]:
        at = at[name]
    if drop:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return copy


def read(reader: Callable[[Any], object], told: Any) -> object:
    """What the parser makes of it; None where it says, in the gateway's words, that it can't."""
    with suppress(GatewayError, BadWebhook):
        return reader(told)
    return None


@pytest.mark.parametrize("name", READERS)
def test_a_good_answer_is_read(name: str) -> None:
    told, reader = READERS[name]
    assert read(reader, told) is not None


@pytest.mark.parametrize("name", READERS)
def test_one_odd_member_anywhere_is_no_traceback(name: str) -> None:
    told, reader = READERS[name]
    faults = []
    for path in paths(told):
        cases = [changed(told, path, None, drop=True), *(changed(told, path, odd) for odd in ODD)]
        for case in cases:
            try:
                read(reader, case)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                faults.append(f"{'.'.join(map(str, path))}: {type(error).__name__} {str(error)[:60]}")
                break
    assert faults == []


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40)
@given(data=st.data())
def test_several_odd_members_at_once_are_no_traceback(name: str, data: st.DataObject) -> None:
    told, reader = READERS[name]
    for path in data.draw(st.lists(st.sampled_from(paths(told)), max_size=4)):
        with suppress(KeyError, IndexError, TypeError):
            told = changed(told, path, data.draw(st.sampled_from(ODD)))
    read(reader, told)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("stripe intent", ("status",)),
        ("anet transaction", ("transactionStatus",)),
        ("paypal order", ("purchase_units", 0, "payments", "authorizations", 0, "status")),
    ],
)
@pytest.mark.parametrize("word", [None, "", "new_word", 7, [], {}, True])
def test_an_unknown_status_is_never_guessed(name: str, path: Path, word: Any) -> None:
    told, reader = READERS[name]
    assert read(reader, changed(told, path, word)) is None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("stripe intent", ("amount_capturable",)),
        ("anet transaction", ("authAmount",)),
        ("paypal order", ("purchase_units", 0, "payments", "authorizations", 0, "amount", "value")),
    ],
)
@pytest.mark.parametrize("value", [None, "", "x", [], {}, True, "NaN", "--5"])
def test_money_that_cannot_be_read_is_never_guessed(name: str, path: Path, value: Any) -> None:
    told, reader = READERS[name]
    assert read(reader, changed(told, path, value)) is None


@pytest.mark.parametrize(
    ("name", "path", "word"),
    [
        ("stripe intent", ("status",), "REQUIRES_CAPTURE"),
        ("anet transaction", ("transactionStatus",), "AUTHORIZEDPENDINGCAPTURE"),
        ("anet transaction", ("transId",), 60198),
        ("anet transaction", ("authAmount",), "2150.00"),
        ("stripe intent", ("amount_capturable",), "215000"),
        ("paypal order", ("purchase_units", 0, "payments", "authorizations", 0, "status"), "created"),
        ("paypal order", ("purchase_units", 0, "payments", "authorizations", 0, "amount", "value"), 2150),
    ],
)
def test_case_and_kind_do_not_matter(name: str, path: Path, word: Any) -> None:
    told, reader = READERS[name]
    truth: Any = reader(changed(told, path, word))
    assert (truth.standing, truth.amount, truth.currency) == (Standing.AUTHORISED, Decimal("2150.00"), "USD")


def test_a_partial_approval_keeps_its_own_sum() -> None:
    truth: Any = approved(VERDICT)
    assert (truth.standing, truth.amount) == (Standing.AUTHORISED, Decimal("100.00"))
