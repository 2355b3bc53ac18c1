"""Labels: asked, bought once, taken back; what is believed is what the provider says."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from logistics import by_hand, labels
from logistics.gateway import Parcel, Refused, Silent, gateway, no_transaction
from logistics.models import Label, LabelState, Purpose, Quotation
from logistics.tasks import sweep_labels
from portero.core.models import AuditEntry
from tests.factories.carrier import AMELIE, CLARA, a_dispatch, a_label, a_quotation, customs_of
from tests.fakes.easypost import EasyPostDouble

pytestmark = pytest.mark.django_db
TYPED: dict[str, Any] = {
    "carrier": "USPS",
    "service": "Priority",
    "tracking_number": "9400111899",
    "cost": Decimal("9.90"),
}


def long_ago(label: Label) -> None:
    """The purchase was asked so long ago that its answer isn't on the way any more, and it is due."""
    then = timezone.now() - timedelta(minutes=5)
    Label.objects.filter(pk=label.pk).update(started_at=then, lookup_at=then)


def test_rates_within_the_country_are_usps_and_the_cheapest_comes_first(easypost: EasyPostDouble) -> None:
    rates = labels.rates_of(a_quotation())
    assert [(rate.carrier, rate.service, rate.cost, rate.days) for rate in rates] == [
        ("USPS", "Ground Advantage", Decimal("10.08"), 3),
        ("USPS", "Priority Mail", Decimal("14.43"), 2),
        ("USPS", "Priority Mail Express", Decimal("50.18"), 1),
    ]
    assert easypost.summary()["paid"] == 0


def test_a_parcel_abroad_goes_by_dhl_with_its_declaration(easypost: EasyPostDouble) -> None:
    quotation = a_quotation(recipient=AMELIE, customs=customs_of())
    assert {rate.carrier for rate in labels.rates_of(quotation)} == {"DHL", "USPS"}
    asked = easypost.state.get("shipment", quotation.shipment) or {}
    line = asked["customs_info"]["customs_items"][0]
    assert (line["value"], line["hs_tariff_number"], line["origin_country"]) == ("6800.00", "420221", "FR")
    assert (asked["options"]["incoterm"], asked["customs_info"]["eel_pfc"]) == ("DDP", "AES X20261121000001")


def test_without_a_declaration_no_carrier_offers_anything_and_says_why(easypost: EasyPostDouble) -> None:
    quotation = a_quotation(recipient=AMELIE)
    assert quotation.rates == []
    assert quotation.remarks[0] == "DHL: customs_info is required for international shipments"


def test_the_label_is_insured_signed_for_and_kept(easypost: EasyPostDouble) -> None:
    label = a_label()
    assert (label.state, label.insured_for, label.cost) == ("bought", Decimal("6800.00"), Decimal("78.08"))
    asked = easypost.state.get("shipment", label.shipment) or {}
    assert (asked["insurance"], asked["options"]["delivery_confirmation"]) == ("6800.00", "SIGNATURE")
    assert label.file.read().startswith(b"%PDF-")
    assert (label.file_type, label.lookup_at) == ("application/pdf", None)
    assert AuditEntry.objects.filter(action="logistics.label_bought").count() == 1


