"""The bench: packed, handed over, delivered; and what is refused."""

from datetime import timedelta

import pytest

from accounts.models import User
from orders.fulfilment.models import Breach, Shipment
from orders.fulfilment.outbound import tags_of
from orders.fulfilment.packing import mark_delivered, mark_shipped
from orders.fulfilment.states import ShipmentRefused
from orders.models import OrderEvent
from orders.order.models import Order
from portero.core.models import Mail
from tests.authentication.cases.refused import refused
from tests.factories.authentication import a_case, decided
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db
TRACKING = "9400 1118-9922 3197 4290 11"


def status(order: Order) -> str:
    return Order.objects.values_list("status", flat=True).get(pk=order.pk)


def test_a_parcel_from_the_bench_to_the_door(packer: User) -> None:
    order = confirmed_order(at=CONFIRMED)
    at = CONFIRMED + timedelta(hours=5)
    packed = pack(order.shipments.get(), packer, " T-20418 ", at=at)
    assert (packed.state, tags_of(packed), packed.packed_by, packed.packed_at) == (
        "packed",
        ["T-20418"],
        packer,
        at,
    )
    assert status(order) == "packed"

    shipped = mark_shipped(packed, packer, TRACKING, at=at)
    assert (shipped.state, shipped.tracking_number, shipped.carrier) == (
        "shipped",
        "9400111899223197429011",
        "USPS",
    )
    assert (shipped.shipped_at, shipped.shipped_by, shipped.alarm_at) == (at, packer, None)
    assert status(order) == "shipped"
    stock = order.lines.get().stockrecord
    assert (stock.num_in_stock, stock.num_allocated) == (0, 0)
    assert not Breach.objects.exists()

    assert mark_delivered(shipped, packer, at=at + timedelta(days=3)).state == "delivered"
    assert status(order) == "delivered"


def test_every_step_is_one_public_event_with_its_facts(packer: User) -> None:
    order = confirmed_order(at=CONFIRMED)
    shipment = order.shipments.get()
    mark_shipped(pack(shipment, packer, "T-1"), packer, TRACKING)
    packed, shipped = OrderEvent.objects.filter(order=order, kind__in=["packed", "shipped"])
    assert (packed.public, packed.actor, packed.from_state, packed.to_state) == (
        True,
        packer,
        "confirmed",
        "packed",
    )
    assert shipped.data == {
        "shipment": shipment.number,
        "carrier": "USPS",
        "tracking_number": "9400111899223197429011",
        "tracking_link": "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899223197429011",
    }


def test_the_order_follows_its_last_parcel(packer: User) -> None:
    order = confirmed_order(listed_item(), abroad_item(), at=CONFIRMED)
    first, second = order.shipments.order_by("pk")
    mark_shipped(pack(first, packer, "T-1"), packer, TRACKING)
    assert status(order) == "confirmed"
    second = pack(second, packer, "T-2")
    assert status(order) == "packed"
    mark_shipped(second, packer, "1234567890", "DHL")
    assert status(order) == "shipped"
    assert Mail.objects.filter(kind="shipment_sent").count() == 2


def test_a_parcel_handed_over_late_is_a_breach_even_before_a_sweep(packer: User) -> None:
    shipment = pack(confirmed_order(at=CONFIRMED).shipments.get(), packer, "T-1")
    mark_shipped(shipment, packer, TRACKING, at=CONFIRMED + timedelta(hours=49))
    assert Breach.objects.get(shipment=shipment).happened_at == CONFIRMED + timedelta(hours=48)
    assert "It left later, and we are sorry." in Mail.objects.get(kind="shipment_sent").text
    assert not Mail.objects.filter(kind="shipment_late").exists()


def test_an_unpaid_order_is_not_packed(packer: User) -> None:
    order = pending_order()
    with pytest.raises(ShipmentRefused, match="is pending payment: nothing of it may leave"):
        pack(order.shipments.get(), packer, "T-1")
    assert (order.shipments.get().state, status(order)) == ("waiting", "pending_payment")
    assert not order.events.filter(kind="packed").exists()


@pytest.mark.parametrize("tag", ["", "   ", "T" * 41])
def test_packing_needs_a_tag(packer: User, tag: str) -> None:
    shipment = confirmed_order().shipments.get()
    with pytest.raises(ShipmentRefused, match="security tag"):
        pack(shipment, packer, tag)
    shipment.refresh_from_db()
    assert shipment.state == "to_pack"


@pytest.mark.parametrize("number", ["", "  ", "1234567", "9" * 41, "94001118<b>", "héllo-wörld"])
def test_shipping_needs_a_plausible_number(packer: User, number: str) -> None:
    shipment = pack(confirmed_order().shipments.get(), packer, "T-1")
    with pytest.raises(ShipmentRefused, match="8 to 40 letters and digits"):
        mark_shipped(shipment, packer, number)
    shipment.refresh_from_db()
    assert (shipment.state, shipment.tracking_number) == ("packed", "")
    assert not Mail.objects.filter(kind="shipment_sent").exists()


def test_steps_in_the_wrong_order_are_refused(packer: User) -> None:
    shipment = confirmed_order().shipments.get()
    with pytest.raises(ShipmentRefused, match="is to pack; it can't become shipped"):
        mark_shipped(shipment, packer, TRACKING)
    with pytest.raises(ShipmentRefused, match="can't become delivered"):
        mark_delivered(shipment, packer)
    packed = pack(shipment, packer, "T-1")
    with pytest.raises(ShipmentRefused, match="is packed; it can't become packed"):
        pack(packed, packer, "T-2")
    packed.refresh_from_db()
    assert tags_of(packed) == ["T-1"]
    assert Shipment.objects.get().state == "packed"


@pytest.mark.parametrize("verdict", ["counterfeit", "cannot_verify", ""])
def test_what_failed_its_review_or_is_looked_at_is_not_sent_to_a_buyer(packer: User, verdict: str) -> None:
    order = confirmed_order(at=CONFIRMED)
    shipment, item = order.shipments.get(), order.claims.get().item
    case = a_case(item, "claim")
    if verdict:
        decided(case, verdict)
    with pytest.raises(ShipmentRefused, match="with our authenticators"):
        pack(shipment, packer, "T-1")
    shipment.refresh_from_db()
    assert shipment.state == "to_pack"
    if verdict:
        with refused("only_authentic_leaves"):
            Shipment.objects.filter(pk=shipment.pk).update(state="packed")
