"""A driver takes parcels: each label scanned, a list with person and time, and all of them shipped when it closes."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from logistics import by_hand, labels
from logistics.gateway import Refused
from logistics.models import Label, Purpose
from orders.fulfilment import buying, carriage, handing
from orders.fulfilment.models import HandedParcel, HandOver, Shipment
from orders.fulfilment.states import ShipmentRefused
from orders.fulfilment.tasks import sweep_parcels
from portero.core.models import Mail
from tests.factories.carrier import BOX
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db
NUMBER = "9400111899223197429011"


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Any) -> None:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}


def labelled(packer: User, number: str = NUMBER, carrier: str = "USPS") -> Shipment:
    shipment = confirmed_order(at=timezone.now() - timedelta(hours=3)).shipments.get()
    dispatch = carriage.dispatch_of(shipment, BOX)
    facts: dict[str, Any] = {
        "carrier": carrier,
        "service": "Priority Mail",
        "tracking_number": number,
        "cost": Decimal(22),
    }
    by_hand.record(dispatch, Purpose.OUTBOUND, actor=packer, **facts)
    return pack(shipment, packer, f"T-{number}")


@pytest.mark.parametrize(
    "code", [NUMBER, "9400 1118 9922 3197 4290 11", f"42010021{NUMBER}", f"420100211234{NUMBER}", "shipment"]
)
def test_whatever_the_scanner_reads_finds_the_parcel(packer: User, code: str) -> None:
    shipment = labelled(packer)
    parcel = handing.scan(
        handing.begin("USPS", packer), shipment.number.lower() if code == "shipment" else code, packer
    )
    assert (parcel.shipment, parcel.tracking_number, parcel.scanned_by) == (shipment, NUMBER, packer)
    assert Shipment.objects.get().state == "packed"


def test_closing_the_list_ships_all_of_it_with_time_and_person(packer: User) -> None:
    first, second = labelled(packer), labelled(packer, "9400111899223197429028")
    taken = handing.begin("USPS", packer)
    for shipment in (first, second):
        handing.scan(taken, shipment.number, packer)
    closed = handing.close(taken, "  J. Ortiz, badge 4471 ", packer)
    assert (closed.driver, closed.closed_by) == ("J. Ortiz, badge 4471", packer)
    for shipment in (first, second):
        shipment.refresh_from_db()
        assert (shipment.state, shipment.shipped_at, shipment.shipped_by) == (
            "shipped",
            closed.closed_at,
            packer,
        )
    assert Mail.objects.filter(kind="shipment_sent").count() == 2
    assert handing.finish_all() == 0
    with pytest.raises(ShipmentRefused, match="is closed"):
        handing.close(taken, "Somebody else", packer)


def test_scanned_twice_is_once_and_taken_off_is_off(packer: User) -> None:
    shipment, taken = labelled(packer), handing.begin("USPS", packer)
    assert handing.begin("USPS", packer) == taken
    assert handing.scan(taken, NUMBER, packer) == handing.scan(taken, NUMBER, packer)
    handing.take_off(taken, HandedParcel.objects.get().pk)
    with pytest.raises(ShipmentRefused, match="Nothing is scanned yet"):
        handing.close(taken, "J. Ortiz", packer)
    assert list(handing.ready("USPS")) == [shipment]


def no_label(packer: User) -> str:
    return pack(confirmed_order().shipments.get(), packer, "T-1").number


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (lambda packer: labelled(packer, "1234567890", "DHL").number, "goes with DHL, not with USPS"),
        (no_label, "has no label yet"),
        (
            lambda packer: confirmed_order().shipments.get().number,
            "is on no packed parcel",
        ),
        (lambda packer: "9400111899223197429035", "is on no packed parcel"),
        (lambda packer: "?", "letters and digits"),
    ],
)
def test_what_is_not_put_on_the_list(packer: User, what: Any, message: str) -> None:
    taken = handing.begin("USPS", packer)
    with pytest.raises(ShipmentRefused, match=message):
        handing.scan(taken, what(packer), packer)
    assert not HandedParcel.objects.exists()


def test_a_crash_after_closing_loses_nothing(packer: User) -> None:
    shipment, taken = labelled(packer), handing.begin("USPS", packer)
    handing.scan(taken, NUMBER, packer)
    HandOver.objects.update(closed_at=timezone.now(), closed_by=packer, driver="J. Ortiz")
    assert sweep_parcels() == 1
    shipment.refresh_from_db()
    assert shipment.state == "shipped"


def test_one_that_may_not_leave_after_all_says_so_and_stays(packer: User) -> None:
    shipment, taken = labelled(packer), handing.begin("USPS", packer)
    handing.scan(taken, NUMBER, packer)
    shipment.order.status = "cancelled"
    shipment.order.save(update_fields=["status"])
    handing.close(taken, "J. Ortiz", packer)
    assert "nothing of it may leave" in HandedParcel.objects.get().problem
    assert Shipment.objects.get().state == "packed"
    assert not Mail.objects.filter(kind="shipment_sent").exists()


def test_the_label_of_a_scanned_parcel_stays(packer: User) -> None:
    shipment, taken = labelled(packer), handing.begin("USPS", packer)
    parcel, label = handing.scan(taken, NUMBER, packer), Label.objects.get()
    with pytest.raises(Refused, match="Take it off the list"):
        buying.void(shipment, label, actor=packer, reason="Wrong box.")
    label.refresh_from_db()
    assert label.state == "bought"
    handing.take_off(taken, parcel.pk)
    assert buying.void(shipment, label, actor=packer, reason="Wrong box.").state == "refunded"


def test_a_label_that_was_voided_as_it_was_scanned_is_not_told_to_her(packer: User) -> None:
    labelled(packer)
    taken = handing.begin("USPS", packer)
    handing.scan(taken, NUMBER, packer)
    labels.void(Label.objects.get(), reason="At the same moment.")
    handing.close(taken, "J. Ortiz", packer)
    assert "voided after it was scanned" in HandedParcel.objects.get().problem
    assert Shipment.objects.get().state == "packed"
    assert not Mail.objects.filter(kind="shipment_sent").exists()


def test_the_pages(packer: User) -> None:
    labelled(packer)
    bench = at_work(packer)
    assert "USPS, 1 waiting" in bench.get("/staff/ship-by/hand-over/").content.decode()
    url = bench.post("/staff/ship-by/hand-over/", {"carrier": "USPS"})["Location"]
    wrong = bench.post(url, {"code": "12"})
    assert (wrong.status_code, "letters and digits" in wrong.content.decode()) == (422, True)
    bench.post(url, {"code": NUMBER})
    assert bench.post(url, {"do": "close", "driver": " "}).status_code == 422
    page = bench.post(url, {"do": "close", "driver": "J. Ortiz"}, follow=True).content.decode()
    assert "J. Ortiz" in page
    assert NUMBER in page
    assert Label.objects.get().tracking_number == Shipment.objects.get().tracking_number
