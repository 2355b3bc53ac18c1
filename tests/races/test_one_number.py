"""One number at the same moment: on two pieces, on a piece that is being listed, asked about by many."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from authentication.models import MatchAttempt, SerialAlarm
from authentication.serials import alarms, limits, recording
from authentication.serials.asking import Answer, ask
from catalog import listing
from catalog.listing import ListingRefused
from tests.factories.catalog import draft_item, listed_item
from tests.factories.serials import a_serial
from tests.polling import eventually
from tests.races.together import Rendezvous, somebody_waits, together

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "K123456"


def record_on(item: Any) -> Any:
    return lambda: recording.record(item, "serial", NUMBER, None)


def test_two_desks_record_one_number_and_one_alarm_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [draft_item(), draft_item()]
    meeting = Rendezvous(2)
    monkeypatch.setattr(alarms, "look", meeting.after(alarms.look))
    together([record_on(item) for item in items])
    alarm = SerialAlarm.objects.get()
    assert {alarm.serial.item, alarm.other.item if alarm.other else None} == set(items)


def test_canary_without_the_lock_neither_sees_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [draft_item(), draft_item()]
    meeting = Rendezvous(2)
    monkeypatch.setattr(alarms, "look", meeting.after(alarms.look))
    monkeypatch.setattr(alarms, "one_at_a_time", lambda digest: None)
    together([record_on(item) for item in items])
    assert not SerialAlarm.objects.exists()


def test_a_listing_waits_for_the_alarm_that_is_being_raised() -> None:
    item = listed_item()
    a_serial(NUMBER, item)
    listing.back_to_draft(item, reason="Looked at again.")
    item.refresh_from_db()
    other = draft_item(designer=item.designer)
    recorded = Rendezvous(2)

    def record_slowly() -> None:
        with transaction.atomic():
            record_on(other)()
            recorded.wait()
            eventually(somebody_waits, "the listing waits for the number")

    def publish() -> None:
        recorded.wait()
        listing.publish(item)

    answers = together([record_slowly, publish])
    assert answers[0] is None
    assert isinstance(answers[1], ListingRefused)
    item.refresh_from_db()
    assert (item.state, SerialAlarm.objects.count()) == ("draft", 1)


def test_many_ask_at_once_and_no_more_are_answered_than_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = listed_item()
    a_serial(NUMBER, item)
    monkeypatch.setattr(limits, "PER_ITEM_DAY", 3)
    places = [f"203.0.113.{place}" for place in range(8)]
    answers = together([partial(ask, item.number, "K999999", place) for place in places])
    assert sorted(answers) == [Answer.LATER] * 5 + [Answer.NO_MATCH] * 3
    assert MatchAttempt.objects.count() == 3
