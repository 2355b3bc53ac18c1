"""From a certificate: whoever has the piece gets the way by mail; nobody learns whose it is."""

import pytest
from django.test import Client, TestCase
from django.utils import timezone

from authentication.models import Certificate, Holder
from orders.order.models import Order
from orders.promise.models import Claim
from portero.core.mail.models import Mail
from tests.factories import claims
from tests.factories.people import a_client, signed_in
from tests.promise.pages.steps import form_of, page_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    return claims.certified_order()


def ask(client: Client, email: str) -> str:
    """She types her address on the certificate's page."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(here(), {"email": email, "website": ""})
    assert answer.status_code == 200
    return answer.content.decode()


def here() -> str:
    """Where the certificate's page leads whoever doubts it."""
    return f"/promise/certificates/{Certificate.objects.get().number}/"


def asked_for() -> list[tuple[str, str]]:
    return list(Mail.objects.filter(kind__in=["claim_link", "claim_holder"]).values_list("kind", "to"))


def test_the_certificate_leads_to_it(client: Client, order: Order) -> None:
    number = Certificate.objects.get().number
    assert here() in client.get(f"/certificates/{number}/").content.decode()


def test_the_buyer_gets_the_link_to_the_form(client: Client, order: Order) -> None:
    ask(client, order.contact.email.upper())
    assert asked_for() == [("claim_link", order.contact.email)]
    assert form_of(order) in Mail.objects.get(kind="claim_link").text


def test_nobody_else_gets_one_and_the_answer_is_the_same(client: Client, order: Order) -> None:
    known, unknown = ask(client, order.contact.email), ask(client, "mallory@example.com")
    assert known.replace(order.contact.email, "mallory@example.com") == unknown
    assert len(asked_for()) == 1
    assert order.number not in known


def test_a_later_owner_learns_what_she_can_do(client: Client, order: Order) -> None:
    Holder.objects.create(certificate=Certificate.objects.get(), email="dora@example.com")
    ask(client, "dora@example.com")
    assert asked_for() == [("claim_holder", "dora@example.com")]
    text = Mail.objects.get(kind="claim_holder").text
    assert order.number not in text
    assert "/promise/holders/" in text


def test_one_who_has_handed_it_on_is_nobody_here(client: Client, order: Order) -> None:
    held = {"since": order.date_placed, "until": timezone.now()}
    Holder.objects.create(certificate=Certificate.objects.get(), email="dora@example.com", **held)
    ask(client, "dora@example.com")
    assert asked_for() == []


def test_a_robot_gets_the_usual_answer_and_writes_to_nobody(client: Client, order: Order) -> None:
    answer = client.post(here(), {"email": order.contact.email, "website": "http://spam.example"})
    assert answer.status_code == 200
    assert asked_for() == []


def test_too_often_is_too_often(client: Client, order: Order) -> None:
    for _ in range(6):
        ask(client, "mallory@example.com")
    assert client.post(here(), {"email": "mallory@example.com"}).status_code == 422


def test_signed_in_she_goes_on_at_once_and_nobody_else_does(client: Client, order: Order) -> None:
    clara = a_client()
    Order.objects.filter(pk=order.pk).update(user=clara)
    assert form_of(order) in signed_in(clara).get(here()).content.decode()
    other = signed_in(a_client("dora@example.com")).get(here()).content.decode()
    assert order.number not in other
    assert order.number not in client.get(here()).content.decode()


def test_it_is_disputed_until_the_claim_has_ended(client: Client, order: Order) -> None:
    number = Certificate.objects.get().number
    client.post(form_of(order), told())
    claim = Claim.objects.get()
    page = client.get(f"/certificates/{number}/").content.decode()
    assert 'data-standing="disputed"' in page
    assert "doubts what this page says" in page
    assert claim.number not in page
    client.post(page_of(claim, "withdraw/"))
    assert 'data-standing="sold"' in client.get(f"/certificates/{number}/").content.decode()


def test_a_number_that_is_none_is_a_404(client: Client) -> None:
    assert client.get("/promise/certificates/K-000000000/").status_code == 404
