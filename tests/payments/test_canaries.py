"""Card data and secrets, planted wherever something can be typed or sent, are found nowhere later (docs/pci.md)."""

import base64
import hashlib
import hmac
import io
import json
import logging
import pickle
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as shop
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import get_exception_reporter_filter, technical_500_response

from logistics.models import CarrierMessage
from portero.core import card_numbers
from portero.core.logs import DiscreetFormatter
from tests.factories.submissions import a_picture
from tests.permissions.table import World
from tests.test_urls_permissions import TABLE, _browsers, same_world, world  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db

CARDS = ["4916338506082832", "4916 3385 0608 2832", "5555-5500-0011-1189", "371449635398431"]
CVV, NONCE = (
    "cvv-canary-9351",
    base64.b64encode(b'{"code":"50_2_06000 canary-6c1d","token":"9753 canary"}').decode(),
)
SECRET, TOKEN = "pi_3Canary_secret_Zk8s6c1dcanary", "canary-token-77b1f0"
CANARIES = [*CARDS, CVV, NONCE, SECRET, TOKEN]
FIELDS = {
    "cvv": CVV,
    "card-cvc": CVV,
    "dataValue": NONCE,
    "dataDescriptor": "COMMON.ACCEPT.INAPP.PAYMENT",
    "client_secret": SECRET,
    "payment_intent_client_secret": SECRET,
    "stripeToken": TOKEN,
    "nonce": NONCE,
}
HEADERS = {
    "Authorization": f"Bearer {TOKEN}",
    "X-Client-Secret": SECRET,
    "Referer": f"https://shop.example/?card={CARDS[0]}&secret={SECRET}",
    "User-Agent": f"canary {CARDS[3]} {TOKEN}",
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, by anybody, at any level, as our formatter writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def stored() -> str:
    """Every row of every table, sessions too, and everything in the cache."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        every = " union all ".join(f'select t::text from "{table}" t' for (table,) in cursor.fetchall())
        cursor.execute(every)
        found = [row for (row,) in cursor.fetchall()]
    cached: Any = getattr(cache, "_cache", {})
    return "\n".join([*found, *(repr(pickle.loads(value)) for value in cached.values())])  # noqa: S301


def assert_none_in(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text] == []


def files() -> dict[str, SimpleUploadedFile]:
    """A picture whose name is a canary, under each name that a form of ours calls its file by."""
    fields, sent = ("file", "files", "photos", "shot-next"), a_picture().read()
    return {name: SimpleUploadedFile(f"{CARDS[0]} {TOKEN}.jpg", sent, "image/jpeg") for name in fields}


def forms() -> list[str]:
    return [name for name, row in TABLE.items() if row.get[0] == 405 or row.post]


@pytest.mark.parametrize("name", forms())
def test_no_form_takes_a_secret_of_the_provider(name: str, world: World, lines: io.StringIO) -> None:  # noqa: F811
    row = TABLE[name]
    anonymous, _, _, right = _browsers(world, row.right, row.wrong)
    for browser in (anonymous, right):
        browser.post(row.address(name, world), row.form(world) | FIELDS | files(), headers=HEADERS)
    assert_none_in(stored())
    assert_none_in(lines.getvalue())


def pages() -> list[str]:
    return [name for name, row in TABLE.items() if 200 in row.get]


@pytest.mark.parametrize("name", pages())
def test_no_page_keeps_what_its_address_brings(name: str, world: World, lines: io.StringIO) -> None:  # noqa: F811
    row = TABLE[name]
    anonymous, _, _, right = _browsers(world, row.right, row.wrong)
    asked = FIELDS | dict.fromkeys(("q", "code", "serial", "number", "tag", "next", "token"), CARDS[0])
    for browser in (anonymous, right):
        browser.get(row.address(name, world), asked, headers=HEADERS)
    assert_none_in(stored())
    assert_none_in(lines.getvalue())


@pytest.mark.parametrize("card", CARDS)
def test_a_card_number_typed_into_a_form_is_refused_with_what_to_do(card: str, lines: io.StringIO) -> None:
    form = {"number": "R-00000000", "email": f"clara {card}"}
    answer = Client().post(reverse("orders:find"), form)
    assert answer.status_code == 422
    assert "looks like a card number" in answer.content.decode()
    assert card not in answer.content.decode()
    assert_none_in(stored())
    assert_none_in(lines.getvalue())


# Written by machines and signed; an unsigned one is refused unread (and the signed ones have tests of their own).
# So is the one click out of a mail, sent by mail programs without a token: nothing of its body is read.
# And the pictures of the sell form: a key, a shot and a kind out of lists are read, no words.
UNREAD = {
    *("orders:webhook", "logistics:webhook", "concierge:search-stop"),
    *("sell:start", "sell:photos", "sell:remove"),
}


@pytest.mark.parametrize("name", [name for name in forms() if name not in UNREAD])
def test_every_form_refuses_a_card_number(name: str, world: World) -> None:  # noqa: F811
    row = TABLE[name]
    person = _browsers(world, row.right, row.wrong)[3]
    answer = person.post(row.address(name, world), row.form(world) | {"note": f"take {CARDS[0]} please"})
    assert answer.status_code == 422
    assert_none_in(stored())


def test_canary_a_stored_card_number_would_be_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table planted (word text)")
        cursor.execute("insert into planted values (%s)", [f"note: {CARDS[0]}"])
    with pytest.raises(AssertionError):
        assert_none_in(stored())


def test_canary_a_cached_secret_would_be_found() -> None:
    cache.set("planted", {"secret": SECRET})
    with pytest.raises(AssertionError):
        assert_none_in(stored())
    cache.delete("planted")


def signed_stripe_event() -> tuple[str, bytes, dict[str, str]]:
    """An event with card data where no provider would put it; the signature is right."""
    intent = {
        "id": "pi_1",
        "object": "payment_intent",
        "client_secret": SECRET,
        "metadata": {"order": "R-00000000", "attempt": "1"},
        "description": CARDS[1],
        "last_payment_error": {"message": f"card {CARDS[0]} cvc {CVV}", "token": TOKEN},
    }
    event = {
        "id": "evt_canary",
        "object": "event",
        "type": "payment_intent.payment_failed",
        "data": {"object": intent},
    }
    body = json.dumps(event).encode()
    at = int(time.time())
    signed = hmac.new(shop.STRIPE_WEBHOOK_SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return "stripe", body, {"Stripe-Signature": f"t={at},v1={signed.hexdigest()}"}


def signed_authorizenet_event() -> tuple[str, bytes, dict[str, str]]:
    payload = {
        "id": "60020981676",
        "entityName": "transaction",
        "invoiceNumber": "R-00000000-1",
        "cardNumber": CARDS[0],
        "cardCode": CVV,
        "opaqueData": NONCE,
    }
    body = json.dumps(
        {
            "notificationId": "canary-1",
            "eventType": "net.authorize.payment.authorization.created",
            "eventDate": "2026-11-21T05:00:00Z",
            "webhookId": "w",
            "payload": payload,
        }
    ).encode()
    key = shop.AUTHORIZENET_SIGNATURE_KEY.encode()
    signed = hmac.new(key, body, hashlib.sha512).hexdigest().upper()
    return "authorizenet", body, {"X-ANET-Signature": f"sha512={signed}"}


@pytest.mark.parametrize("event", [signed_stripe_event, signed_authorizenet_event])
def test_the_inbox_keeps_ids_only(event: Any, lines: io.StringIO) -> None:
    provider, body, signature = event()
    answer = Client().post(
        reverse("orders:webhook", args=[provider]),
        body,
        content_type="application/json",
        headers=HEADERS | signature,
    )
    assert answer.status_code == 200
    assert_none_in(stored())
    assert_none_in(lines.getvalue())


def test_the_carriers_inbox_keeps_ids_only(lines: io.StringIO, settings: Any) -> None:
    settings.EASYPOST_WEBHOOK_SECRET = "whsec-of-this-test"
    tracker = {
        "id": "trk_1",
        "object": "Tracker",
        "tracking_code": "9400100000000000000000",
        "status": "in_transit",
    }
    told = {
        "signed_by": CARDS[0],
        "public_url": f"https://track.example/?token={TOKEN}",
        "message": f"cvc {CVV}",
    }
    event = {"id": "evt_canary", "description": "tracker.updated", "result": tracker | told, "secret": SECRET}
    body = json.dumps(event).encode()
    signed = hmac.new(b"whsec-of-this-test", body, hashlib.sha256).hexdigest()
    answer = Client().post(
        reverse("logistics:webhook"),
        body,
        content_type="application/json",
        headers=HEADERS | {"X-Hmac-Signature": f"hmac-sha256-hex={signed}"},
    )
    assert answer.status_code == 200
    assert CarrierMessage.objects.get(event_id="evt_canary").tracker == "trk_1"
    assert_none_in(stored())
    assert_none_in(lines.getvalue())


@pytest.mark.parametrize("provider", ["stripe", "authorizenet", "paypal"])
def test_what_nobody_signed_leaves_nothing(provider: str, lines: io.StringIO) -> None:
    body = json.dumps({"id": "x", "card": CARDS[0], "token": TOKEN, "secret": SECRET})
    address = reverse("orders:webhook", args=[provider])
    answer = Client().post(address, body, content_type="application/json", headers=HEADERS)
    assert answer.status_code in {400, 503}
    assert_none_in(stored())
    assert_none_in(lines.getvalue())


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_an_error_report_names_fields_and_keeps_values(accept: str, settings: Any) -> None:
    settings.DEBUG = False
    request = RequestFactory().post("/orders/x/pay/token/", FIELDS, headers=HEADERS | {"Accept": accept})
    request.COOKIES["sessionid"] = TOKEN
    try:
        _fail(request.POST["dataValue"], SECRET)
    except ValueError:
        report = technical_500_response(request, *sys.exc_info()).content.decode()
    assert "dataValue" in report
    assert_none_in(report)


def _fail(nonce: str, client_secret: str) -> None:
    """Something of ours goes wrong while a token is in its hands."""
    held = {"opaque": nonce, "secret": client_secret}
    raise ValueError(f"{len(held)} things were in hand")


def test_the_report_filter_is_the_shop_s_own() -> None:
    assert type(get_exception_reporter_filter(None)).__name__ == "NothingPersonal"


@pytest.mark.parametrize("line", [f"bad card {card}" for card in CARDS] + [SECRET, f"Bearer {TOKEN}", NONCE])
def test_a_log_line_is_cut(line: str) -> None:
    record = logging.LogRecord("x", logging.ERROR, "f", 1, line, None, None)
    assert_none_in(DiscreetFormatter("%(message)s").format(record))


@pytest.mark.parametrize(
    "text",
    [
        "+49 176 1234 5678",
        "P-1002934",
        "R-12345678",
        "DE89 3704 0044 0532 0130 00",
        "4916338506082833",
        "1234567890123456",
        "2026-11-21 05:00:12",
    ],
)
def test_ordinary_numbers_are_no_card_numbers(text: str) -> None:
    assert card_numbers.found_in(text) == []
    assert card_numbers.masked(text) == text


def test_a_masked_number_keeps_its_last_four_digits() -> None:
    assert card_numbers.masked("paid with 4916 3385 0608 2832.") == "paid with [card ...2832]."
