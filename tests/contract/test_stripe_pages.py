"""What a buyer's browser sees of the Stripe double: the bank's page and the hosted Checkout page, without script."""

import http.client
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import stripe

from tests.contract.stripe_payments import RETURN, Inbox, authorize, open_session, start
from tests.fakes.stripe import StripeDouble

FORM = {"email": "clara@example.com", "name": "Clara Whitfield", "country": "US", "postal_code": "10021"}
CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}


def visit(url: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Return status, Location and body, as a browser without JavaScript gets them."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    method, body = ("POST", urlencode(form)) if form is not None else ("GET", None)
    connection.request(method, parts.path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers.get("Location", ""), text


def challenge(client: stripe.StripeClient, method: str = "pm_card_authenticationRequired") -> tuple[str, str]:
    """Return an intent that waits for 3-D Secure, and the bank's page."""
    intent = authorize(client, method, return_url=RETURN)
    assert intent.status == "requires_action"
    return intent.id, str(intent.next_action.redirect_to_url.url)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("outcome", "status", "redirect_status"),
    [
        ("approve", "requires_capture", "succeeded"),
        ("fail", "requires_payment_method", "failed"),
        ("cancel", "requires_payment_method", "failed"),
    ],
)
def test_the_bank_sends_the_buyer_back(
    stripe_client: stripe.StripeClient,
    stripe_double: StripeDouble,
    outcome: str,
    status: str,
    redirect_status: str,
) -> None:
    intent_id, page = challenge(stripe_client)
    assert "$1,890.00" in visit(page)[2]
    code, back, _ = visit(page, {"outcome": outcome})
    assert code == 303
    assert back.startswith(f"{RETURN}&payment_intent={intent_id}&")
    query = parse_qs(urlsplit(back).query)
    assert (query["step"], query["payment_intent"], query["redirect_status"]) == (
        ["2"],
        [intent_id],
        [redirect_status],
    )
    assert stripe_client.v1.payment_intents.retrieve(intent_id).status == status
    assert stripe_double.summary()["movements"]["authorize"] == (outcome == "approve")


def test_answering_the_bank_twice_pays_once(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    intent_id, page = challenge(stripe_client)
    first, second = visit(page, {"outcome": "approve"}), visit(page, {"outcome": "fail"})
    assert first[1] == second[1]
    assert stripe_double.summary()["authorizations_per_intent"] == {intent_id: 1}
    charge: Any = stripe_client.v1.payment_intents.retrieve(
        intent_id, {"expand": ["latest_charge"]}
    ).latest_charge
    assert charge.payment_method_details.card.three_d_secure.result == "authenticated"


def test_approved_by_the_buyer_but_declined(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    card = {"number": "4000008400001629", "exp_month": "12", "exp_year": "2034", "cvc": "123"}
    intent = start(stripe_client)
    params: Any = {"payment_method_data": {"type": "card", "card": card}, "return_url": RETURN}
    waiting: Any = stripe_client.v1.payment_intents.confirm(intent.id, params)
    back = visit(waiting.next_action.redirect_to_url.url, {"outcome": "approve"})[1]
    assert parse_qs(urlsplit(back).query)["redirect_status"] == ["failed"]
    after: Any = stripe_client.v1.payment_intents.retrieve(intent.id)
    assert (after.status, after.last_payment_error.code) == ("requires_payment_method", "card_declined")
    assert stripe_double.summary()["cents"] == {}


def test_a_cancelled_payment_cannot_be_approved(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble
) -> None:
    intent_id, page = challenge(stripe_client)
    stripe_client.v1.payment_intents.cancel(intent_id)
    assert visit(page, {"outcome": "approve"})[0] == 303
    assert stripe_client.v1.payment_intents.retrieve(intent_id).status == "canceled"
    assert stripe_double.summary()["cents"] == {}


def test_checkout_without_javascript(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox
) -> None:
    session = open_session(stripe_client)
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    code, _, body = visit(session.url, FORM | CARD | {"number": "4000000000000002"})
    assert code == 402
    assert "Your card was declined." in body
    assert "4000000000000002" not in body

    for _ in range(2):
        code, back, _ = visit(session.url, FORM | CARD)
        assert (code, back) == (303, f"https://shop.example/paid?session={session.id}")
    paid: Any = stripe_client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    assert (paid.status, paid.client_reference_id) == ("complete", "1001")
    assert (paid.payment_intent.status, paid.payment_intent.metadata["order"]) == ("requires_capture", "1001")
    assert paid.payment_intent.latest_charge.billing_details.address.postal_code == "10021"
    assert stripe_double.summary()["cents"] == {"authorize": 189_000}
    assert stripe_double.settled()
    assert stripe_inbox.types()[-1] == "checkout.session.completed"


def test_checkout_with_the_bank(stripe_client: stripe.StripeClient, stripe_double: StripeDouble) -> None:
    session = open_session(stripe_client)
    _, bank, _ = visit(session.url, FORM | CARD | {"number": "4000002500003155"})
    back = visit(bank, {"outcome": "approve"})[1]
    assert visit(back)[1] == f"https://shop.example/paid?session={session.id}"
    assert stripe_double.summary()["sessions"] == {session.id: "complete"}


@pytest.mark.parametrize("way", ["asked", "late"])
def test_an_expired_session_takes_no_card(
    stripe_client: stripe.StripeClient, stripe_double: StripeDouble, stripe_inbox: Inbox, way: str
) -> None:
    session = open_session(stripe_client)
    visit(session.url, FORM | CARD | {"number": "4000000000000002"})
    if way == "asked":
        assert stripe_client.v1.checkout.sessions.expire(session.id).status == "expired"
    else:
        with stripe_double.state.transaction() as tx:
            tx.put(
                "checkout.session",
                session.id,
                {**(tx.get("checkout.session", session.id) or {}), "expires_at": 1},
            )
    assert visit(f"{stripe_double.url}/c/pay/{session.id}", FORM | CARD)[0] == 410
    assert stripe_double.settled()
    assert stripe_inbox.types()[-2:] == ["payment_intent.canceled", "checkout.session.expired"]
    assert stripe_double.summary()["cents"] == {}
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.checkout.sessions.expire(session.id)


def test_unknown_pages_are_not_found(stripe_double: StripeDouble) -> None:
    assert visit(f"{stripe_double.url}/3ds/nothing")[0] == 404
    assert visit(f"{stripe_double.url}/c/pay/nothing")[0] == 404
    assert visit(f"{stripe_double.url}/v3/")[0] == 200


def test_expiry_of_a_session_is_bounded(stripe_client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        open_session(stripe_client, expires_at=int(time.time()) + 60)
    assert error.value.param == "expires_at"
