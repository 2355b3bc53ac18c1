"""The sweep: reminders, breach and mails, once, in order, whenever it runs."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from orders.fulfilment import alarms
from orders.fulfilment.models import Breach, Reminder, Shipment
from orders.fulfilment.packing import mark_shipped
from orders.fulfilment.sweep import TRY_AGAIN_AFTER, sweep
from portero.core.models import Mail
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import staff
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db


def after(hours: float) -> datetime:
    return CONFIRMED + timedelta(hours=hours)


@pytest.fixture
def shipment() -> Shipment:
    staff("Fulfilment", email="packer@portero.example")
    both = staff("Fulfilment", email="both@portero.example")
    boss = staff("Administrator", email="boss@portero.example")
    both.groups.add(boss.groups.get())
    staff("Customer care", email="care@portero.example")
    return confirmed_order(at=CONFIRMED).shipments.get()


def reminded() -> list[str]:
    mails = Mail.objects.filter(kind="ship_by_reminder").order_by("pk")
    return [f"{mail.about.split(':')[-1]} {mail.to.split('@')[0]}" for mail in mails]


def test_nothing_happens_before_24_hours(
    shipment: Shipment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert sweep(now=after(23.99)) == 0
    assert not Reminder.objects.exists()


def test_the_whole_way_to_the_breach(shipment: Shipment) -> None:
    assert sweep(now=after(24)) == 1
    assert reminded() == ["first both", "first packer"]
    shipment.refresh_from_db()
    assert shipment.alarm_at == after(36)

    assert sweep(now=after(36.01)) == 1
    assert reminded()[2:] == ["second boss", "second both", "second packer"]
    shipment.refresh_from_db()
    assert shipment.alarm_at == after(48)

    assert sweep(now=after(48.5)) == 1
    breach = Breach.objects.get(shipment=shipment)
    assert (breach.happened_at, breach.noticed_at) == (after(48), after(48.5))
    late = Mail.objects.get(kind="shipment_late")
    assert (late.to, late.about) == ("clara@example.com", f"shipment:{shipment.number}")
    assert not Shipment.objects.filter(alarm_at__isnull=False).exists()
    events = shipment.order.events.filter(kind__startswith="ship_by")
    assert list(events.values_list("kind", "public", "at")) == [
        ("ship_by_reminder", False, after(24)),
        ("ship_by_reminder", False, after(36.01)),
        ("ship_by_missed", True, after(48)),
    ]


def test_running_twice_changes_nothing(shipment: Shipment) -> None:
    for hours in (24, 36, 48):
        sweep(now=after(hours))
        assert sweep(now=after(hours)) == 0
    assert Reminder.objects.count() == 2
    assert Mail.objects.filter(kind="shipment_late").count() == 1


def test_a_sweep_at_60_hours_records_what_it_missed_and_mails_only_the_news(shipment: Shipment) -> None:
    assert sweep(now=after(60)) == 1
    assert list(shipment.reminders.order_by("due_at").values_list("kind", "due_at", "noticed_at")) == [
        ("first", after(24), after(60)),
        ("second", after(36), after(60)),
    ]
    assert reminded() == []
    assert Breach.objects.get(shipment=shipment).happened_at == after(48)
    assert Mail.objects.filter(kind="shipment_late").count() == 1


def test_a_packed_parcel_is_late_too_and_a_shipped_one_is_not(shipment: Shipment) -> None:
    packed = pack(shipment, None, "T-1", at=after(2))
    mark_shipped(packed, None, "9400111899223", at=after(3))
    other = confirmed_order(at=CONFIRMED).shipments.get()
    pack(other, None, "T-2", at=after(2))
    assert sweep(now=after(50)) == 1
    assert Breach.objects.get().shipment == other
    assert "packed and waits for USPS" in Mail.objects.get(kind="shipment_late").text


def test_one_that_fails_stops_nobody_and_waits_ten_minutes(
    shipment: Shipment, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = confirmed_order(at=after(1)).shipments.get()
    record = alarms._record

    def fails_for_the_first(late: Shipment, *args: object, **kwargs: object) -> None:
        if late.pk == shipment.pk:
            raise RuntimeError("out of paper")
        record(late, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(alarms, "_record", fails_for_the_first)
    assert sweep(now=after(26)) == 1
    assert list(Reminder.objects.values_list("shipment_id", flat=True)) == [other.pk]
    shipment.refresh_from_db()
    assert shipment.alarm_at == after(26) + TRY_AGAIN_AFTER
    assert "out of paper" in caplog.text

    monkeypatch.undo()
    assert sweep(now=after(26) + TRY_AGAIN_AFTER) == 1
    assert shipment.reminders.get().due_at == after(24)
