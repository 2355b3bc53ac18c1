"""How long a clock stood, and what a buyer reads of the promise then."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from orders import timeline
from orders.access import link_to
from orders.fulfilment import pausing
from orders.fulfilment.models import Pause, Shipment
from orders.fulfilment.stood import Stood, stood
from orders.order.models import Order
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order

PAID = datetime(2026, 11, 17, 20, tzinfo=UTC)
PREORDER, STAFF, VERIFICATION = Pause.Kind.PREORDER, Pause.Kind.STAFF, Pause.Kind.VERIFICATION


def event(kind: str, pause: str, hours: float, shipment: str = "R-1-1") -> Any:
    data = {"shipment": shipment, "pause": pause}
    return SimpleNamespace(kind=kind, at=PAID + timedelta(hours=hours), data=data)


def stop(pause: str, hours: float, **facts: Any) -> Any:
    return event("clock_stopped", pause, hours, **facts)


def run_on(pause: str, hours: float) -> Any:
    return event("clock_runs_on", pause, hours)


@pytest.mark.parametrize(
    ("events", "hours", "for_preorder"),
    [
        ([], 0, False),
        ([stop(STAFF, 1), run_on(STAFF, 4)], 3, False),
        ([stop(STAFF, 1), stop(VERIFICATION, 2), run_on(STAFF, 4), run_on(VERIFICATION, 6)], 5, False),
        ([stop(STAFF, 1), stop(VERIFICATION, 2), run_on(VERIFICATION, 3), run_on(STAFF, 4)], 3, False),
        ([run_on(PREORDER, 500)], 500, True),
        ([stop(STAFF, 1)], 0, False),
        ([stop(STAFF, 1, shipment="R-1-2"), run_on(STAFF, 4)], 0, False),
    ],
)
def test_the_time_of_pauses_counts_once(events: list[Any], hours: int, for_preorder: bool) -> None:
    parcel = Shipment(number="R-1-1", confirmed_at=PAID)
    assert stood(events, parcel) == Stood(timedelta(hours=hours), for_preorder)


def preorder() -> Order:
    item = listed_item()
    type(item).objects.filter(pk=item.pk).update(ships_on=date(2099, 1, 1))
    item.refresh_from_db()
    return confirmed_order(item, at=PAID)


@pytest.mark.django_db
def test_the_promise_of_a_preorder_is_told_from_its_arrival(client: Client) -> None:
    order = preorder()
    shipment = order.shipments.get()
    shipment.ships_on = None
    shipment.save(update_fields=["ships_on"])
    pausing.run_on(shipment, PREORDER, at=PAID + timedelta(days=20))
    parcel = timeline.parcels(order, PAID + timedelta(days=20, hours=12))[0]
    assert (parcel.passed, parcel.hours_left) == (25, 36)
    page = client.get(link_to(order)).content.decode()
    assert "within 48 hours of its arrival with us." in page
    assert "of your payment" not in page


@pytest.mark.django_db
def test_a_clock_that_stood_says_so(client: Client) -> None:
    order = confirmed_order(at=PAID)
    shipment = order.shipments.get()
    pausing.stop(shipment, STAFF, why="She is away.", at=PAID + timedelta(hours=6))
    pausing.run_on(shipment, STAFF, at=PAID + timedelta(hours=106))
    parcel = timeline.parcels(order, PAID + timedelta(hours=112))[0]
    assert (parcel.passed, parcel.hours_left) == (25, 36)
    page = client.get(link_to(order)).content.decode()
    assert "of your payment, without the time in which its clock stood." in page
