"""The queues of returns: whose turn it is, until when, late first; a fixed number of queries however many there are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from orders.returns import going_back
from orders.returns.desk import queues, showing
from orders.returns.models import Return
from tests.factories import returns as make
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def numbers(slug: str, words: str = "") -> list[str]:
    return [ret.number for ret in queues.shown(queues.BY_SLUG[slug], words)]


def test_each_return_waits_where_its_next_step_is_done() -> None:
    made = {
        "to-decide": make.requested(),
        "without-label": make.approved(label=False),
        "awaited": make.in_transit(),
        "to-inspect": make.received(),
        "to-send-back": make.refused(),
        "lost": make.lost(),
        "refunds": make.accepted(),
        "over": make.declined(),
    }
    door = make.moved(make.in_transit(), at_our_door_at=timezone.now())
    for slug, ret in made.items():
        assert ret.number in numbers(slug), slug
    assert numbers("to-receive") == [door.number]
    assert made["without-label"].number in numbers("awaited")
    assert numbers("to-decide") == [made["to-decide"].number]
    assert len(numbers("open")) == 8
    assert made["over"].number not in numbers("open")


def test_a_refused_piece_waits_until_it_has_left_and_is_followed_until_she_has_it() -> None:
    ret = make.refused()
    assert (numbers("to-send-back"), numbers("going-back")) == ([ret.number], [])
    make.sent_back(ret)
    assert (numbers("to-send-back"), numbers("going-back")) == ([], [ret.number])
    going_back.delivered(ret.pieces.get(), timezone.now())
    assert (numbers("to-send-back"), numbers("going-back")) == ([], [])


def test_the_day_counts_what_waits_and_what_is_late() -> None:
    make.requested()
    late = make.requested()
    make.moved(late, due_at=timezone.now() - timedelta(hours=1))
    make.received()
    counted = queues.counts()
    assert counted["return-desk:to-decide"] == (2, 1)
    assert counted["return-desk:to-inspect"] == (1, 0)
    assert counted["return-desk:lost"] == (0, 0)
    assert set(counted) == {f"return-desk:{one.slug}" for one in queues.QUEUES if one.daily}


def test_the_late_ones_stand_first_and_say_whose_turn_it_is(care: Client) -> None:
    calm, late = make.requested(), make.requested()
    make.moved(late, due_at=timezone.now() - timedelta(hours=3))
    page = care.get("/staff/return-desk/open/").content.decode()
    assert "3 h late" in page
    assert "Client care decides" in page
    assert page.index(late.number) < page.index(calm.number)


@pytest.mark.parametrize(
    ("what", "turn", "button"),
    [
        (lambda: make.approved(label=False), "It has no label yet", "Look"),
        (make.approved, "She sends it", "Look"),
        (
            lambda: make.moved(make.in_transit(), at_our_door_at=timezone.now()),
            "It is at our door",
            "Receive",
        ),
        (make.received, "Fulfilment inspects it", "Inspect"),
        (make.refused, "Fulfilment sends it back", "Send back"),
        (make.sent_back, "The carrier takes it back to her", "Look"),
        (make.withdrawn, "Withdrawn by the buyer", "Look"),
    ],
)
def test_a_row_says_whose_turn_it_is(what: object, turn: str, button: str) -> None:
    ret: Return = what()  # type: ignore[operator]
    assert showing.turn_of(make.fresh(ret)) == (turn, button)


@pytest.mark.parametrize("by", ["number", "order", "item"])
def test_words_narrow_a_queue(by: str) -> None:
    ret, _ = make.requested(), make.requested()
    words = {
        "number": ret.number.lower(),
        "order": ret.order.number,
        "item": ret.pieces.get().item.number,
    }
    assert numbers("open", words[by]) == [ret.number]


def test_her_mail_finds_all_of_hers() -> None:
    ret = make.requested()
    assert numbers("open", ret.order.contact.email.upper()) == [ret.number]
    assert numbers("open", "nobody@example.com") == []


def test_a_queue_is_two_queries_however_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for made in (make.requested, make.received, make.refunded):
        made()
    with django_assert_num_queries(2):
        rows = [
            row
            for group in showing.groups(queues.shown(queues.BY_SLUG["open"]), timezone.now())
            for row in group.rows
        ]
    assert len(rows) == 2
    with django_assert_num_queries(1):
        queues.counts()


def test_only_whose_work_it_is_has_the_queue_on_her_day() -> None:
    make.requested()
    day = at_work(staff("Fulfilment", email="ida@portero.example")).get("/staff/").content.decode()
    assert "Returns to inspect" in day
    assert "Returns to decide" not in day
    assert "Returns lost" not in day
