"""A parcel that is stuck, comes back or is lost: a task once, its buyer told, a person, steps, an outcome."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from logistics.gateway import Scan, Tracking
from logistics.models import Label, LabelState, Purpose
from logistics.tracking import write
from orders.fulfilment import astray
from orders.fulfilment.models import Astray, Shipment
from orders.fulfilment.packing import mark_delivered, mark_shipped
from portero.core.mail.composing import compose
from portero.core.models import Mail
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
NUMBER = "9400111899223197429011"
SHORT = timedelta(minutes=1)


@pytest.fixture
def shipment(packer: User) -> Shipment:
    """Handed over five days ago with a label that the carrier knows."""
    at = timezone.now() - timedelta(days=5)
    packed = pack(confirmed_order(at=at).shipments.get(), packer, "T-9", at=at)
    facts: dict[str, Any] = {"driver": "easypost", "tracker": "trk_1", "insured_for": 12500, "cost": 22}
    Label.objects.create(
        reference=packed.number, purpose=Purpose.OUTBOUND, carrier="USPS", tracking_number=NUMBER,
        state=LabelState.BOUGHT, started_at=at, bought_at=at, **facts,
    )  # fmt: skip
    return mark_shipped(packed, packer, NUMBER, at=at)


def tell(word: str, hours_ago: float = 1) -> None:
    at = timezone.now() - timedelta(hours=hours_ago)
    write(Label.objects.get().pk, Tracking("trk_1", word, at, (Scan(word, at),)))


@pytest.mark.parametrize(
    ("word", "kind", "said"),
    [
        ("", "silent", "has told us nothing new of your parcel"),
        ("return_to_sender", "returning", "is sending it back to us"),
        ("failure", "failed", "tried to deliver your parcel and could not"),
        ("error", "error", "something is wrong with your parcel"),
    ],
)
def test_trouble_becomes_one_task_and_one_honest_mail(
    shipment: Shipment, word: str, kind: str, said: str
) -> None:
    if word:
        tell(word)
    assert astray.sweep() == 1
    assert astray.sweep() == 0
    task = Astray.objects.get()
    assert (task.shipment, task.kind, task.taken_by, task.closed_at) == (shipment, kind, None, None)
    assert task.look_by == task.opened_at + timedelta(hours=24)
    mail = Mail.objects.get(kind="parcel_astray")
    compose(mail)
    assert said in mail.text
    assert "the risk is ours, not yours" in mail.text


def test_a_parcel_with_news_or_one_that_has_not_left_is_no_task(shipment: Shipment, packer: User) -> None:
    tell("in_transit")
    assert astray.sweep() == 0
    Shipment.objects.filter(pk=shipment.pk).update(state="packed")
    tell("return_to_sender", hours_ago=0.5)
    assert astray.sweep() == 0
    assert not Mail.objects.filter(kind="parcel_astray").exists()


def test_who_notes_a_step_has_the_task_until_tomorrow(shipment: Shipment, packer: User) -> None:
    astray.sweep()
    task = astray.note(Astray.objects.get().pk, "Inquiry 4471 opened.", actor=packer)
    assert task.taken_by == packer
    assert abs(task.look_by - timezone.now() - timedelta(hours=24)) < SHORT
    note = shipment.order.events.get(kind="astray_note")
    assert (note.reason, note.public, note.actor) == ("Inquiry 4471 opened.", False, packer)


def test_one_that_arrives_after_all_closes_by_itself(shipment: Shipment) -> None:
    astray.sweep()
    mark_delivered(shipment, None)
    assert astray.sweep() == 1
    task = Astray.objects.get()
    assert (task.outcome, task.closed_by) == ("delivered", None)
    assert astray.sweep() == 0


def test_lost_is_said_with_what_we_owe_her_and_stays_closed(shipment: Shipment, packer: User) -> None:
    astray.sweep()
    pk = Astray.objects.get().pk
    astray.close(pk, Astray.Outcome.LOST, "The carrier's inquiry ended.", actor=packer)
    mail = Mail.objects.get(kind="parcel_lost")
    compose(mail)
    assert "all that you paid for it goes back to you" in " ".join(mail.text.split())
    assert astray.sweep() == 0
    with pytest.raises(astray.AstrayRefused, match="closed already: lost"):
        astray.close(pk, Astray.Outcome.MOVING, "Found.", actor=packer)
    assert Astray.objects.get().outcome == "lost"


def test_silence_after_a_closed_task_is_a_new_one(shipment: Shipment, packer: User) -> None:
    astray.sweep()
    astray.close(Astray.objects.get().pk, Astray.Outcome.MOVING, "Scanned by hand in Newark.", actor=packer)
    later = timezone.now() + timedelta(days=3)
    assert astray.sweep(now=later) == 0
    assert astray.sweep(now=later + timedelta(days=2)) == 1


@pytest.mark.parametrize("words", ["", "  "])
def test_nothing_without_words(shipment: Shipment, packer: User, words: str) -> None:
    astray.sweep()
    pk = Astray.objects.get().pk
    with pytest.raises(astray.AstrayRefused):
        astray.note(pk, words, actor=packer)
    with pytest.raises(astray.AstrayRefused):
        astray.close(pk, Astray.Outcome.LOST, words, actor=packer)
    assert (Astray.objects.get().taken_by, Astray.objects.get().closed_at) == (None, None)


def test_the_pages_for_fulfilment_and_care(shipment: Shipment) -> None:
    tell("failure")
    astray.sweep()
    care = at_work(staff("Customer care", email="care@portero.example", first_name="Ines"))
    assert shipment.number in care.get("/staff/parcels-astray/").content.decode()
    url = f"/staff/parcels-astray/{Astray.objects.get().pk}/"
    page = care.get(url).content.decode()
    assert "Call the client today" in page
    assert "The carrier could not deliver it" in page
    assert care.post(url, {"words": " "}).status_code == 422
    care.post(url, {"words": "She takes Friday."})
    assert "She takes Friday." in care.get(url).content.decode()
    care.post(url, {"words": "Delivered to the neighbour.", "outcome": "delivered"})
    assert "Every parcel is on its way." in care.get("/staff/parcels-astray/").content.decode()
