"""A code entered in a review is encrypted at once, hers to read while she reviews, and recorded when she submits."""

import pytest
from django.db import IntegrityError, transaction

from authentication.models import Finding, Serial, SerialAlarm
from authentication.serials import entered
from authentication.serials.keeping import decrypted
from tests.factories.authentication import a_case, begun_review, found, reviewed
from tests.factories.catalog import a_designer, draft_item
from tests.factories.serials import a_serial

pytestmark = pytest.mark.django_db
NUMBER = "Canary 77-1234"


def finding_with(text: str) -> Finding:
    """A finding of the check that asks for a code, in a review that has begun."""
    review = begun_review(a_case(draft_item(designer=a_designer("Prada"))))
    found(review)
    finding = review.findings.get(check_made__code="code")
    finding.entered = entered.kept(finding.check_made, text)
    finding.save()
    return finding


def test_it_is_encrypted_and_hers_to_read() -> None:
    finding = finding_with(NUMBER)
    assert "Canary" not in Finding.objects.filter(pk=finding.pk).values_list("entered", flat=True)[0]
    assert entered.shown(finding) == NUMBER
    assert finding.entered_words == "The code is on file, encrypted."


def test_the_database_takes_no_plain_code() -> None:
    finding = finding_with("")
    finding.entered = NUMBER
    with pytest.raises(IntegrityError, match="kept encrypted"), transaction.atomic():
        finding.save()
    assert Finding.objects.get(pk=finding.pk).entered == ""


def test_a_weight_stays_readable() -> None:
    finding = finding_with("")
    finding.check_made.asks = "weight"
    assert entered.kept(finding.check_made, "412.5") == "412.5"


def test_it_is_recorded_when_she_submits() -> None:
    finding = finding_with(NUMBER)
    assert not Serial.objects.exists()
    entered.record_from(finding.review)
    serial = Serial.objects.get()
    assert (serial.item, serial.kind, decrypted(serial.ciphertext)) == (
        finding.review.case.item,
        "code",
        NUMBER,
    )
    assert serial.recorded_by == finding.review.reviewer


def test_a_number_of_another_piece_stops_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    prada = a_designer("Prada")
    item = draft_item(designer=prada)
    a_serial(NUMBER, draft_item(designer=prada))
    monkeypatch.setitem(entered.NUMBERS, "code", Serial.Kind.SERIAL)
    monkeypatch.setattr(entered, "shown", lambda finding: NUMBER)
    case = reviewed(a_case(item), "authentic")
    assert case.state == "open"
    assert SerialAlarm.objects.get().serial.item == item


def test_a_dash_is_no_number() -> None:
    reviewed(a_case(draft_item(designer=a_designer("Prada"))), "authentic")
    assert not Serial.objects.exists()
