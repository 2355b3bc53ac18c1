"""The staff site: those who oversee open and close cases and read how they ended; nobody decides one there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from authentication.models import Case
from tests.factories import authentication as make
from tests.factories.catalog import draft_item, listed_item
from tests.factories.consignment import manager
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera() -> Client:
    return at_work(manager())


def told(**facts: str) -> dict[str, Any]:
    """A dialog as it is sent."""
    return {"_form_submitted": "True"} | facts


def page_of(case: Case) -> str:
    return reverse("admin:authentication_case_change", args=[case.pk])


def test_a_case_is_opened_by_hand_with_a_reason(vera: Client) -> None:
    item = draft_item()
    opened = reverse("admin:authentication_case_open_by_hand")
    assert "What it may be listed at, USD" in vera.get(opened).content.decode()
    vera.post(opened, told(number=item.number, reason=""))
    assert not item.cases.exists()
    vera.post(opened, told(number=item.number, reason="The hardware looks new."))
    case = item.cases.get()
    assert (case.kind, case.opened_by, case.events.get().said) == (
        "by_hand",
        manager(),
        "The hardware looks new.",
    )
    assert case.value == item.price


def test_the_value_that_it_may_be_listed_at_decides_the_tier(vera: Client) -> None:
    item = draft_item(designer="Coach", price=900)
    opened = reverse("admin:authentication_case_open_by_hand")
    vera.post(opened, told(number=item.number, value="5200", reason="Its owner agreed to a higher price."))
    assert item.cases.get().tier == "A"


def test_what_is_for_sale_is_refused_in_words(vera: Client) -> None:
    item = listed_item()
    asked = told(number=item.number, reason="A doubt.")
    answer = vera.post(reverse("admin:authentication_case_open_by_hand"), asked, follow=True)
    assert "off the shelf first" in answer.content.decode()
    assert not item.cases.exists()


def test_a_case_is_closed_there_and_decided_nowhere_but_by_reviews(vera: Client) -> None:
    case = make.a_case(draft_item())
    assert vera.post(page_of(case), {"state": "passed"}).status_code == 403
    vera.post(reverse("admin:authentication_case_close", args=[case.pk]), told(reason="By mistake."))
    case.refresh_from_db()
    assert (case.state, case.reason) == ("closed", "By mistake.")
    assert b"By mistake." in vera.get(page_of(case)).content


def test_before_the_decision_no_verdict_is_on_the_page(vera: Client) -> None:
    case = make.a_case(draft_item())
    case = make.reviewed(case, "counterfeit", make.a_reviewer("anna"))
    assert b"counterfeit" not in vera.get(page_of(case)).content.split(b"What happened")[1]
    make.reviewed(case, "counterfeit", make.a_reviewer("bea"))
    assert b"counterfeit" in vera.get(page_of(case)).content.split(b"What happened")[1]


def test_the_administrator_changes_the_tiers() -> None:
    ada: Any = at_work(staff("Administrator", email="ada@portero.example"))
    listed_item(designer="Prada", style="Galleria")
    ada.post(
        reverse("admin:authentication_tierrule_add"),
        {"tier": "A", "designer": "prada", "category": "", "value_from": ""},
    )
    assert make.a_case(draft_item(designer="Prada", style="Cleo", price=100)).tier == "A"
