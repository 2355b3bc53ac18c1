"""Numbers on the staff site: shown one at a time and on record, alarms decided, lists brought in."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authentication.models import FlaggedList, Serial, SerialAlarm
from portero.core.audit import AuditEntry
from tests.factories.catalog import draft_item
from tests.factories.people import at_work, staff
from tests.factories.serials import a_serial

pytestmark = pytest.mark.django_db
NUMBER = "Canary 77-1234"


def page_of(item: Any) -> str:
    return reverse("numbers:piece", args=[item.number])


def test_a_number_is_shown_when_it_is_asked_for_and_that_is_recorded() -> None:
    anna = staff("Authenticator", email="anna@portero.example")
    browser, serial = at_work(anna), a_serial(NUMBER)
    assert NUMBER not in browser.get(page_of(serial.item)).content.decode()
    assert not AuditEntry.objects.filter(action="authentication.number_read").exists()
    page = browser.post(page_of(serial.item), {"do": "show", "row": serial.pk})
    assert NUMBER in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    told = AuditEntry.objects.get(action="authentication.number_read")
    assert (told.actor, told.data) == (anna, {"kind": "serial", "row": serial.pk})


@pytest.mark.parametrize("role", ["Consignment manager", "Fulfilment"])
def test_who_may_not_read_it(role: str) -> None:
    serial = a_serial(NUMBER)
    answer = at_work(staff(role)).post(page_of(serial.item), {"do": "show", "row": serial.pk})
    assert answer.status_code == 403
    assert NUMBER not in answer.content.decode()
    assert not AuditEntry.objects.filter(action="authentication.number_read").exists()


def test_a_number_of_another_piece_isnt_shown_here() -> None:
    serial, other = a_serial(NUMBER), draft_item()
    for row in (str(serial.pk), "", "x", "9" * 30):
        answer = at_work(staff("Authenticator", email=f"{row[:3] or 'none'}@portero.example")).post(
            page_of(other), {"do": "show", "row": row}
        )
        assert answer.status_code == 404


def test_recording_and_withdrawing() -> None:
    browser, item = at_work(staff("Authenticator")), draft_item()
    page = browser.post(page_of(item), {"do": "record", "kind": "serial", "text": NUMBER}, follow=True)
    assert "It is recorded." in page.content.decode()
    assert NUMBER not in page.content.decode()
    serial = Serial.objects.get()
    browser.post(page_of(item), {"do": "withdraw", "row": serial.pk, "why": " "})
    serial.refresh_from_db()
    assert serial.withdrawn_at is None
    browser.post(page_of(item), {"do": "withdraw", "row": serial.pk, "why": "Misread."})
    serial.refresh_from_db()
    assert serial.withdrawn_why == "Misread."


def test_an_alarm_is_told_at_once_and_decided_by_a_manager() -> None:
    a_serial(NUMBER)
    item = draft_item()
    page = at_work(staff("Authenticator", email="anna@portero.example")).post(
        page_of(item), {"do": "record", "kind": "serial", "text": NUMBER}, follow=True
    )
    assert "has raised an alarm" in page.content.decode()
    alarm = SerialAlarm.objects.get()
    where = reverse("numbers:alarm", args=[alarm.pk])
    decision = {"state": "harmless", "reason": "A pair of cuff links."}
    assert (
        at_work(staff("Authenticator", email="bea@portero.example")).post(where, decision).status_code == 403
    )
    vera = at_work(staff("Consignment manager", email="vera@portero.example"))
    assert item.number in vera.get(reverse("numbers:alarms")).content.decode()
    assert vera.post(where, decision | {"reason": ""}).status_code == 422
    assert vera.post(where, decision).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.state, alarm.reason) == ("harmless", "A pair of cuff links.")
    assert "A pair of cuff links." in vera.get(where).content.decode()
    assert "No alarm waits." in vera.get(reverse("numbers:alarms")).content.decode()


def test_a_list_is_brought_in_with_its_bad_rows() -> None:
    browser = at_work(staff("Administrator"))
    file = SimpleUploadedFile("list.csv", f"number,why\n{NUMBER},stolen\nK1,borrowed\n".encode())
    told = {"name": "Register, November", "file": file}
    page = browser.post(reverse("numbers:lists"), told, follow=True).content.decode()
    for words in ("1 of 2 numbers are taken", "Line 3", "neither stolen nor counterfeit"):
        assert words in page
    assert "Canary" not in page
    again = SimpleUploadedFile("list.csv", f"number,why\n{NUMBER},stolen\nK1,borrowed\n".encode())
    assert browser.post(reverse("numbers:lists"), told | {"file": again}).status_code == 422
    assert FlaggedList.objects.count() == 1
