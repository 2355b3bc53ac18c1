"""The choice of ways to pay: what is offered, what isn't and why, and where each way leads."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from orders.payments.gateway import Standing, Unknown
from orders.payments.models import Payment
from tests.factories.catalog import listed_item
from tests.factories.orders import pending_order
from tests.payments.pages.looking import at, page, pay, words
from tests.payments.pages.scripted import PAGE, Script

pytestmark = pytest.mark.django_db


def test_every_way_is_offered_and_the_card_is_ready(script: Script) -> None:
    order = pending_order()
    answer = page(order)
    html = answer.content.decode()
    assert [html.count(f"/pay/{way}/") for way in ("card_hosted", "paypal", "affirm", "wire")] == [1, 1, 1, 1]
    assert html.count('<details class="way"') == 4
    assert html.count('name="way" open') == 1
    assert 'data-secret="secret"' in html
    assert answer["Cache-Control"] == "private, no-store"
    assert list(Payment.objects.values_list("method", "state")) == [("card", "started")]


def test_the_marks_of_the_four_cards_have_names(script: Script) -> None:
    html = page(pending_order()).content.decode()
    for brand in ("American Express", "Visa", "MasterCard", "Discover"):
        assert html.count(f'role="img" aria-label="{brand}"') == 1


def test_a_way_that_does_not_fit_says_why_and_can_not_be_chosen(script: Script) -> None:
    script.unavailable["affirm"] = "Affirm is for orders from $50 to $30,000."
    order = pending_order()
    answer = page(order)
    assert "Affirm is for orders from $50 to $30,000." in words(answer)
    assert "/pay/affirm/" not in answer.content.decode()
    refused = pay(order, "affirm")
    assert refused.status_code == 409
    assert "Affirm is for orders from $50 to $30,000." in words(refused)
    assert not Payment.objects.filter(method="affirm").exists()


def test_affirm_shows_examples_and_says_that_they_are_examples(script: Script) -> None:
    told = words(page(pending_order()))
    assert "$1,232.29 a month for 12 months ($14,787.48 in all)" in told
    assert "at 15% APR" in told
    assert "subject to approval" in told


@pytest.mark.parametrize("method", ["paypal", "affirm", "card_hosted"])
def test_a_hosted_way_leads_to_its_page(script: Script, method: str) -> None:
    order = pending_order()
    answer = pay(order, method)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert list(order.payments.values_list("method", "state")) == [(method, "started")]


def test_a_hosted_form_is_a_page_with_one_button_that_works_without_a_script(script: Script) -> None:
    script.form = {"token": "one-use"}
    html = pay(pending_order(), "card_hosted").content.decode()
    assert f'<form class="actions" method="post" action="{PAGE}" data-go>' in html
    assert '<input type="hidden" name="token" value="one-use">' in html
    assert "Go on to the card page</button>" in html


def test_pressing_twice_is_one_attempt(script: Script) -> None:
    order = pending_order()
    assert [pay(order, "paypal")["Location"] for _ in range(2)] == [PAGE, PAGE]
    assert order.payments.count() == 1
    assert script.asked == ["start paypal", "lookup paypal"]


def test_choosing_another_way_closes_the_one_before(script: Script) -> None:
    order = pending_order()
    page(order)
    pay(order, "paypal")
    assert list(order.payments.order_by("attempt").values_list("method", "state")) == [
        ("card", "cancelled"),
        ("paypal", "started"),
    ]


def test_choosing_another_way_while_money_is_on_its_way_begins_nothing(script: Script) -> None:
    order = pending_order()
    pay(order, "paypal")
    script.standing = Standing.PROCESSING
    answer = Client().post(at(order, "pay-by", "affirm"), follow=True)
    assert "We are asking PayPal" in words(answer)
    assert list(order.payments.values_list("method", "state")) == [("paypal", "started")]


def test_a_silent_provider_leaves_the_other_ways(script: Script) -> None:
    script.raises["start"] = Unknown("We could not reach the bank's processor.")
    order = pending_order()
    answer = page(order)
    assert answer.status_code == 503
    assert "The card form can’t be reached just now." in words(answer)
    assert "/pay/paypal/" in answer.content.decode()


def test_an_unknown_way_is_a_404(script: Script) -> None:
    order = pending_order()
    assert pay(order, "cheque").status_code == 404
    assert Client().get(at(order, "pay-by", "paypal")).status_code == 405
    assert order.payments.count() == 0


def test_no_field_of_ours_takes_a_card(script: Script, settings: Settings) -> None:
    for processor in ("stripe", "authorizenet"):
        settings.CARD_PROCESSOR = processor
        html = page(pending_order()).content.decode()
        assert html.count("<input") == html.count('type="hidden"'), processor


def test_an_attempt_shows_the_fields_of_the_processor_that_it_was_begun_at(
    script: Script, settings: Settings
) -> None:
    order = pending_order()
    page(order)
    settings.CARD_PROCESSOR = "authorizenet"
    html = page(order).content.decode()
    assert ('data-secret="secret"' in html, "AcceptUI.js" in html) == (True, False)
    assert list(order.payments.values_list("provider", "state")) == [("stripe", "started")]
    pay(order, "card_hosted")
    settings.CARD_PROCESSOR = "stripe"
    assert "You have opened Authorize.net’s page" in words(page(order))


def test_foot_and_bag_name_what_is_taken(client: Client, settings: Settings) -> None:
    foot = client.get("/").content.decode().partition("<footer")[2]
    assert "American Express, Visa, MasterCard, Discover, PayPal, Affirm, bank wire" in foot
    settings.WAYS_TO_PAY = ["card", "bank wire"]
    foot = client.get("/").content.decode().partition("<footer")[2]
    assert "American Express, Visa, MasterCard, Discover, bank wire" in foot
    client.post(reverse("orders:bag-add", args=[listed_item().number]))
    assert "Card or bank wire. Delivery" in words(client.get(reverse("orders:bag")))
