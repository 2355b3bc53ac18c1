"""The ship-by clock: elapsed hours from confirmed payment, over daylight saving time too."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from orders.fulfilment import clock
from orders.fulfilment.models import ShipmentState
from portero.core.models import FigureValue
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db
ET = ZoneInfo("America/New_York")


def test_confirmed_payment_starts_the_clock_of_every_shipment() -> None:
    order = confirmed_order(listed_item(), abroad_item(), at=CONFIRMED)
    for shipment in order.shipments.all():
        assert shipment.state == ShipmentState.TO_PACK
        assert shipment.confirmed_at == CONFIRMED
        assert shipment.ship_by == datetime(2026, 11, 19, 20, 18, tzinfo=UTC)
        assert shipment.alarm_at == datetime(2026, 11, 18, 20, 18, tzinfo=UTC)
    assert order.shipments.count() == 2


def test_an_unpaid_order_has_no_clock() -> None:
    shipment = pending_order().shipments.get()
    assert (shipment.state, shipment.ship_by, shipment.alarm_at) == (ShipmentState.WAITING, None, None)


def test_starting_again_moves_no_deadline() -> None:
    order = confirmed_order(at=CONFIRMED)
    clock.start(order, datetime(2026, 11, 18, tzinfo=UTC))
    assert order.shipments.get().ship_by == datetime(2026, 11, 19, 20, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("confirmed", "ship_by"),
    [
        # Clocks go forward on 8 March 2026 at 2 am and back on 1 November 2026 at 2 am.
        (datetime(2026, 3, 7, 9, 30, tzinfo=ET), datetime(2026, 3, 9, 10, 30, tzinfo=ET)),
        (datetime(2026, 10, 31, 9, 30, tzinfo=ET), datetime(2026, 11, 2, 8, 30, tzinfo=ET)),
        (datetime(2026, 11, 17, 9, 30, tzinfo=ET), datetime(2026, 11, 19, 9, 30, tzinfo=ET)),
    ],
)
def test_48_hours_are_48_elapsed_hours(confirmed: datetime, ship_by: datetime) -> None:
    assert clock.deadline(confirmed) == ship_by


def test_a_reminder_at_or_after_the_deadline_is_left_out() -> None:
    FigureValue.objects.create(name="ship_by_hours", value=30, reason="peak season")
    ship_by = clock.deadline(CONFIRMED)
    found = list(clock.rings(CONFIRMED, ship_by))
    assert [ring.reminder for ring in found] == ["first", None]
    assert [(ring.at - CONFIRMED).total_seconds() / 3600 for ring in found] == [24, 30]
