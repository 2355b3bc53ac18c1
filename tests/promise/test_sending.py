"""Her label: bought once outside any transaction, insured for what she paid, and voided where nobody uses it."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from logistics.models import Label, TrackingEvent
from logistics.tasks import sweep_labels
from orders.promise import opening, sending, sweeping, transit
from orders.promise.states import ClaimRefused
from portero.core.models import Mail
from tests.carriage import PARIS
from tests.factories import claims as make
from tests.factories.catalog import listed_item
from tests.fakes.easypost import EasyPostDouble
from tests.logistics.test_labels import long_ago

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]


def test_the_label_leads_to_us_insured_for_what_she_paid(easypost: EasyPostDouble) -> None:
    claim = make.opened(make.delivered_order(listed_item(price=Decimal("6800.00"))))
    claim = sending.send_label(claim, actor=make.care())
    label = Label.objects.get(reference=claim.number)
    asked = easypost.state.get("shipment", label.shipment) or {}
    assert (claim.state, label.purpose, label.insured_for) == ("label_sent", "return", Decimal("6800.00"))
    assert (asked["is_return"], asked["from_address"]["name"]) == (True, "Clara Whitfield")
    assert asked["to_address"]["company"] == "Portero Luxury Inc."
    assert label.tracking_number in Mail.objects.get(kind="claim_label").text
    with pytest.raises(ClaimRefused, match="waits for no label"):
        sending.send_label(claim, actor=make.care())
    assert Label.objects.count() == 1


def test_from_abroad_it_is_declared_as_returned_goods(easypost: EasyPostDouble) -> None:
    item = listed_item(price=Decimal("1200.00"))
    claim = make.opened(make.delivered_order(item, listed_item(title="Twilly"), **PARIS))
    label_of = sending.send_label(claim, actor=make.care()).label
    assert label_of is not None
    asked = easypost.state.get("shipment", label_of.shipment) or {}
    customs = asked["customs_info"]
    assert customs["contents_type"] == "returned_goods"
    assert [line["value"] for line in customs["customs_items"]] == ["1200.00"]


def test_what_the_carrier_refuses_is_said_and_nothing_moves(easypost: EasyPostDouble) -> None:
    claim = make.opened()
    easypost.switch("no_rates", "shipments.create")
    with pytest.raises(ClaimRefused, match="No carrier offers a label"):
        sending.send_label(claim, actor=make.care())
    assert make.fresh(claim).state == "opened"
    assert not Mail.objects.filter(kind="claim_label").exists()


def test_a_purchase_whose_answer_is_lost_is_looked_up_and_sent_by_the_sweep(easypost: EasyPostDouble) -> None:
    claim = make.opened()
    easypost.switch("timeout_after", "shipments.buy")
    with pytest.raises(ClaimRefused, match="doesn’t answer"):
        sending.send_label(claim, actor=make.care())
    long_ago(Label.objects.get())
    sweep_labels()
    assert sweeping.sweep() == 1
    assert sweeping.sweep() == 0
    assert make.fresh(claim).state == "label_sent"
    assert (Label.objects.count(), Mail.objects.filter(kind="claim_label").count()) == (1, 1)


def test_the_label_of_a_claim_that_was_withdrawn_is_voided_once(easypost: EasyPostDouble) -> None:
    claim = sending.send_label(make.opened(), actor=make.care())
    opening.withdraw(claim)
    assert sweeping.sweep() == 1
    assert Label.objects.get().state in {"refunding", "refunded"}
    assert sweeping.sweep() == 0


def test_a_label_from_the_counter_is_typed() -> None:
    told: dict[str, Any] = {"carrier": "USPS", "service": "Priority", "tracking_number": "9400111899"}
    claim = sending.send_typed(make.opened(), cost=Decimal("9.90"), actor=make.care(), **told)
    assert claim.state == "label_sent"
    assert claim.label is not None
    assert (claim.label.driver, claim.label.tracking_number) == ("manual", "9400111899")


def test_the_carriers_first_scan_says_when_it_left() -> None:
    claim = make.label_sent()
    label, at = Label.objects.get(), timezone.now()
    TrackingEvent.objects.create(label=label, key="1", at=at, status="in_transit", word="in_transit")
    Label.objects.update(status="in_transit", status_at=at)
    assert transit.follow() == 1
    assert transit.follow() == 0
    claim = make.fresh(claim)
    assert (claim.state, claim.in_transit_at) == ("in_transit", at)


def test_what_the_carrier_has_is_withdrawn_no_more() -> None:
    claim = make.in_transit()
    with pytest.raises(ClaimRefused, match=r"any more"):
        opening.withdraw(claim)
    assert make.fresh(claim).state == "in_transit"
