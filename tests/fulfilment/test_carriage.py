"""A shipment as the carrier sees it: insured, signed for, declared where a border lies between."""

from decimal import Decimal
from typing import Any

import pytest

from orders.fulfilment import carriage, papers
from orders.fulfilment.models import Shipment
from orders.fulfilment.states import ShipmentRefused
from portero.core import pdf
from tests.factories.carrier import BOX
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order

pytestmark = pytest.mark.django_db
PARIS = {"country": "FR", "state": "", "line4": "Paris", "postcode": "75008"}
ITN = "AES X20261121000001"


def shipped_to(price: str = "6800.00", made_in: str = "FR", **address: Any) -> Shipment:
    item = listed_item(price=Decimal(price), made_in=made_in)
    return confirmed_order(item, **address).shipments.get()


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What reaches the template."""
    seen: dict[str, Any] = {}

    def told(template: Any, data: dict[str, Any], **options: Any) -> bytes:
        seen.update(data)
        return b"%PDF-"

    monkeypatch.setattr("logistics.documents.papers.render", told)
    assert pdf.render is not told
    return seen


def test_at_home_it_is_insured_and_signed_for_and_nothing_is_declared() -> None:
    shipment = shipped_to()
    asked = carriage.dispatch_of(shipment, BOX)
    assert (asked.reference, asked.insured_for, asked.signature) == (
        shipment.number,
        Decimal("6800.00"),
        True,
    )
    assert (asked.recipient.name, asked.recipient.street2) == ("Clara Whitfield", "Apt 11B")
    assert (asked.sender.city, asked.customs) == ("New York", None)


def test_across_a_border_every_piece_is_declared() -> None:
    asked = carriage.dispatch_of(shipped_to(**PARIS), BOX, ITN)
    assert asked.customs is not None
    item = asked.customs.items[0]
    assert (item.hs_code, item.made_in, item.value, item.quantity) == ("4202.21", "FR", Decimal("6800.00"), 1)
    assert (asked.customs.filing, asked.customs.incoterm) == (ITN, "DDP")


def test_dear_goods_leave_only_with_an_export_filing() -> None:
    with pytest.raises(ShipmentRefused, match="export filing"):
        carriage.dispatch_of(shipped_to(**PARIS), BOX)


@pytest.mark.parametrize(
    ("price", "country", "filing"),
    [("2500.00", PARIS, "NOEEI 30.37(a)"), ("9000.00", {**PARIS, "country": "CA"}, "NOEEI 30.36")],
)
def test_small_values_and_canada_are_exempt(price: str, country: dict[str, Any], filing: str) -> None:
    asked = carriage.dispatch_of(shipped_to(price, **country), BOX)
    assert asked.customs is not None
    assert asked.customs.filing == filing


def test_a_piece_of_unknown_origin_is_not_declared() -> None:
    with pytest.raises(ShipmentRefused, match="no country of manufacture"):
        carriage.dispatch_of(shipped_to("900.00", made_in="", **PARIS), BOX)


def test_the_army_post_office_asks_for_a_customs_form() -> None:
    army = {"line4": "APO", "state": "AE", "postcode": "09012", "line1": "PSC 2 Box 1004"}
    asked = carriage.dispatch_of(shipped_to("900.00", **army), BOX)
    assert asked.customs is not None
    assert asked.recipient.country == "US"


def test_puerto_rico_is_no_border() -> None:
    island = {"country": "PR", "state": "", "line4": "San Juan", "postcode": "00901"}
    asked = carriage.dispatch_of(shipped_to(**island), BOX)
    assert (asked.customs, asked.recipient.country, asked.recipient.state) == (None, "US", "PR")


def test_what_leaves_from_tokyo_has_its_sender_there() -> None:
    item = listed_item(ships_from="JP", ships_from_city="Tokyo", made_in="FR")
    shipment = confirmed_order(item).shipments.get()
    assert (carriage.from_office(shipment), carriage.sender_of(shipment).city) == (False, "Tokyo")


def test_what_leaves_from_tokyo_names_no_american_filing() -> None:
    item = listed_item(ships_from="JP", ships_from_city="Tokyo", made_in="FR")
    asked = carriage.dispatch_of(confirmed_order(item).shipments.get(), BOX)
    assert asked.customs is not None
    assert asked.customs.filing == ""


def test_a_slip_shows_prices_unless_it_is_a_gift(printed: dict[str, Any]) -> None:
    shipment = shipped_to()
    papers.packing_slip(shipment)
    assert (printed["pieces"][0]["price"], printed["gift"]) == ("$6,800.00", False)
    contact = shipment.order.contact
    contact.gift, contact.gift_note = True, "Happy birthday"
    contact.save()
    papers.packing_slip(Shipment.objects.get(pk=shipment.pk))
    assert (printed["pieces"][0]["price"], printed["note"]) == ("", "Happy birthday")


def test_there_is_no_invoice_without_a_label() -> None:
    with pytest.raises(ShipmentRefused, match="comes with the label"):
        papers.commercial_invoice(shipped_to(**PARIS), None)
