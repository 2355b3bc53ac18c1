"""The one-use token of a card: passed on once, and kept nowhere."""

import json
import logging

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.test.client import RequestFactory
from django.urls import resolve
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter
from pytest_django import Settings

from orders.payments.calls import UNDER_WAY
from orders.payments.gateway import Declined, Unknown
from orders.payments.models import GatewayCall
from tests.factories.orders import pending_order
from tests.payments.pages.looking import at, page, words
from tests.payments.pages.scripted import Script

pytestmark = pytest.mark.django_db
TOKEN = "eyJjb2RlIjoiNTBfMl8wIiwidG9rZW4iOiJjYW5hcnkifQ=="
SENT = {"dataDescriptor": "COMMON.ACCEPT.INAPP.PAYMENT", "dataValue": TOKEN}


@pytest.fixture(autouse=True)
def _authorizenet(settings: Settings, script: Script) -> None:
    settings.CARD_PROCESSOR = "authorizenet"


def test_the_button_carries_what_acceptui_reads() -> None:
    html = page(pending_order()).content.decode()
    for told in (
        'data-apiLoginID="portero-double"',
        'data-clientKey="double-client-key"',
        'data-responseHandler="porteroCardToken"',
        'data-billingAddressOptions=\'{"show":false,"required":false}\'',
        'data-acceptUIFormBtnTxt="Pay $13,652.93"',
    ):
        assert html.count(told) == 1, told
    assert html.index("pay-authorizenet") < html.index("AcceptUI.js")


def test_a_token_pays_and_leads_to_the_order(script: Script) -> None:
    order = pending_order()
    answer = Client().post(at(order, "pay-token"), SENT, follow=True)
    assert "$13,652.93 by American Express ending 1005." in words(answer)
    assert script.tokens == [TOKEN]


def test_sent_twice_it_is_passed_on_once(script: Script) -> None:
    order = pending_order()
    script.raises["authorize"] = Unknown("no answer")
    for _ in range(2):
        told = words(Client().post(at(order, "pay-token"), SENT, follow=True))
        assert "We are asking the bank" in told
    assert script.tokens == [TOKEN]
    assert "We are asking the bank" in words(page(order))


def test_after_a_silence_she_may_pay_anew_and_is_told_what_may_still_come(script: Script) -> None:
    order = pending_order()
    script.raises["authorize"] = Unknown("no answer")
    Client().post(at(order, "pay-token"), SENT)
    GatewayCall.objects.update(started_at=timezone.now() - UNDER_WAY)
    told = words(page(order))
    assert "Your bank gave no answer about the card that you used before." in told
    assert "Nothing was charged" not in told
    assert list(order.payments.order_by("attempt").values_list("state", flat=True)) == [
        "cancelled",
        "started",
    ]


def test_a_declined_card_is_said_and_another_can_be_tried(script: Script) -> None:
    order = pending_order()
    script.raises["authorize"] = Declined("Your bank declined the card.")
    told = words(Client().post(at(order, "pay-token"), SENT, follow=True))
    assert "Your bank declined the card. Nothing was charged." in told
    del script.raises["authorize"]
    another = SENT | {"dataValue": f"{TOKEN}2"}
    assert Client().post(at(order, "pay-token"), another)["Location"].endswith(at(order, "pay-return"))
    states = list(order.payments.order_by("attempt").values_list("method", "state"))
    assert states == [("card", "failed"), ("card", "captured")]


def test_a_second_click_after_a_decline_says_what_the_first_was_told(script: Script) -> None:
    order = pending_order()
    script.raises["authorize"] = Declined("Your bank declined the card.")
    Client().post(at(order, "pay-token"), SENT)
    script.raises["authorize"] = Declined("Your card details were held for too long.")
    told = words(Client().post(at(order, "pay-token"), SENT, follow=True))
    assert "Your bank declined the card." in told
    assert "held for too long" not in told
    assert script.tokens == [TOKEN]
    assert list(order.payments.values_list("state", flat=True)) == ["failed", "started"]


@pytest.mark.parametrize(
    "sent",
    [{}, {"dataValue": TOKEN}, SENT | {"dataValue": ""}, SENT | {"dataValue": "<script>"}],
)
def test_what_is_no_token_is_not_passed_on(script: Script, sent: dict[str, str]) -> None:
    answer = Client().post(at(pending_order(), "pay-token"), sent)
    assert answer.status_code == 400
    assert "The card form could not be read. Nothing was charged." in words(answer)
    assert TOKEN not in answer.content.decode()
    assert script.tokens == []


@pytest.mark.parametrize("error", [None, Declined("No."), Unknown("Silent.")])
def test_the_token_is_in_no_table_page_or_log(
    script: Script, caplog: pytest.LogCaptureFixture, error: Exception | None
) -> None:
    caplog.set_level(logging.DEBUG)
    order, browser = pending_order(), Client()
    if error:
        script.raises["authorize"] = error  # type: ignore[assignment]
    answer = browser.post(at(order, "pay-token"), SENT, follow=True)
    assert TOKEN not in answer.content.decode() + caplog.text
    rows = [row for model in apps.get_models() for row in model._default_manager.all()]
    assert rows
    assert "canary" not in json.dumps(serializers.serialize("json", rows))
    assert TOKEN not in json.dumps(serializers.serialize("json", rows))


def test_an_error_report_does_not_show_the_token(settings: Settings) -> None:
    settings.DEBUG = False
    path = at(pending_order(), "pay-token")
    request = RequestFactory().post(path, SENT)
    match = resolve(path)
    request.basket = None  # type: ignore[attr-defined]
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    match.func(request, **match.kwargs)
    shown = SafeExceptionReporterFilter().get_post_parameters(request)
    assert TOKEN not in str(dict(shown))
