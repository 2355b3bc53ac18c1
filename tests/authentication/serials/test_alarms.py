"""The same number on two pieces, or on a list: nothing passes and nothing is listed until a person has decided."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from authentication.models import SerialAlarm
from authentication.serials import alarms, recording
from authentication.serials.deciding import AlarmRefused, clear_shelf, decide
from catalog import holds
from catalog import listing as shelf
from catalog.listing import ListingRefused
from catalog.models import Hold, Item
from tests.factories.authentication import a_case, decided
from tests.factories.catalog import a_designer, draft_item, listed_item
from tests.factories.people import staff
from tests.factories.serials import a_flagged, a_serial

pytestmark = pytest.mark.django_db


def listing(item: Item) -> None:
    """As plain as SQL can."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update catalog_item set state = 'draft' where id = %s", [item.pk])
        cursor.execute("update catalog_item set state = 'listed' where id = %s", [item.pk])


def test_the_same_number_on_two_pieces_of_a_house() -> None:
    first, second = a_serial("K 123456"), a_serial("k123456")
    alarm = SerialAlarm.objects.get()
    assert (alarm.serial, alarm.other, alarm.kind) == (second, first, "The same number on two pieces")
    for item in (first.item, second.item):
        assert list(alarms.blocking(item)) == [alarm]


@pytest.mark.parametrize("kind", ["code", "card"])
def test_what_many_pieces_carry_by_right(kind: str) -> None:
    a_serial("SP0956", kind=kind)
    a_serial("SP0956", kind=kind)
    assert not SerialAlarm.objects.exists()


def test_two_houses_may_use_one_number() -> None:
    a_serial(item=draft_item(designer=a_designer("Rolex")))
    a_serial(item=draft_item(designer=a_designer("Chanel")))
    assert not SerialAlarm.objects.exists()


def test_a_withdrawn_number_meets_nobody() -> None:
    recording.withdraw(a_serial(), staff(), "Misread.")
    a_serial()
    assert not SerialAlarm.objects.exists()


def test_a_number_on_a_list() -> None:
    flagged, item = a_flagged(why="stolen"), draft_item()
    serial = a_serial("k 123 456", item)
    alarm = SerialAlarm.objects.get()
    assert (alarm.serial, alarm.flagged, alarm.kind) == (serial, flagged, "Reported stolen")


def test_a_list_of_one_house_and_a_list_of_any() -> None:
    item = draft_item(designer=a_designer("Rolex"))
    a_flagged(designer=a_designer("Chanel"))
    a_serial(item=item, kind="code")
    assert not SerialAlarm.objects.exists()
    a_flagged("SP0956", why="counterfeit")
    a_serial("SP0956", item, kind="code")
    assert SerialAlarm.objects.get().kind == "Known from counterfeits"


def test_a_piece_with_an_alarm_is_not_listed_until_it_is_harmless() -> None:
    item = listed_item()
    listing(item)
    a_serial(item=item)
    a_serial()
    with pytest.raises(IntegrityError, match="before it is listed"):
        listing(item)
    alarm = SerialAlarm.objects.get()
    decide(alarm.pk, "harmless", actor=staff(), reason="A service replacement, seen on its paper.")
    listing(item)


def test_an_alarm_that_stands_keeps_the_piece_off_the_shelf() -> None:
    item = listed_item()
    a_serial(item=item)
    a_serial()
    decide(SerialAlarm.objects.get().pk, "upheld", actor=staff(), reason="The other one is right.")
    with pytest.raises(IntegrityError, match="before it is listed"):
        listing(item)


def test_a_piece_under_a_clients_hands_leaves_the_shelf_once_she_is_done() -> None:
    item = listed_item()
    a_serial(item=item)
    holds.place([item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    a_serial()
    decide(SerialAlarm.objects.get().pk, "upheld", actor=staff(), reason="The other one is right.")
    item.refresh_from_db()
    assert (item.state, clear_shelf()) == ("listed", 0)
    holds.release("basket:1", reason="left", item_pks=[item.pk])
    assert (clear_shelf(), clear_shelf()) == (1, 0)
    item.refresh_from_db()
    assert item.state == "withdrawn"


@pytest.mark.parametrize(
    ("state", "reason"), [("harmless", "  "), ("open", "Because."), ("nonsense", "Because.")]
)
def test_a_decision_needs_a_reason(state: str, reason: str) -> None:
    a_serial()
    a_serial()
    alarm = SerialAlarm.objects.get()
    with pytest.raises(AlarmRefused):
        decide(alarm.pk, state, actor=staff(), reason=reason)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.decided_at) == ("open", None)


def test_it_is_decided_once() -> None:
    a_serial()
    a_serial()
    alarm = SerialAlarm.objects.get()
    actor = staff()
    decide(alarm.pk, "upheld", actor=actor, reason="It stands.")
    with pytest.raises(AlarmRefused, match="already"):
        decide(alarm.pk, "harmless", actor=actor, reason="No.")
    for statement in (
        "update authentication_serialalarm set state = 'open'",
        "delete from authentication_serialalarm",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert SerialAlarm.objects.get().state == "upheld"


def test_sql_cant_decide_without_a_person_or_reason() -> None:
    a_serial()
    a_serial()
    with pytest.raises(IntegrityError), transaction.atomic():
        SerialAlarm.objects.update(state="harmless", reason="ok")
    assert SerialAlarm.objects.get().state == "open"


def test_a_case_waits_for_the_alarm_and_goes_on_when_it_is_harmless() -> None:
    item = draft_item(designer=a_designer("Prada"))
    a_serial(item=item)
    a_serial(item=draft_item(designer=item.designer))
    case = decided(a_case(item), "authentic")
    assert case.state == "open"
    item.refresh_from_db()
    assert item.clearance is None
    decide(SerialAlarm.objects.get().pk, "harmless", actor=staff(), reason="Two halves of one set.")
    case.refresh_from_db()
    assert case.state == "passed"
    assert Item.objects.get(clearance__reference=case.number) == item


def test_a_case_with_an_alarm_that_stands_does_not_pass() -> None:
    item = draft_item(designer=a_designer("Prada"))
    a_serial(item=item)
    a_flagged(designer=item.designer)
    a_serial(item=item, kind="movement")
    case = decided(a_case(item), "authentic")
    decide(SerialAlarm.objects.get().pk, "upheld", actor=staff(), reason="Stolen in Milan.")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update authentication_case set state = 'passed', due_at = null, decided_at = now() where id = %s",
            [case.pk],
        )
    case.refresh_from_db()
    assert case.state == "open"


def test_the_shelf_says_why_it_refuses() -> None:
    item = listed_item()
    shelf.back_to_draft(item, reason="Looked at again.")
    a_serial(item=item)
    a_serial(item=draft_item(designer=item.designer))
    item.refresh_from_db()
    with pytest.raises(
        ListingRefused, match="An alarm about its number has to be decided before it is listed"
    ):
        shelf.publish(item)
