"""The staff's desk of submissions: the queue by deadline, the range, and what a wrong offer is answered."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consignment.desk import queries
from consignment.models import Offer, Submission
from consignment.offers.comparing import comparables_of
from consignment.submissions import answering
from portero.core.models import Mail
from tests.factories.catalog import sold_item
from tests.factories.people import at_work, staff
from tests.factories.submissions import a_submission, an_offer

pytestmark = pytest.mark.django_db
OFFER = {"range_low": "$8,000", "range_high": "9,500", "start_price": "9500.00", "floor_price": "8000"}


@pytest.fixture
def helen() -> Client:
    return at_work(staff("Consignment manager"))


def page_of(submission: Submission) -> str:
    return reverse("submissions:one", args=[submission.number])


def test_the_queue_is_by_deadline() -> None:
    now = timezone.now()
    for hours, email in ((40, "c@example.com"), (-1, "a@example.com"), (3, "b@example.com")):
        pk = a_submission(email=email).pk
        Submission.objects.filter(pk=pk).update(quote_by=now + timedelta(hours=hours))
    found = [(group.name, [one.email for one in group.rows]) for group in queries.groups(now)]
    assert found == [
        ("Late", ["a@example.com"]),
        ("Due within 12 hours", ["b@example.com"]),
        ("Later", ["c@example.com"]),
    ]


def test_an_offer_from_the_desk(helen: Client) -> None:
    submission = a_submission()
    answer = helen.post(page_of(submission), {"do": "offer", "steps": "60 $8,800\nday 120: 8000", **OFFER})
    assert answer["Location"] == reverse("submissions:queue")
    offer = Offer.objects.get()
    assert (offer.range_low, offer.floor_price) == (Decimal("8000.00"), Decimal("8000.00"))
    assert offer.steps.count() == 2


def test_staff_see_what_she_receives_before_they_offer(helen: Client) -> None:
    submission = a_submission()
    typed = {"do": "reckon", "steps": "60 8,800", "said": "A fine Kelly.", **OFFER}
    answer = helen.post(page_of(submission), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    for shown in ("Our commission is 25 %", "$7,125.00", "From day 60, $8,800", "$6,600.00", "$6,000.00"):
        assert shown in page
    for kept in ("A fine Kelly.", "60 8,800", 'value="9500.00"'):
        assert kept in page
    assert not Offer.objects.exists()
    assert not Mail.objects.filter(kind="sell_offered").exists()


def test_what_does_not_fit_together_is_not_reckoned(helen: Client) -> None:
    answer = helen.post(page_of(a_submission()), {"do": "reckon", **OFFER, "floor_price": "9600"})
    assert (answer.status_code, answer.context["reckoning"]) == (422, None)
    assert "The floor is not above the start price." in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"steps": "soon, cheaper"}, "“soon, cheaper” isn't a step"),
        ({"floor_price": "much"}, "A sum looks like 18,500."),
        ({"floor_price": "9600"}, "The floor is not above the start price."),
        ({"start_price": ""}, "Start price: how much, in dollars?"),
    ],
)
def test_a_wrong_offer_says_why_and_keeps_what_was_typed(
    helen: Client, typed: dict[str, str], said: str
) -> None:
    submission = a_submission()
    answer = helen.post(page_of(submission), {"do": "offer", "said": "A fine Kelly.", **OFFER, **typed})
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    for kept in (said, "A fine Kelly.", "$8,000"):
        assert kept in page
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    ("do", "state", "mail"),
    [
        ("decline", "declined", "sell_declined"),
        ("ask", "asked", "sell_asked"),
        ("message", "sent", "sell_message"),
    ],
)
def test_the_other_answers(helen: Client, do: str, state: str, mail: str) -> None:
    submission = a_submission()
    assert helen.post(page_of(submission), {"do": do, "said": ""}).status_code == 422
    helen.post(page_of(submission), {"do": do, "said": "The stamp, please."})
    submission.refresh_from_db()
    assert submission.state == state
    assert "The stamp, please." in Mail.objects.get(kind=mail).text


def test_a_message_waits_until_somebody_answers_it(helen: Client) -> None:
    submission = a_submission()
    answering.write(submission.pk, "Is there news?")
    assert list(queries.unread()) == [submission]
    helen.post(page_of(submission), {"do": "message", "said": "Tomorrow."})
    assert not queries.unread().exists()


def test_what_waits_for_its_consignor_is_found_in_the_queue(helen: Client) -> None:
    offered, waits = an_offer().submission, a_submission(email="mara@example.com")
    page = helen.get(reverse("submissions:queue"))
    assert list(page.context["with_her"]) == [offered]
    assert "With the consignor, 1" in page.content.decode()
    assert page.content.decode().count(page_of(waits)) == 1


def test_the_range_is_the_middle_half_of_what_was_paid() -> None:
    kelly = sold_item(title="Kelly 28", style="Kelly 28", price=Decimal(7000))
    for price in (8000, 9000, 10000, 11000):
        sold_item(title="Kelly 28", style="Kelly 28", price=Decimal(price))
    like = comparables_of(a_submission(designer=kelly.designer.name, style="Kelly 28"))
    assert (like.same_style, len(like.pieces)) == (True, 5)
    assert (like.low, like.high) == (Decimal("8000.00"), Decimal("10000.00"))


def test_two_sold_pieces_say_no_range_and_a_strange_house_nothing() -> None:
    for price in (7000, 8000):
        sold_item(title="Kelly 28", style="Kelly 28", price=Decimal(price))
    few = comparables_of(a_submission(designer="Hermès", style="Kelly 28"))
    assert (len(few.pieces), few.low) == (2, None)
    assert comparables_of(a_submission(designer="Nobody & Sons", style="")).pieces == ()


def test_a_page_costs_the_same_however_much_happened(
    helen: Client, django_assert_max_num_queries: Any
) -> None:
    submission = a_submission()
    helen.get(page_of(submission))
    for _ in range(2):
        with django_assert_max_num_queries(30):
            helen.get(page_of(submission))
        for n in range(5):
            answering.write(submission.pk, f"Line {n}")
