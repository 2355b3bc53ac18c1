"""The label at the bench: rates, purchase, papers, void; what goes wrong is said, nothing is bought twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from logistics import labels
from logistics.gateway import Refused
from logistics.models import Label, Quotation
from orders.fulfilment.label_views import preselected
from orders.fulfilment.models import Shipment
from tests.factories.carrier import easypost_running
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work
from tests.fakes.easypost import EasyPostDouble

pytestmark = pytest.mark.django_db
BOX = {"grams": "1400", "length_cm": "35", "width_cm": "28", "height_cm": "18"}
HAND = {"carrier": "USPS", "service": "", "tracking_number": "9400 1118 9922 3197", "cost": "9.90"}
PARIS = {"country": "FR", "state": "", "line4": "Paris", "postcode": "75008"}


@pytest.fixture
def easypost(settings: Settings, tmp_path: Any) -> Iterator[EasyPostDouble]:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    with easypost_running(settings) as double:
        yield double


@pytest.fixture
def bench(packer: User) -> Client:
    return at_work(packer)


def packed(packer: User, **facts: Any) -> Shipment:
    shipment = confirmed_order(listed_item(made_in="FR"), **facts).shipments.get()
    return pack(shipment, packer, "T-9")


def at(shipment: Shipment, page: str = "label/") -> str:
    return f"/staff/ship-by/{shipment.number}/{page}"


def bought(bench: Client, shipment: Shipment, **more: str) -> Label:
    """Rates asked and the preselected one bought, as staff do it."""
    bench.post(at(shipment), BOX | more)
    page = bench.get(at(shipment))
    bench.post(at(shipment, "label/buy/"), {"rate": page.context["rate"].initial["rate"]})
    return Label.objects.get(reference=shipment.number)


def test_the_rate_she_paid_for_is_chosen_and_bought(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer)
    label = bought(bench, shipment)
    assert (label.carrier, label.service, label.state) == ("USPS", "Priority Mail", "bought")
    assert (label.insured_for, label.signature) == (shipment.insured_for, True)
    page = bench.get(at(shipment)).content.decode()
    assert label.tracking_number in page
    assert "Print label" in page
    assert "Void the label" in page
    assert "Commercial invoice" not in page


def test_the_box_stays_as_it_was_typed(bench: Client, packer: User, easypost: EasyPostDouble) -> None:
    shipment = packed(packer)
    bench.post(at(shipment), BOX)
    page = bench.get(at(shipment)).content.decode()
    assert 'name="grams" value="1400"' in page
    assert 'name="length_cm" value="35"' in page


def test_a_label_that_was_scanned_is_not_offered_for_voiding(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer)
    bought(bench, shipment)
    Label.objects.update(status="in_transit")
    assert "Void the label" not in bench.get(at(shipment)).content.decode()
    answer = bench.post(at(shipment, "label/void/"), {"reason": "Too late."})
    assert "The carrier has the parcel" in answer.content.decode()


def test_the_hand_over_takes_carrier_and_number_of_the_label(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer)
    label = bought(bench, shipment)
    page = bench.get(at(shipment, "hand-over/"))
    assert page.context["form"].initial == {"carrier": "USPS", "tracking_number": label.tracking_number}


def test_label_and_slip_are_printed_and_kept_from_caches(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer)
    bought(bench, shipment)
    for page in ("label/file/", "packing-slip/"):
        answer = bench.get(at(shipment, page))
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert "no-store" in answer["Cache-Control"]


def test_abroad_the_export_filing_is_asked_for_and_the_invoice_comes_with_the_label(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer, **PARIS)
    assert bench.get(at(shipment, "invoice/")).status_code == 404
    refused = bench.post(at(shipment), BOX)
    assert (refused.status_code, "Which number has the export filing?" in refused.content.decode()) == (
        422,
        True,
    )
    label = bought(bench, shipment, filing="X20261121000001")
    assert (label.carrier, label.service) == ("DHL", "Express Worldwide")
    assert bench.get(at(shipment, "invoice/")).content.startswith(b"%PDF-")


def test_a_silence_is_said_and_asked_about(bench: Client, packer: User, easypost: EasyPostDouble) -> None:
    shipment = packed(packer)
    bench.post(at(shipment), BOX)
    rate = bench.get(at(shipment)).context["rate"].initial["rate"]
    easypost.switch("http_500_after", "shipments.buy")
    answer = bench.post(at(shipment, "label/buy/"), {"rate": rate})
    assert (answer.status_code, "nothing is bought twice" in answer.content.decode()) == (422, True)
    again = bench.post(at(shipment, "label/buy/"), {"rate": rate})
    assert "has a label already, or one is being bought" in again.content.decode()
    assert bench.post(at(shipment, "label/look/")).status_code == 302
    assert (Label.objects.get().state, easypost.summary()["paid"]) == ("bought", 1)


def test_rates_for_an_address_that_changed_since_are_not_bought(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer)
    bench.post(at(shipment), BOX)
    rate = bench.get(at(shipment)).context["rate"].initial["rate"]
    address = shipment.order.shipping_address
    address.line1 = "12 East 72nd Street"
    address.save()
    answer = bench.post(at(shipment, "label/buy/"), {"rate": rate})
    assert "The address has changed" in answer.content.decode()
    assert (easypost.summary()["paid"], Label.objects.count()) == (0, 0)


def test_a_refusal_of_the_carrier_is_shown_in_its_words(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer)
    bench.post(at(shipment), BOX)
    rate = bench.get(at(shipment)).context["rate"].initial["rate"]
    easypost.switch("decline", "shipments.buy", decline_code="Address not found")
    answer = bench.post(at(shipment, "label/buy/"), {"rate": rate})
    assert "Address not found" in answer.content.decode()
    assert easypost.summary()["paid"] == 0


def test_a_label_is_voided_with_a_reason(bench: Client, packer: User, easypost: EasyPostDouble) -> None:
    shipment = packed(packer)
    bought(bench, shipment)
    assert bench.post(at(shipment, "label/void/"), {"reason": " "}).status_code == 422
    assert Label.objects.get().state == "bought"
    assert bench.post(at(shipment, "label/void/"), {"reason": "Wrong box."}).status_code == 302
    label = Label.objects.get()
    assert (label.state, label.void_reason, label.voided_by) == ("refunding", "Wrong box.", packer)
    assert bench.get(at(shipment, "label/file/")).status_code == 404


def test_rates_of_which_a_label_was_voided_are_asked_for_again(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    """The provider sells a shipment once: it would name the label whose money it gives back."""
    shipment = packed(packer)
    rate = bought(bench, shipment).rate
    bench.post(at(shipment, "label/void/"), {"reason": "Wrong box."})
    assert "Buy label" not in bench.get(at(shipment)).content.decode()
    with pytest.raises(Refused, match="Ask for rates again"):
        labels.buy(Quotation.objects.get(), rate)
    assert Label.objects.get().state == "refunding"
    bench.post(at(shipment), BOX)
    page = bench.get(at(shipment))
    bench.post(at(shipment, "label/buy/"), {"rate": page.context["rate"].initial["rate"]})
    voided, good = Label.objects.order_by("pk")
    assert good.state == "bought"
    assert good.tracking_number != voided.tracking_number


def test_a_label_bought_elsewhere_is_typed(bench: Client, packer: User, settings: Settings) -> None:
    settings.CARRIER_GATEWAY = "manual"
    shipment = packed(packer)
    answer = bench.post(at(shipment), BOX)
    assert "Buy the label at the carrier and type its number." in answer.content.decode()
    assert bench.post(at(shipment, "label/by-hand/"), BOX | HAND).status_code == 302
    label = Label.objects.get()
    assert (label.driver, label.tracking_number) == ("manual", "9400111899223197")
    assert bench.get(at(shipment, "label/file/")).content.startswith(b"%PDF-")


def test_no_rates_are_asked_for_a_parcel_that_leaves_from_abroad(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    order = confirmed_order(listed_item(ships_from="JP", ships_from_city="Tokyo", made_in="FR"))
    shipment = pack(order.shipments.get(), packer, "T-9")
    answer = bench.post(at(shipment), BOX)
    assert "It leaves from Tokyo: whoever has the piece buys the label there." in answer.content.decode()
    assert easypost.summary()["requests"] == {}
    assert bench.post(at(shipment, "label/by-hand/"), BOX | HAND).status_code == 302
    assert bench.get(at(shipment, "invoice/")).content.startswith(b"%PDF-")


def test_nothing_is_bought_for_a_parcel_that_has_left(
    bench: Client, packer: User, easypost: EasyPostDouble
) -> None:
    shipment = packed(packer)
    Shipment.objects.filter(pk=shipment.pk).update(
        state="shipped", shipped_at=shipment.packed_at, tracking_number="94001"
    )
    answer = bench.post(at(shipment), BOX)
    assert "it needs no label" in answer.content.decode()
    assert easypost.summary()["requests"] == {}


def test_no_rate_is_chosen_of_a_carrier_she_did_not_pay_for(packer: User) -> None:
    assert preselected(packed(packer), []) == ""


def test_what_a_label_cost_stands_as_money(bench: Client) -> None:
    Label.objects.create(reference="R-1", purpose="return", driver="manual", insured_for=1, cost="1128.05")
    assert "$1,128.05" in bench.get(reverse("admin:logistics_label_changelist")).content.decode()
