"""Parcels on their way: each scan once, the newest status, whatever order the news comes in."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django import Settings

from logistics import labels, tracking
from logistics.gateway import Scan, Status, Tracking, status_of
from logistics.models import CarrierMessage, Label, TrackingEvent
from logistics.tasks import poll_parcels, sweep_messages
from tests.factories.carrier import a_label, easypost_running
from tests.fakes.easypost import EasyPostDouble

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
HOOK = "/webhooks/easypost/"


def told(raw: str, minutes: int = 0, *scans: Scan) -> Tracking:
    return Tracking("trk_1", raw, NOON + timedelta(minutes=minutes), scans)


def events_of(double: EasyPostDouble) -> list[dict[str, Any]]:
    return double.state.rows("event")


def deliver(double: EasyPostDouble, event: dict[str, Any], *, forged: bool = False) -> int:
    """What the provider's server does with an event; what it sets off runs at once."""
    body = json.dumps(event).encode()
    signed = double.sign(body, forged=forged)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return Client().post(HOOK, body, content_type="application/json", headers=signed).status_code


@pytest.mark.parametrize("word", [status.value for status in Status])
def test_every_status_of_theirs_is_one_of_ours(word: str) -> None:
    assert status_of(word) == word


def test_a_word_we_have_never_heard_is_kept(easypost: EasyPostDouble) -> None:
    label = a_label()
    tracking.write(label.pk, told("teleported", 0, Scan("teleported", NOON, "Beamed up")))
    label.refresh_from_db()
    assert (label.status, label.status_word) == ("unknown", "teleported")
    assert label.events.get().word == "teleported"


def test_each_scan_once_and_appended_only(easypost: EasyPostDouble) -> None:
    label = a_label()
    scans = (
        Scan("pre_transit", NOON, "Label created"),
        Scan("in_transit", NOON, "Arrived", place="Newark, NJ"),
    )
    tracking.write(label.pk, told("in_transit", 0, *scans))
    tracking.write(label.pk, told("in_transit", 1, *scans, Scan("delivered", NOON + timedelta(1))))
    assert list(label.events.values_list("word", flat=True)) == ["pre_transit", "in_transit", "delivered"]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        TrackingEvent.objects.update(message="Nothing happened")


def test_an_answer_that_was_overtaken_moves_nothing_back(easypost: EasyPostDouble) -> None:
    label = a_label()
    tracking.write(label.pk, told("delivered", 5, Scan("delivered", NOON)))
    tracking.write(label.pk, told("in_transit", 0, Scan("in_transit", NOON - timedelta(hours=3))))
    label.refresh_from_db()
    assert (label.status, label.delivered_at, label.events.count()) == ("delivered", NOON, 2)


def test_a_delivery_that_the_carrier_takes_back_is_no_delivery(easypost: EasyPostDouble) -> None:
    label = a_label()
    tracking.write(label.pk, told("delivered", 5, Scan("delivered", NOON)))
    tracking.write(label.pk, told("return_to_sender", 9, Scan("return_to_sender", NOON + timedelta(hours=1))))
    label.refresh_from_db()
    assert (label.status, label.delivered_at) == ("return_to_sender", None)


def test_a_signed_event_makes_us_ask(easypost: EasyPostDouble) -> None:
    label = a_label()
    easypost.scan(label.tracking_number, "in_transit", city="Newark", state="NJ")
    assert deliver(easypost, events_of(easypost)[-1]) == 200
    label.refresh_from_db()
    assert (label.status, label.events.get().place) == ("in_transit", "Newark, NJ")
    assert CarrierMessage.objects.get().processed_at is not None


def test_a_forged_event_is_refused_and_nothing_is_stored(easypost: EasyPostDouble) -> None:
    label = a_label()
    easypost.scan(label.tracking_number, "delivered")
    assert deliver(easypost, events_of(easypost)[-1], forged=True) == 400
    assert Client().post(HOOK, b"{}", content_type="application/json").status_code == 400
    label.refresh_from_db()
    assert (label.status, CarrierMessage.objects.count()) == ("", 0)


def test_an_event_that_comes_twice_is_worked_off_once(easypost: EasyPostDouble) -> None:
    label = a_label()
    easypost.scan(label.tracking_number, "in_transit")
    event = events_of(easypost)[-1]
    assert [deliver(easypost, event), deliver(easypost, event)] == [200, 200]
    assert easypost.summary()["requests"]["trackers.retrieve"] == 1
    assert (CarrierMessage.objects.count(), label.events.count()) == (1, 1)


