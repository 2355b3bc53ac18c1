"""The queues of claims: whose turn it is, late first, counted once, each for those whose work it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from orders.promise import appointments, sweeping
from orders.promise.desk import queues, showing
from orders.promise.models import Claim, ClaimState
from tests.factories import claims as make
from tests.factories.catalog import listed_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/claims/{}/"


def in_queue(slug: str) -> list[str]:
    now = timezone.now()
    return [claim.number for claim in queues.shown(queues.BY_SLUG[slug], now)]


@pytest.mark.parametrize(
    ("situation", "slug", "turn", "button"),
    [
        (make.opened, "answer", "Customer care", "Read it"),
        (make.label_sent, "receive", "The client", "Receive"),
        (make.in_transit, "receive", "The carrier", "Receive"),
        (make.received, "review", "Authenticators", "Begin the review"),
        (make.under_review, "review", "Authenticators", "Look"),
        (lambda: make.reviewed_as("authentic"), "review", "Authenticators", "Decide"),
        (make.third_party, "review", "The authenticator outside", "Look"),
        (make.going_back_to_her, "receive", "Fulfilment", "Send back"),
        (make.lost, "settle", "Accounting", "Look"),
    ],
)
def test_a_claim_stands_in_the_queue_of_whoever_is_next(
    situation: Callable[[], Claim], slug: str, turn: str, button: str
) -> None:
    claim = situation()
    assert {one: claim.number in in_queue(one) for one in queues.BY_SLUG} == {
        one: one in (slug, "open") for one in queues.BY_SLUG
    }
    row = queues.shown(queues.BY_SLUG[slug], timezone.now()).get()
    assert showing.turn_of(row) == (turn, button)


def test_what_waits_for_her_is_among_the_open_ones_alone_and_what_has_ended_in_none() -> None:
    hers = make.decided_authentic()
    make.declined(order=make.delivered_order(listed_item(title="Kelly 28"), tag="PT-2"))
    assert [in_queue(slug) for slug in queues.BY_SLUG] == [[], [], [], [], [], [hers.number]]


def test_a_wish_for_an_appointment_comes_to_care_wherever_the_claim_stands() -> None:
    claim = make.under_review()
    appointments.wish(claim, "Any afternoon, by video.")
    assert in_queue("answer") == in_queue("review") == [claim.number]


def test_past_its_clock_it_is_the_managers_too(manager: Client) -> None:
    claim = make.opened()
    Claim.objects.filter(pk=claim.pk).update(
        due_at=timezone.now() - timedelta(hours=3), ring_at=timezone.now()
    )
    sweeping.sweep()
    assert in_queue("late") == [claim.number]
    page = manager.get(ADDRESS.format("late")).content.decode()
    assert "3 h late" in page
    assert "Escalated" in page


def test_the_counts_are_one_query_whatever_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make.opened()
    make.received(order=make.delivered_order(listed_item(title="Kelly 28"), tag="PT-2"), tag="PT-2")
    Claim.objects.filter(state=ClaimState.OPENED).update(due_at=timezone.now() - timedelta(minutes=1))
    with django_assert_num_queries(1):
        assert queues.counts() == {
            "claims-desk:answer": (1, 1),
            "claims-desk:receive": (0, 0),
            "claims-desk:review": (1, 0),
            "claims-desk:settle": (0, 0),
            "claims-desk:late": (1, 1),
        }


def test_a_queue_is_two_queries_however_long_it_is(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(3):
        make.opened(make.delivered_order(listed_item(title=f"Kelly {n}"), tag=f"PT-{n}"))
    now = timezone.now()
    with django_assert_num_queries(2):
        groups = showing.groups(queues.shown(queues.BY_SLUG["answer"], now), now)
    assert [len(group.rows) for group in groups] == [3]


@pytest.mark.parametrize(("slug", "role"), [("answer", "Fulfilment"), ("receive", "Customer care")])
def test_somebody_elses_queue_is_not_shown(slug: str, role: str) -> None:
    assert at_work(staff(role)).get(ADDRESS.format(slug)).status_code == 403


def test_it_is_narrowed_by_number_or_address(care: Client) -> None:
    claim = make.opened()
    found = {
        words: claim.number in care.get(ADDRESS.format("answer"), {"q": words}).content.decode()
        for words in (claim.number.lower(), claim.order.number, claim.item.number, claim.order.contact.email)
    }
    assert all(found.values()), found
    assert (
        "Nothing here fits"
        in care.get(ADDRESS.format("answer"), {"q": "nobody@example.com"}).content.decode()
    )


def test_the_queues_stand_on_the_staffs_day(care: Client, table: Client) -> None:
    make.opened()
    assert "Promise claims" in care.get("/staff/").content.decode()
    day = table.get("/staff/").content.decode()
    assert "Claims to receive and send back" in day
    assert "Doubts to answer" not in day
