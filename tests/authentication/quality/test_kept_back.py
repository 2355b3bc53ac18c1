"""Whoever may have to grade a piece blind doesn't read its grade on the staff site; in the shop it is noticed."""

from typing import Any

import pytest
from django.test import Client

from authentication.models import BlindGrade, ReportReader
from authentication.quality import blind
from catalog.models import Item
from tests.factories.catalog import draft_item, listed_item
from tests.factories.certified import certifiable_item, certified
from tests.factories.condition import graded, grader
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor() -> Any:
    return grader("noor@portero.example")


@pytest.fixture
def desk(noor: Any) -> Client:
    return at_work(noor)


def waits(item: Item) -> BlindGrade:
    """A second grade of it is wanted; the first one was Ivo's."""
    return BlindGrade.objects.create(decision=graded(item))


def test_its_form_sends_her_to_the_choice(desk: Client, noor: Any) -> None:
    item = draft_item()
    asked = waits(item)
    answer = desk.get(f"/staff/catalog/item/{item.pk}/change/")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/staff/authentication/condition/{item.number}/",
    )
    assert not ReportReader.objects.exists()
    blind.unseal(item, noor)
    assert desk.get(f"/staff/catalog/item/{item.pk}/change/").status_code == 200
    assert not blind.waiting_for(noor).filter(pk=asked.pk).exists()


def test_lists_keep_it_back(desk: Client) -> None:
    item, other = draft_item(), draft_item()
    waits(item)
    graded(other)
    page = desk.get("/staff/catalog/item/").content.decode()
    assert page.count("Kept back") == 1
    for question in (f"grade__exact={Item.objects.get(pk=item.pk).grade}", "o=5"):
        found = desk.get(f"/staff/catalog/item/?{question}").content.decode()
        assert (item.number in found, other.number in found) == (False, True)
    decided = desk.get("/staff/catalog/gradedecision/").content.decode()
    assert (item.number in decided, other.number in decided) == (False, True)


def test_who_graded_it_reads_on() -> None:
    item = draft_item()
    waits(item)
    ivo = at_work(grader("ivo@portero.example"))
    assert ivo.get(f"/staff/catalog/item/{item.pk}/change/").status_code == 200
    assert "Kept back" not in ivo.get("/staff/catalog/item/").content.decode()


def test_a_certificate_is_kept_back_and_its_page_noticed(desk: Client, noor: Any) -> None:
    item = certifiable_item()
    version = certified(item)
    BlindGrade.objects.create(decision=item.grade_decisions.get())
    number = version.certificate.number
    assert number not in desk.get("/staff/authentication/certificate/").content.decode()
    Client().get(f"/certificates/{number}/")
    assert blind.sealed_keys(noor) == {item.pk}  # a visitor is nobody's eyes
    desk.get(f"/certificates/{number}/")
    assert ReportReader.objects.get().person == noor
    assert (
        blind.sealed_keys(noor),
        number in desk.get("/staff/authentication/certificate/").content.decode(),
    ) == (
        frozenset(),
        True,
    )


def test_the_page_of_the_shop_is_noticed(desk: Client, noor: Any, client: Client) -> None:
    item = listed_item()
    waits(item)
    client.get(f"/bag/buy/{item.number}/")
    assert not ReportReader.objects.exists()
    desk.get(f"/bag/buy/{item.number}/")
    assert (ReportReader.objects.get().person, blind.waiting_for(noor).exists()) == (noor, False)


def test_what_is_not_listed_yet_is_graded_first(noor: Any) -> None:
    on_the_shelf, new = listed_item(), draft_item()
    for item in (on_the_shelf, new):
        waits(item)
    assert [asked.decision.item_id for asked in blind.waiting_for(noor)] == [new.pk, on_the_shelf.pk]
