"""Her prepaid label: bought at the carrier's double outside of transactions, retried, mailed with its page and file."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consignment.logistics import inbound, journeys
from consignment.logistics.links import send_link
from consignment.models import Consignment, Journey
from consignment.pieces import leaving
from logistics.gateway import Address
from logistics.models import Label, LabelState, Purpose
from portero.core.mail.models import Mail
from tests.factories import consignment as make
from tests.factories.carrier import easypost_running
from tests.fakes.easypost import EasyPostDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
S = Consignment.State
TYPED = {name: make.HOME[name] for name in ("name", "street1", "city", "state", "postcode", "phone")}


@pytest.fixture
def carrier(settings: Settings) -> Iterator[EasyPostDouble]:
    with easypost_running(settings) as double:
        yield double


def begun() -> Journey:
    return inbound.begin(make.agreed())


def path_of(journey: Journey) -> str:
    return re.sub(r"^https?://[^/]+", "", send_link(journey))


def test_she_tells_her_address_and_gets_the_label(carrier: EasyPostDouble, client: Client) -> None:
    journey = begun()
    client.post(path_of(journey), TYPED)
    journeys.sweep()
    label = Label.objects.get()
    assert (label.state, label.purpose, label.insured_for) == (LabelState.BOUGHT, Purpose.INBOUND, make.START)
    assert label.signature
    journey.refresh_from_db()
    assert (journey.consignment.state, journey.label) == (S.AWAITED, label)
    mail = Mail.objects.get(kind="consigned_label")
    assert label.tracking_number in mail.text
    assert "Write nothing on the outside" in mail.text
    assert client.get(path_of(journey)).status_code == 200
    printed = client.get(f"{path_of(journey)}label/")
    assert (printed.status_code, printed["Content-Type"]) == (200, label.file_type)


def test_a_sweep_that_runs_twice_buys_one(carrier: EasyPostDouble) -> None:
    journey = begun()
    Journey.objects.filter(pk=journey.pk).update(address=make.HOME, try_at=timezone.now())
    journeys.sweep()
    journeys.sweep()
    assert journeys.buy(journey.pk) is None
    assert Label.objects.count() == 1
    assert Mail.objects.filter(kind="consigned_label").count() == 1


def test_without_a_carrier_the_reason_stands_for_staff(settings: Settings) -> None:
    settings.CARRIER_GATEWAY = "manual"
    journey = begun()
    journeys.address_told(journey.pk, Address(**make.HOME))
    assert journeys.buy(journey.pk) is None
    journey.refresh_from_db()
    assert "Buy the label at the carrier" in journey.problem
    assert journey.try_at is None
    assert make.fresh(journey.consignment).state == S.AGREED


def test_a_silent_carrier_is_asked_again(settings: Settings) -> None:
    settings.CARRIER_GATEWAY, settings.EASYPOST_API_BASE = "easypost", "http://127.0.0.1:9"
    journey, now = begun(), timezone.now()
    Journey.objects.filter(pk=journey.pk).update(address=make.HOME, try_at=now)
    assert journeys.buy(journey.pk, now=now) is None
    journey.refresh_from_db()
    assert (journey.try_at, journey.tries) == (now + timedelta(minutes=1), 1)


def test_a_label_of_a_withdrawn_piece_is_voided_once(carrier: EasyPostDouble) -> None:
    journey = begun()
    Journey.objects.filter(pk=journey.pk).update(address=make.HOME, try_at=timezone.now())
    journeys.sweep()
    leaving.withdraw(journey.consignment_id, by_consignor=True)
    journeys.sweep()
    assert Label.objects.get().state in (LabelState.REFUNDING, LabelState.REFUNDED)
    assert journeys.sweep() == 0


@pytest.mark.parametrize("change", [{"postcode": "1001"}, {"state": "XX"}, {"name": "<b>www.x.example</b>"}])
def test_a_wrong_address_is_said_beside_its_field(client: Client, change: dict[str, str]) -> None:
    journey = begun()
    answer = client.post(path_of(journey), TYPED | change)
    journey.refresh_from_db()
    assert (answer.status_code, journey.address) == (422, None)


def test_a_link_that_somebody_guessed_opens_nothing(client: Client) -> None:
    journey = begun()
    guessed = path_of(journey).replace(f"{journey.pk}~", f"{journey.pk + 1}~")
    assert client.get(guessed).status_code == 404
    assert client.get(f"/sell/receipt/{journey.pk}~x/").status_code == 404


def test_guessed_links_of_parcels_and_receipts_are_soon_not_looked_at(client: Client) -> None:
    journey = begun()
    views = ("send:page", "send:label", "send:receipt")
    guesses = [reverse(views[n % 3], args=[f"{journey.pk}~{n:06d}"]) for n in range(31)]
    assert [client.get(guess).status_code for guess in guesses] == [404] * 30 + [429]
    # From there not even the true link opens, until the hour is over.
    assert client.get(path_of(journey)).status_code == 429
