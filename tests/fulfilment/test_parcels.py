"""News of carriers become shipped and delivered; what goes wrong stands on the board and on her page."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from logistics import labels
from logistics.gateway import Scan, Silent, Tracking
from logistics.models import Label, Purpose
from logistics.tracking import write
from orders.access import token_for
from orders.fulfilment import carriage, parcels
from orders.fulfilment.models import Breach, Shipment
from orders.fulfilment.packing import mark_shipped
from portero.core.models import Mail
from tests.factories.carrier import BOX, easypost_running
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work
from tests.fakes.easypost import EasyPostDouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def easypost(settings: Settings, tmp_path: Any) -> Iterator[EasyPostDouble]:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    with easypost_running(settings) as double:
        yield double


def labelled(packer: User, hours_ago: float = 5) -> tuple[Shipment, Label]:
    """A packed parcel with a bought label."""
    shipment = confirmed_order(listed_item(), at=timezone.now() - timedelta(hours=hours_ago)).shipments.get()
    quotation = labels.ask(carriage.dispatch_of(shipment, BOX), Purpose.OUTBOUND)
    label = labels.buy(quotation, labels.rates_of(quotation)[0].id)
    return pack(shipment, packer, "T-9"), label


def tell(label: Label, word: str, hours_ago: float = 0, place: str = "") -> None:
    """The carrier notes something."""
    at = timezone.now() - timedelta(hours=hours_ago)
    write(label.pk, Tracking("trk", word, at, (Scan(word, at, place=place),)))


def test_delivered_is_recorded_with_the_carriers_time(packer: User, easypost: EasyPostDouble) -> None:
    shipment, label = labelled(packer)
    mark_shipped(shipment, packer, label.tracking_number, at=timezone.now() - timedelta(hours=3))
    tell(label, "delivered", hours_ago=1)
    assert parcels.sweep() == 1
    shipment.refresh_from_db()
    label.refresh_from_db()
    assert (shipment.state, shipment.delivered_at) == ("delivered", label.delivered_at)
    assert shipment.order.events.filter(kind="delivered").count() == 1
    assert parcels.sweep() == 0
    assert Mail.objects.filter(kind="shipment_delivered", to="clara@example.com").count() == 1


def test_a_scan_proves_the_hand_over_that_nobody_recorded(packer: User, easypost: EasyPostDouble) -> None:
    shipment, label = labelled(packer, hours_ago=60)
    tell(label, "in_transit", hours_ago=20)
    assert parcels.sweep() == 1
    shipment.refresh_from_db()
    assert (shipment.state, shipment.tracking_number) == ("shipped", label.tracking_number)
    # Scanned 40 hours after the payment: in time, although we learned of it later.
    assert not Breach.objects.exists()
    assert Mail.objects.filter(kind="shipment_sent").count() == 1


def test_the_delivery_of_another_parcel_is_not_hers(packer: User, easypost: EasyPostDouble) -> None:
    """The bench bought a label, and handed the parcel over with another number after all."""
    shipment, label = labelled(packer)
    mark_shipped(shipment, packer, "9400000000000")
    tell(label, "delivered")
    assert parcels.sweep() == 0
    shipment.refresh_from_db()
    assert shipment.state == "shipped"


def test_the_label_of_a_cancelled_shipment_is_voided(packer: User, easypost: EasyPostDouble) -> None:
    shipment, label = labelled(packer)
    Shipment.objects.filter(pk=shipment.pk).update(state="cancelled")
    parcels.sweep()
    label.refresh_from_db()
    assert (label.state, easypost.summary()["paid"]) == ("refunding", 0)


def test_a_label_that_can_not_be_voided_is_tried_once_and_shown(
    packer: User, easypost: EasyPostDouble
) -> None:
    shipment, _label = labelled(packer)
    Shipment.objects.filter(pk=shipment.pk).update(state="cancelled")
    easypost.switch("decline", "shipments.refund", 5)
    parcels.sweep()
    parcels.sweep()
    assert easypost.summary()["requests"]["shipments.refund"] == 1
    assert [one.what for one in parcels.trouble(timezone.now())] == [
        "Its label can't be voided: The carrier refused: The label has been used and can't be refunded."
    ]


@pytest.mark.parametrize(
    ("word", "what"),
    [("return_to_sender", "Going back to us"), ("failure", "Could not be delivered")],
)
def test_trouble_stands_on_the_board(packer: User, easypost: EasyPostDouble, word: str, what: str) -> None:
    shipment, label = labelled(packer)
    mark_shipped(shipment, packer, label.tracking_number)
    assert parcels.trouble(timezone.now()) == []
    tell(label, word)
    page = at_work(packer).get("/staff/ship-by/").content.decode()
    assert "Trouble on the way" in page
    assert what in page
    assert f"/staff/ship-by/{shipment.number}/label/" in page


def test_silence_is_trouble_after_four_days(packer: User, easypost: EasyPostDouble) -> None:
    shipment, label = labelled(packer)
    mark_shipped(shipment, packer, label.tracking_number)
    tell(label, "in_transit", hours_ago=1)
    now = timezone.now()
    assert parcels.trouble(now + timedelta(days=3)) == []
    assert [one.what for one in parcels.trouble(now + timedelta(days=5))] == ["No news from the carrier"]


def test_a_purchase_without_an_answer_is_trouble_after_a_while(
    packer: User, easypost: EasyPostDouble
) -> None:
    shipment = confirmed_order(listed_item()).shipments.get()
    quotation = labels.ask(carriage.dispatch_of(shipment, BOX), Purpose.OUTBOUND)
    easypost.switch("http_500_before", "shipments.buy")
    with pytest.raises(Silent):
        labels.buy(quotation, labels.rates_of(quotation)[0].id)
    assert parcels.trouble(timezone.now()) == []
    later = timezone.now() + timedelta(minutes=16)
    assert [one.what for one in parcels.trouble(later)] == ["No answer to the purchase of its label"]


def test_the_buyer_reads_where_her_parcel_is(packer: User, easypost: EasyPostDouble) -> None:
    shipment, label = labelled(packer)
    mark_shipped(shipment, packer, label.tracking_number, at=timezone.now() - timedelta(hours=4))
    tell(label, "pre_transit", hours_ago=5, place="New York, NY")
    tell(label, "in_transit", hours_ago=3, place="Newark, NJ")
    tell(label, "in_transit", hours_ago=2, place="Newark, NJ")
    tell(label, "out_for_delivery", hours_ago=1, place="New York, NY")
    page = Client().get(f"/orders/{token_for(shipment.order)}/").content.decode()
    assert page.index("Handed to USPS") < page.index("On its way") < page.index("Out for delivery")
    assert page.count("Newark, NJ") == 1


def test_a_label_tells_the_buyer_nothing_before_the_parcel_has_left(
    packer: User, easypost: EasyPostDouble
) -> None:
    shipment, label = labelled(packer)
    tell(label, "pre_transit", place="Newark, NJ")
    page = Client().get(f"/orders/{token_for(shipment.order)}/").content.decode()
    assert "Newark" not in page
    assert label.tracking_number not in page


def test_what_a_label_costs_is_known(packer: User, easypost: EasyPostDouble) -> None:
    _, label = labelled(packer)
    assert label.cost is not None
    assert label.cost > Decimal("10.00")
