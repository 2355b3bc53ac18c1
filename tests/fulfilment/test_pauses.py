"""A clock that stands: no deadline, no alarm, nothing is packed; it runs on where it stopped."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from orders.fulfilment import pausing
from orders.fulfilment.models import Breach, Pause, Reminder, Shipment
from orders.fulfilment.states import ShipmentRefused
from orders.fulfilment.sweep import sweep
from portero.core.models import FigureValue
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db
Kind = Pause.Kind


def after(hours: float) -> datetime:
    return CONFIRMED + timedelta(hours=hours)


@pytest.fixture
def shipment() -> Shipment:
    return confirmed_order(at=CONFIRMED).shipments.get()


def test_what_happened_before_the_pause_stays_and_the_rest_is_moved(shipment: Shipment) -> None:
    sweep(now=after(25))
    stopped = pausing.stop(shipment, Kind.STAFF, why="She is away until Friday.", at=after(30))
    assert (stopped.ship_by, stopped.alarm_at) == (None, None)
    assert sweep(now=after(100)) == 0
    runs = pausing.run_on(stopped, Kind.STAFF, at=after(130))
    assert (runs.ship_by, runs.alarm_at) == (after(148), after(136))
    assert sweep(now=after(136)) == 1
    assert sweep(now=after(148)) == 1
    assert list(Reminder.objects.order_by("pk").values_list("kind", "due_at")) == [
        ("first", after(24)),
        ("second", after(136)),
    ]
    assert Breach.objects.get().happened_at == after(148)


def test_two_pauses_end_one_after_the_other(shipment: Shipment) -> None:
    pausing.stop(shipment, Kind.STAFF, why="She asked us to wait.", at=after(1))
    pausing.stop(shipment, Kind.PREORDER, why="It is with the engraver.", at=after(2))
    assert pausing.run_on(shipment, Kind.STAFF, at=after(5)).ship_by is None
    assert pausing.run_on(shipment, Kind.PREORDER, at=after(9)).ship_by == after(56)
    assert pausing.run_on(shipment, Kind.PREORDER, at=after(20)).ship_by == after(56)
    assert Pause.objects.filter(ended_at__isnull=True).count() == 0


def test_stopping_twice_is_one_pause(shipment: Shipment) -> None:
    for hours in (1, 3):
        pausing.stop(shipment, Kind.STAFF, why="She asked us to wait.", at=after(hours))
    assert Pause.objects.get().began_at == after(1)


def test_while_it_stands_nothing_is_packed(shipment: Shipment, packer: User) -> None:
    pausing.stop(shipment, Kind.STAFF, why="She asked us to wait.")
    with pytest.raises(ShipmentRefused, match="may not be packed yet"):
        pack(shipment, packer, "T-1")
    shipment.refresh_from_db()
    assert shipment.state == "to_pack"


@pytest.mark.parametrize(
    ("why", "message"), [(" ", "Say why"), ("No reason.", "is waiting for payment; its")]
)
def test_what_is_refused(why: str, message: str) -> None:
    shipment = pending_order().shipments.get()
    with pytest.raises(ShipmentRefused, match=message):
        pausing.stop(shipment, Kind.STAFF, why=why)
    assert not Pause.objects.exists()


def test_in_business_hours_the_weekend_rings_no_alarm() -> None:
    FigureValue.objects.create(name="ship_by_clock", value=2, reason="the office is closed at night")
    FigureValue.objects.create(name="ship_by_hours", value=16, reason="two working days")
    FigureValue.objects.create(name="ship_by_reminder_hours", value=8, reason="half of it")
    friday = datetime.fromisoformat("2026-11-20T16:00-05:00")
    shipment = confirmed_order(at=friday).shipments.get()
    assert shipment.alarm_at == datetime.fromisoformat("2026-11-23T16:00-05:00")
    assert shipment.ship_by == datetime.fromisoformat("2026-11-24T16:00-05:00")


def test_the_manager_stops_it_on_the_page_and_the_packer_can_not(shipment: Shipment, packer: User) -> None:
    url = f"/staff/ship-by/{shipment.number}/clock/"
    assert at_work(packer).post(url, {"why": "I am late."}).status_code == 403
    boss = at_work(staff("Administrator", email="boss@portero.example"))
    page = boss.post(url, {"why": "She is away until Friday."}, follow=True).content.decode()
    assert "Stopped by the manager: She is away until Friday." in page
    assert Pause.objects.get().why == "She is away until Friday."
    boss.post(url, {"do": "run"})
    shipment.refresh_from_db()
    assert shipment.ship_by is not None
    assert Pause.objects.get().ended_at is not None
