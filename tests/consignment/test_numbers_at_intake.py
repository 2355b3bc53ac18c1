"""The desk writes down the numbers on a piece: kept secret at once, and an alarm is there before any review."""

import pytest
from django.urls import reverse

from authentication.models import Serial, SerialAlarm
from authentication.serials import alarms
from authentication.serials.keeping import decrypted
from consignment.logistics import receiving
from consignment.models import Consignment
from consignment.pieces.states import ConsignmentRefused
from portero.core.mail.models import Mail
from tests.factories import consignment as make
from tests.factories.catalog import a_category, a_designer
from tests.factories.people import at_work, staff
from tests.factories.serials import a_flagged

pytestmark = pytest.mark.django_db
NUMBER = "Canary 77-1234"


def received(**facts: object) -> Consignment:
    """Received at the desk with the number on it."""
    consignment = make.with_label(make.agreed())
    receiving.receive(consignment.pk, make.an_intake(numbers=(("serial", NUMBER),), **facts), actor=staff())
    return make.fresh(consignment)


def test_the_form_takes_number_and_code() -> None:
    vera = at_work(staff("Consignment manager", email="vera@portero.example"))
    consignment = make.with_label(make.agreed())
    told = {"designer": a_designer().pk, "category": a_category().pk, "title": "Kelly 28", "came": "Kelly 28"}
    told |= {"condition": "Light rubbing.", "serial": NUMBER, "code": "[F] 045 X", "do": "receive"}
    page = reverse("consigned:one", args=[consignment.agreement.number])
    assert vera.post(page, told | {"serial": "---"}).status_code == 422
    assert vera.post(page, told).status_code == 302
    item = make.fresh(consignment).item
    assert item is not None
    kept = {serial.kind: decrypted(serial.ciphertext) for serial in Serial.objects.filter(item=item)}
    assert kept == {"serial": NUMBER, "code": "[F] 045 X"}
    assert "Canary" not in vera.get(page).content.decode()


def test_no_mail_and_no_receipt_tells_it() -> None:
    consignment = received()
    assert Mail.objects.filter(kind="consigned_received").exists()
    for mail in Mail.objects.all():
        assert "Canary" not in f"{mail.subject} {mail.text} {mail.html} {mail.__dict__}"
    assert "Canary" not in str(list(consignment.events.values()))


def test_a_listed_number_raises_an_alarm_at_intake() -> None:
    a_flagged("canary771234", why="stolen")
    consignment = received()
    assert SerialAlarm.objects.get().kind == "Reported stolen"
    assert consignment.item
    assert alarms.blocking(consignment.item).count() == 1


def test_a_number_that_is_none_is_refused_and_nothing_is_received() -> None:
    consignment = make.with_label(make.agreed())
    with pytest.raises(ConsignmentRefused, match="letters or digits"):
        receiving.receive(consignment.pk, make.an_intake(numbers=(("serial", "--"),)), actor=staff())
    assert make.fresh(consignment).item is None
    assert not Serial.objects.exists()


def test_intake_shows_no_number_when_it_is_printed() -> None:
    assert "Canary" not in repr(make.an_intake(numbers=(("serial", NUMBER),)))