def test_events_out_of_order_end_at_the_truth(easypost: EasyPostDouble) -> None:
    label = a_label()
    for status in ("pre_transit", "in_transit", "out_for_delivery", "delivered"):
        easypost.scan(label.tracking_number, status)
    for event in reversed(events_of(easypost)):
        assert deliver(easypost, event) == 200
    label.refresh_from_db()
    assert (label.status, label.signed_by, label.poll_at) == ("delivered", "C WHITFIELD", None)
    assert label.events.count() == 4


def test_a_message_that_finds_the_provider_silent_waits_for_the_sweep(easypost: EasyPostDouble) -> None:
    label = a_label()
    easypost.scan(label.tracking_number, "delivered")
    easypost.switch("http_500_before", "trackers.retrieve")
    assert deliver(easypost, events_of(easypost)[-1]) == 200
    assert CarrierMessage.objects.get().processed_at is None
    CarrierMessage.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    sweep_messages()
    label.refresh_from_db()
    assert (label.status, CarrierMessage.objects.get().attempts) == ("delivered", 2)


def test_what_is_about_nothing_of_ours_is_kept(easypost: EasyPostDouble) -> None:
    event = {
        "id": "evt_1",
        "description": "scan_form.created",
        "result": {"id": "sf_1", "object": "ScanForm"},
    }
    assert deliver(easypost, event) == 200
    kept = CarrierMessage.objects.get()
    assert (kept.kind, kept.problem, kept.processed_at is None) == (
        "scan_form.created",
        "no label of ours",
        False,
    )


def test_a_tracker_tells_of_a_purchase_whose_answer_was_lost(easypost: EasyPostDouble) -> None:
    easypost.switch("http_500_after", "shipments.buy")
    with pytest.raises(Exception, match="nothing is bought twice"):
        a_label()
    assert deliver(easypost, events_of(easypost)[-1]) == 200
    assert Label.objects.get().state == "bought"


def test_a_refund_event_settles_a_void(easypost: EasyPostDouble) -> None:
    label = labels.void(a_label())
    easypost.finish_refund(label.shipment)
    assert deliver(easypost, events_of(easypost)[-1]) == 200
    label.refresh_from_db()
    assert label.state == "refunded"


def test_parcels_without_news_are_asked_about(easypost: EasyPostDouble) -> None:
    label = a_label()
    easypost.scan(label.tracking_number, "in_transit")
    poll_parcels()
    assert easypost.summary()["requests"].get("trackers.retrieve") is None
    Label.objects.update(poll_at=timezone.now())
    poll_parcels()
    label.refresh_from_db()
    assert label.status == "in_transit"
    assert label.poll_at is not None
    assert label.poll_at > timezone.now() + timedelta(hours=5)


def test_a_number_typed_by_hand_is_followed_too(easypost: EasyPostDouble) -> None:
    Label.objects.create(
        reference="R-1-1",
        purpose="outbound",
        driver="manual",
        carrier="USPS",
        tracking_number="9400111",
        cost=9,
        insured_for=1,
        state="bought",
        bought_at=NOON,
        poll_at=NOON,
    )
    poll_parcels()
    easypost.scan("9400111", "delivered")
    assert deliver(easypost, events_of(easypost)[-1]) == 200
    assert Label.objects.get().status == "delivered"


@pytest.mark.parametrize("fault", ["webhook_duplicate", "webhook_bad_signature", "webhook_out_of_order"])
@pytest.mark.django_db(transaction=True)
def test_the_double_delivers_as_badly_as_it_is_told(
    fault: str, settings: Settings, live_server: object
) -> None:
    with easypost_running(settings, webhook_url=f"{live_server}{HOOK}") as double:
        label = a_label()
        double.switch(fault, "tracker.updated")
        double.scan(label.tracking_number, "in_transit")
        double.scan(label.tracking_number, "delivered")
        assert double.settled()
        label.refresh_from_db()
        assert label.status == "delivered"
        assert list(label.events.values_list("word", flat=True)) == ["in_transit", "delivered"]
        assert CarrierMessage.objects.filter(kind="tracker.updated").count() == 2