def test_a_label_that_is_insured_for_less_says_so(
    easypost: EasyPostDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.easypost.shipments._insure", lambda *told: None)
    label = a_label()
    assert (label.state, label.insured_for) == ("bought", Decimal("0.00"))
    assert label.problem == "Insured for 0.00 USD only, not for 6800.00: insure it, or void the label."


def test_weights_and_sizes_are_rounded_up(easypost: EasyPostDouble) -> None:
    quotation = a_quotation(parcel=Parcel(1000, Decimal(30), Decimal("25.4"), Decimal(10)))
    asked = (easypost.state.get("shipment", quotation.shipment) or {})["parcel"]
    assert (asked["weight"], asked["length"], asked["width"], asked["height"]) == (35.3, 11.9, 10.0, 4.0)


def test_a_second_label_of_a_live_one_is_refused_and_nothing_is_asked(easypost: EasyPostDouble) -> None:
    quotation = a_quotation()
    rate = labels.rates_of(quotation)[0].id
    labels.buy(quotation, rate)
    with pytest.raises(Refused, match="has a label already"):
        labels.buy(quotation, rate)
    with pytest.raises(Refused, match="has a label already"):
        a_quotation()
    assert (easypost.summary()["paid"], Quotation.objects.count()) == (1, 1)


def test_the_database_itself_holds_one_live_label(easypost: EasyPostDouble) -> None:
    facts = {"reference": "R-1", "purpose": Purpose.OUTBOUND, "insured_for": 1, "driver": "easypost"}
    Label.objects.create(**facts, state=LabelState.FAILED)
    Label.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.create(**facts)


def test_a_rate_that_was_not_offered_is_refused(easypost: EasyPostDouble) -> None:
    with pytest.raises(Refused, match="isn't among those"):
        labels.buy(a_quotation(), "rate_of_somebody")
    assert (Label.objects.count(), easypost.summary()["requests"].get("shipments.buy")) == (0, None)


def test_a_refusal_leaves_the_way_free_for_another_rate(easypost: EasyPostDouble) -> None:
    quotation = a_quotation()
    easypost.switch("decline", "shipments.buy", decline_code="Missing or invalid ship to phone")
    with pytest.raises(Refused, match="invalid ship to phone"):
        labels.buy(quotation, labels.rates_of(quotation)[0].id)
    failed = Label.objects.get()
    assert (failed.state, "invalid ship to phone" in failed.problem) == ("failed", True)
    assert labels.buy(quotation, labels.rates_of(quotation)[1].id).service == "Priority Mail"
    assert easypost.summary()["paid"] == 1


def test_a_void_is_refunded_once_the_carrier_agrees(easypost: EasyPostDouble) -> None:
    label = labels.void(a_label(), reason="The address changed.")
    assert (label.state, label.poll_at) == ("refunding", None)
    easypost.finish_refund(label.shipment)
    assert labels.settle(label.pk).state == "refunded"
    assert easypost.summary()["cents"]["refund"] == easypost.summary()["cents"].total() // 2
    assert a_label().state == "bought"


def test_a_refund_that_the_carrier_refuses_is_told(easypost: EasyPostDouble) -> None:
    label = labels.void(a_label())
    easypost.finish_refund(label.shipment, "rejected")
    assert labels.settle(label.pk).state == "not_refunded"


def test_a_void_that_the_carrier_refuses_leaves_a_good_label(easypost: EasyPostDouble) -> None:
    label = a_label()
    easypost.switch("decline", "shipments.refund")
    with pytest.raises(Refused, match="has been used"):
        labels.void(label)
    label.refresh_from_db()
    assert (label.state, label.voided_at) == ("bought", None)


def test_a_parcel_on_its_way_keeps_its_label(easypost: EasyPostDouble) -> None:
    label = a_label()
    Label.objects.filter(pk=label.pk).update(status="in_transit")
    with pytest.raises(Refused, match="The carrier has the parcel"):
        labels.void(label)
    assert easypost.summary()["requests"].get("shipments.refund") is None


def test_a_return_label_is_the_cheapest_and_leads_to_us(easypost: EasyPostDouble) -> None:
    back = a_dispatch("RT-77", sender=CLARA, recipient=a_dispatch().sender, is_return=True)
    label = labels.return_label(back)
    asked = easypost.state.get("shipment", label.shipment) or {}
    assert (label.purpose, label.service) == ("return", "Ground Advantage")
    assert (asked["is_return"], asked["from_address"]["name"], asked["to_address"]["company"]) == (
        True,
        "Clara Whitfield",
        "Portero Luxury Inc.",
    )


def test_a_consignor_gets_a_label_to_new_york(easypost: EasyPostDouble) -> None:
    sent_in = a_dispatch("S-9", sender=CLARA, recipient=a_dispatch().sender, is_return=True)
    assert labels.return_label(sent_in, Purpose.INBOUND).purpose == "inbound"


def test_no_return_label_without_a_rate(easypost: EasyPostDouble) -> None:
    easypost.switch("no_rates", "shipments.create")
    with pytest.raises(Refused, match="No carrier offers a label"):
        labels.return_label(a_dispatch("RT-78", is_return=True))
    assert Label.objects.count() == 0


def test_a_label_bought_elsewhere_is_typed_and_printed() -> None:
    label = by_hand.record(a_dispatch(), Purpose.OUTBOUND, **TYPED)
    assert (label.state, label.driver, label.cost) == ("bought", "manual", Decimal("9.90"))
    assert label.file.read().startswith(b"%PDF-")
    with pytest.raises(Refused, match="has a label already"):
        by_hand.record(a_dispatch(), Purpose.OUTBOUND, **TYPED)
    assert labels.void(label).state == "refunded"


def test_nobody_is_called_inside_a_transaction(easypost: EasyPostDouble) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="A carrier is called inside"):
        no_transaction()
    quotation = a_quotation()
    with transaction.atomic(), pytest.raises(RuntimeError):
        labels.settle(_open(quotation).pk)
    assert easypost.summary()["requests"].get("shipments.retrieve") is None


