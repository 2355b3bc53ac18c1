"""Buyer and staff read the same rows: what she is told is in theirs word for word, and nothing of theirs is in hers."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from orders import timeline
from orders.access import token_for
from orders.contacts import correct_email
from orders.fulfilment.models import Shipment
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.fulfilment.sweep import sweep
from orders.order.models import Order
from orders.payments import refunds
from orders.staff_facts import Sent, Told, history_of, story_of
from portero.core.mail.models import Mail
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff
from tests.fulfilment.conftest import in_2026

__all__ = ["in_2026"]
pytestmark = pytest.mark.django_db
PAID = datetime(2026, 11, 17, 20, 18, tzinfo=UTC)


@pytest.fixture
def care() -> User:
    return staff("Customer care")


@pytest.fixture
def order(care: User) -> Order:
    """Paid, reminded, its e-mail corrected, packed, shipped, delivered, and a part of it refunded."""
    found = confirmed_order(listed_item(), at=PAID)
    sweep(now=PAID + timedelta(hours=25))
    correct_email(
        found.pk, "clara@right.example.com", actor=care, reason="She called from the number we have."
    )
    parcel = pack(found.shipments.get(), None, "T-1")
    mark_shipped(parcel, None, "9400111899223197", at=PAID + timedelta(hours=30))
    mark_delivered(parcel, None, at=PAID + timedelta(hours=80))
    paid = found.payments.get()
    refunds.request(paid, paid.captured_amount / 2, reason="Half of it, as agreed.", actor=care)
    return Order.objects.get(pk=found.pk)


def hers(order: Order) -> list[timeline.Step]:
    """All that has happened, as her page tells it."""
    parcels = [step for parcel in timeline.parcels(order) for step in parcel.steps if step.at]
    return [*timeline.order_steps(order), *timeline.refund_steps(order), *parcels]


@pytest.mark.usefixtures("in_2026")
def test_what_is_kept_with_an_event_is_told_in_words(order: Order) -> None:
    data = {
        "pieces": ["P-104290-0", "P-104318-8"],
        "tag_matches": False,
        "until": "2026-11-24T20:15:00+00:00",
    }
    event = order.events.model(order=order, kind="return_requested", data=data)
    assert Told(event, "", "", order, {}).facts == {
        "pieces": "P-104290-0, P-104318-8",
        "tag matches": "no",
        "until": "Tue 24 Nov, 3:15 pm ET",
    }


def test_what_she_is_told_is_in_the_story_of_staff(order: Order) -> None:
    """Her page adds the carrier's name and the signature to what staff read of a parcel's steps."""
    story = [(told.hers.at, told.hers.what.split()[0]) for told in story_of(order) if told.hers]
    steps = hers(order)
    assert len(steps) == len(story) == 6
    assert {(step.at, step.what.split()[0].strip(",")) for step in steps} == set(story)


def test_what_only_staff_read_is_marked_and_not_on_her_page(order: Order) -> None:
    unseen = {told.event.kind for told in story_of(order) if told.hers is None}
    assert unseen == {"ship_by_reminder", "email_corrected"}
    page = unescape(Client().get(reverse("orders:order", args=[token_for(order)])).content.decode())
    assert "She called from the number we have." not in page
    assert "Half of it, as agreed." not in page
    for step in timeline.order_steps(order):
        assert step.what in page


def test_staff_read_actor_reason_and_her_words(order: Order, care: User) -> None:
    page = " ".join(
        unescape(
            at_work(care).get(reverse("admin:order_order_change", args=[order.pk])).content.decode()
        ).split()
    )
    assert f"email corrected, {care}: She called from the number we have. · staff only" in page
    assert f"refund requested, {care}: Half of it, as agreed.<br>She reads: Refund on its way." in page
    assert "She reads: Payment received, order confirmed." in page


def test_mails_stand_between_the_events_with_their_state(order: Order) -> None:
    Mail.objects.filter(kind="shipment_sent").update(state=Mail.State.FAILED, error="550 No such mailbox")
    history = history_of(order)
    assert [told.at for told in history] == sorted(told.at for told in history)
    mails = {told.mail.kind: told.mail.state for told in history if isinstance(told, Sent)}
    assert set(mails) == {"order_received", "payment_confirmed", "shipment_sent", "shipment_delivered"}
    assert mails["shipment_sent"] == Mail.State.FAILED
    assert sum(isinstance(told, Told) for told in history) == order.events.count()
    page = at_work(staff("Administrator", email="head@portero.example")).get(
        reverse("admin:order_order_change", args=[order.pk])
    )
    assert "failed: 550 No such mailbox" in page.content.decode()


def test_the_story_costs_the_same_however_long_it_is(
    order: Order, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    fresh = Order.objects.get(pk=order.pk)
    with django_assert_num_queries(3):  # type: ignore[operator]
        history_of(fresh)


def test_time_that_is_left_and_time_that_is_over_in_her_words() -> None:
    order = confirmed_order(at=PAID)
    long = timeline.parcels(order, PAID + timedelta(minutes=1))[0]
    assert (long.hours_left, long.days_left) == (47, 0)
    Shipment.objects.update(ship_by=PAID + timedelta(days=10))
    assert timeline.parcels(order, PAID + timedelta(hours=2))[0].days_left == 9
    late = timeline.parcels(order, PAID + timedelta(days=11))[0]
    assert [step.expected for step in late.steps[:2]] == ["Next", "As soon as it can"]
