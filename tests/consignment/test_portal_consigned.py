"""The portal once the piece is with us: its price, her consent, taking it back, one more term."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from consignment.covenant import consents
from consignment.logistics import inbound, journeys, outbound
from consignment.models import Consignment, PriceConsent
from consignment.pieces import leaving
from consignment.portal import links
from tests.factories.consignment import a_label_of, agreed, fresh, listed, manager, received, with_label
from tests.factories.submissions import a_submission as another_submission

pytestmark = pytest.mark.django_db
D = Decimal


def browser_of(consignment: Consignment) -> Client:
    client = Client()
    submission = consignment.agreement.offer.submission
    client.post(reverse("portal:open", args=[links.token_for(submission)]))
    return client


def address(consignment: Consignment, view: str = "piece", *more: object) -> str:
    return reverse(f"portal:{view}", args=[consignment.agreement.offer.submission.number, *more])


def page(consignment: Consignment) -> str:
    return browser_of(consignment).get(address(consignment)).content.decode()


def test_before_she_sent_it_she_is_led_to_her_label() -> None:
    consignment = agreed()
    inbound.begin(consignment)
    text = page(consignment)
    assert "Tell us where the parcel comes from" in text
    assert "Tell us the address it comes from, and we mail you a prepaid, insured label." in text
    assert "Print your label" in page(with_label(agreed()))


def test_she_reads_the_receipt_and_the_item_number() -> None:
    consignment = received()
    text = page(consignment)
    assert "Itemised receipt as PDF" in text
    assert consignment.item.number in text


def test_a_listed_piece_tells_its_price_and_the_steps_to_come() -> None:
    consignment = listed()
    text = page(consignment)
    assert "$8,000. Listed, by Portero. As agreed with its owner" in text
    assert "$7,200, if it isn’t sold by then" in text
    assert reverse("catalog:item", args=[consignment.item.number, consignment.item.slug]) in text


@pytest.mark.parametrize(("answer", "price"), [("yes", "7500.00"), ("no", "8000.00")])
def test_one_click_answers_and_is_signed(answer: str, price: str) -> None:
    consignment = listed()
    asked = consents.ask(consignment.pk, D(7500), why="Two like it were sold for less.", actor=manager())
    assert "May we change the price to $7,500?" in page(consignment)
    client = browser_of(consignment)
    client.post(address(consignment, "consent", asked.pk), {"answer": answer})
    asked.refresh_from_db()
    consignment.item.refresh_from_db()
    assert (asked.answer, asked.signed_name) == (answer, consignment.agreement.signed_name)
    assert consignment.item.price == D(price)


def test_looking_or_a_strange_answer_consents_to_nothing() -> None:
    consignment = listed()
    asked = consents.ask(consignment.pk, D(7500), why="Two like it.", actor=manager())
    client = browser_of(consignment)
    where = address(consignment, "consent", asked.pk)
    assert client.get(where).status_code == 405
    assert client.post(where, {"answer": "maybe"}).status_code == 404
    assert PriceConsent.objects.get().answer == ""


def test_what_is_no_longer_for_sale_is_not_asked_about() -> None:
    consignment = listed()
    consents.ask(consignment.pk, D(7500), why="Two like it.", actor=manager())
    leaving.withdraw(consignment.pk, by_consignor=True)
    assert "May we change the price" not in page(consignment)


def test_another_consignor_answers_nothing() -> None:
    consignment = listed()
    asked = consents.ask(consignment.pk, D(7500), why="Two like it.", actor=manager())
    stranger = Client()
    theirs = another_submission(email="eve@example.com")
    stranger.post(reverse("portal:open", args=[links.token_for(theirs)]))
    for number in (consignment.agreement.offer.submission.number, theirs.number):
        where = reverse("portal:consent", args=[number, asked.pk])
        assert stranger.post(where, {"answer": "yes"}).status_code == 404
    assert PriceConsent.objects.get().answer == ""


def test_she_takes_it_back_and_leaves_it_after_all() -> None:
    consignment = listed()
    client = browser_of(consignment)
    client.post(address(consignment, "take-back"))
    assert fresh(consignment).state == "withdrawn"
    client.post(address(consignment, "renew"))
    assert fresh(consignment).state == "prepared"


def test_with_its_label_back_it_can_not_be_left_here_any_more() -> None:
    consignment = listed()
    leaving.withdraw(consignment.pk, by_consignor=True)
    assert "Leave it with Portero for another term" in page(consignment)
    journey = outbound.begin(consignment.pk, actor=manager())
    assert "Leave it with Portero for another term" in page(consignment)
    journeys.labelled(journey.pk, a_label_of(journey))
    assert "Leave it with Portero for another term" not in page(consignment)


def test_the_end_of_its_term_is_not_told_as_her_own_doing() -> None:
    consignment = listed()
    leaving.end_terms(now=consignment.term_ends_at)
    text = page(consignment)
    assert "It is withdrawn: Its term has ended." in text
    assert "You withdrew it" not in text


def test_a_piece_on_the_road_is_not_taken_back() -> None:
    consignment = agreed()
    client = browser_of(consignment)
    Consignment.objects.filter(pk=consignment.pk).update(state="in_transit")
    answer = client.post(address(consignment, "take-back"), follow=True)
    assert "It is on its way to us" in answer.content.decode()
    assert fresh(consignment).state == "in_transit"
