"""EasyPost's own recorded answers: our reading fits them, and the double has their shape."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from easypost.errors import NotFoundError
from pytest_django import Settings

from logistics.drivers.easypost import answers, params
from logistics.drivers.easypost.client import client
from logistics.gateway import Refund, Status
from tests.factories.carrier import a_dispatch, customs_of, easypost_running
from tests.fakes.easypost import EasyPostDouble

RECORDED = Path(__file__).parents[3] / "shared" / "payments" / "easypost"
pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers of EasyPost aren't here")


def recorded(name: str, path: str) -> dict[str, Any]:
    """The first recorded answer from this path (its last part)."""
    told = yaml.safe_load((RECORDED / f"{name}.yaml").read_text())
    for one in told["interactions"]:
        if one["request"]["uri"].rstrip("/").endswith(path):
            return json.loads(one["response"]["body"]["string"])
    raise LookupError(path)


@pytest.fixture
def double(settings: Settings) -> Iterator[EasyPostDouble]:
    with easypost_running(settings) as running:
        yield running


def test_a_shipment_is_an_offer() -> None:
    offer = answers.offer(recorded("test_shipment_create", "/shipments"))
    assert (offer.shipment, offer.remarks) == ("shp_4f5381cd729d48c2adc4d2d801d655e2", ())
    assert {(rate.service, rate.cost, rate.days) for rate in offer.rates} == {
        ("Ground Advantage", Decimal("6.07"), 3),
        ("Priority Mail", Decimal("7.42"), 2),
        ("Priority Mail Express", Decimal("34.15"), 1),
    }
    assert answers.bought(recorded("test_shipment_create", "/shipments")) is None


def test_a_purchase_is_a_label() -> None:
    label = answers.bought(recorded("test_claim_create", "/buy"))
    assert label is not None
    assert (label.tracking_number, label.carrier, label.service) == (
        "9400100208303109500669",
        "USPS",
        "Ground Advantage",
    )
    assert (label.cost, label.insured_for, label.refund) == (Decimal("6.07"), Decimal("0.00"), Refund.NONE)
    assert label.file_url.endswith(".png")


def test_insurance_is_part_of_the_cost() -> None:
    label = answers.bought(recorded("test_shipment_insure", "/insure"))
    assert label is not None
    assert (label.cost, label.insured_for) == (Decimal("7.07"), Decimal("100.00"))


def test_a_tracker_is_where_the_parcel_is() -> None:
    tracking = answers.tracking(recorded("test_tracker_create", "/trackers"))
    assert (tracking.status, len(tracking.scans)) == (Status.PRE_TRANSIT, 2)
    assert (tracking.scans[1].message, tracking.scans[1].place) == ("Shipping Label Created", "HOUSTON, TX")


def test_an_event_without_its_object_can_be_read() -> None:
    event = answers.event(recorded("test_event_retrieve_payload", "?page_size=5")["events"][0])
    assert (event.kind, event.tracker) == ("tracker.created", "")


def test_the_double_answers_in_the_recorded_shapes(double: EasyPostDouble) -> None:
    asked = params.shipment(a_dispatch(customs=customs_of()), "R-1-outbound-1")
    made = client().shipment.create(**asked).to_dict()
    _same_shape(made, recorded("test_shipment_create", "/shipments"))
    bought = client().shipment.buy(made["id"], rate={"id": made["rates"][0]["id"]}).to_dict()
    _same_shape(bought, recorded("test_claim_create", "/buy"))
    insured = client().shipment.insure(made["id"], amount="100").to_dict()
    _same_shape(insured["fees"], recorded("test_shipment_insure", "/insure")["fees"])
    double.scan(bought["tracking_code"], "pre_transit", city="HOUSTON", state="TX")
    tracker = client().tracker.retrieve(bought["tracker"]["id"]).to_dict()
    known = recorded("test_shipment_insure", "/insure")["tracker"]
    _same_shape(tracker["tracking_details"], known["tracking_details"])
    item = client().customs_item.create(**asked["customs_info"]["customs_items"][0]).to_dict()
    _same_shape(item, recorded("test_customs_item_create", "/customs_items"))


def test_the_double_refuses_as_recorded(double: EasyPostDouble) -> None:
    with pytest.raises(NotFoundError) as refused:
        client().shipment.retrieve("shp_none")
    known = recorded("test_event_retrieve_payload", "payload_11111111111111111111111111111111")
    assert refused.value.json_body["error"].keys() == known["error"].keys()
    assert refused.value.code == "SHIPMENT.NOT_FOUND"


# What carriers are asked for depends on the parcel: which options, which verifications.
OPEN = {"options", "verifications", "carrier_detail"}


def _same_shape(ours: Any, theirs: Any, where: str = "") -> None:
    """The same members, of the same kind, in everything that isn't null in either."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        assert set(ours) == set(theirs), where
        for name in set(theirs) - OPEN:
            _same_shape(ours[name], theirs[name], f"{where}.{name}")
    elif isinstance(theirs, list) and isinstance(ours, list):
        if ours and theirs:
            _same_shape(ours[0], theirs[0], f"{where}[0]")
    elif ours is not None and theirs is not None:
        assert type(ours) is type(theirs), where