def test_a_label_whose_file_is_late_is_bought_all_the_same(easypost: EasyPostDouble) -> None:
    easypost.switch("http_500_before", "file")
    label = a_label()
    assert (label.state, bool(label.file), label.lookup_at is None) == ("bought", False, False)
    long_ago(label)
    sweep_labels()
    label.refresh_from_db()
    assert (bool(label.file), label.lookup_at) == (True, None)


def test_a_purchase_that_turns_up_after_we_gave_it_up_is_voided_if_another_was_bought(
    easypost: EasyPostDouble,
) -> None:
    """Two quotations: the first purchase is answered so late that the second was made meanwhile."""
    lost = _open(a_quotation())
    long_ago(lost)
    assert labels.settle(lost.pk).state == "failed"
    second = a_label()
    gateway("easypost").buy(lost.shipment, lost.rate, lost.insured_for)
    assert labels.settle(lost.pk).state == "stray"
    sweep_labels()
    lost.refresh_from_db()
    second.refresh_from_db()
    assert (lost.state, second.state, easypost.summary()["paid"]) == ("refunding", "bought", 1)


def test_a_purchase_that_the_provider_knows_nothing_of_is_given_up_by_a_person(
    easypost: EasyPostDouble,
) -> None:
    """The key of another account: every lookup is a definite no, and the label would hang for ever."""
    label = _open(a_quotation())
    Label.objects.filter(pk=label.pk).update(shipment="shp_of_another_account")
    long_ago(label)
    sweep_labels()
    label.refresh_from_db()
    assert label.state == "buying"
    easypost.switch("http_500_before", "shipments.retrieve")
    with pytest.raises(Silent):
        labels.give_up(label, actor=None, reason="Looked it up.")
    easypost.switch("rate_limit", "shipments.retrieve")
    with pytest.raises(Refused, match="busy"):
        labels.give_up(label, actor=None, reason="Looked it up.")
    assert labels.give_up(label, actor=None, reason="Looked it up.").state == "failed"
    assert AuditEntry.objects.get(action="logistics.label_given_up").reason == "Looked it up."
    assert a_label().state == "bought"


def test_a_purchase_that_the_provider_knows_is_not_given_up(easypost: EasyPostDouble) -> None:
    label = _open(a_quotation())
    with pytest.raises(Refused, match="may still be on its way"):
        labels.give_up(label, actor=None, reason="Impatient.")
    gateway("easypost").buy(label.shipment, label.rate, label.insured_for)
    assert labels.give_up(label, actor=None, reason="Impatient.").state == "bought"


def test_silence_is_told_and_looked_up(easypost: EasyPostDouble) -> None:
    easypost.switch("timeout_after", "shipments.buy")
    with pytest.raises(Silent, match="nothing is bought twice"):
        a_label()
    label = Label.objects.get()
    assert (label.state, labels.settle(label.pk).state) == ("buying", "bought")


def _open(quotation: Quotation) -> Label:
    """A purchase whose request never reached the provider."""
    return labels._opened(quotation, labels.rates_of(quotation)[0].id, None)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("", "not scanned yet"),
        ("unknown", "not scanned yet"),
        ("pre_transit", "not scanned yet"),
        ("out_for_delivery", "out for delivery"),
    ],
)
def test_staff_read_where_a_parcel_is_in_words(status: str, words: str) -> None:
    assert Label(status=status).status_words == words
