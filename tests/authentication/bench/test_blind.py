"""Whoever may still review a piece learns nowhere on the staff site that a colleague has, before it is decided."""

import pytest
from django.urls import reverse

from authentication.cases import outside
from authentication.serials.recording import record
from catalog.models import Item
from tests.factories import authentication as make
from tests.factories.catalog import draft_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> Item:
    """Reviewed by anna, to be reviewed by somebody else; anna recorded its number."""
    item = draft_item()
    make.reviewed(make.a_case(item), "authentic", make.a_reviewer("anna"))
    record(item, "serial", "77-1234", make.a_reviewer("anna"))
    return item


def test_the_log_tells_of_a_review_once_its_case_is_decided(item: Item) -> None:
    browser, page = at_work(make.a_reviewer("bea")), reverse("admin:catalog_item_change", args=[item.pk])
    before = browser.get(page).content.decode()
    assert ("Taken in" in before, "anna@portero.example" in before, ">Reviewed<" in before) == (
        True,
        False,
        False,
    )
    assert f"{item.pk}-1: " not in before, "numbers with a gap would tell"
    make.reviewed(item.cases.get(), "authentic", make.a_reviewer("bea"))
    after = browser.get(page).content.decode()
    assert ("anna@portero.example" in after, ">Decided<" in after) == (True, True)


def test_who_oversees_pieces_reads_the_whole_log(item: Item) -> None:
    page = reverse("admin:catalog_item_change", args=[item.pk])
    assert "anna@portero.example" in at_work(staff("Consignment manager")).get(page).content.decode()


def test_what_a_colleague_recorded_is_not_shown_while_it_is_reviewed(item: Item) -> None:
    page, row = reverse("numbers:piece", args=[item.number]), item.serials.get().pk
    browser = at_work(make.a_reviewer("bea"))
    told = browser.get(page).content.decode()
    assert ("anna@portero.example" in told, "shown once its review is over" in told) == (False, True)
    assert browser.post(page, {"do": "show", "row": row}).status_code == 404
    assert "anna@portero.example" in at_work(make.a_reviewer("anna")).get(page).content.decode()
    assert "anna@portero.example" in at_work(staff("Consignment manager")).get(page).content.decode()
    make.reviewed(item.cases.get(), "authentic", make.a_reviewer("bea"))
    assert "anna@portero.example" in browser.get(page).content.decode()


def test_a_case_that_waits_for_nobody_of_us_offers_no_review(item: Item) -> None:
    case = item.cases.get()
    begin, page = reverse("review:begin", args=[case.number]), reverse("review:case", args=[case.number])
    browser = at_work(make.a_reviewer("cora"))
    assert begin in browser.get(page).content.decode()
    outside.ask(case.pk, make.an_expert(), actor=None)
    told = browser.get(page).content.decode()
    assert (begin in told, "Nobody has to review it now." in told, "With an outside" in told) == (
        False,
        True,
        False,
    )
