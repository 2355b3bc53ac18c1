"""Numbers are kept encrypted, found by digest, read by a person whom the trail names, and withdrawn with a reason."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from authentication.models import Serial
from authentication.serials import keeping, recording
from authentication.serials.recording import SerialRefused
from portero.core.audit import AuditEntry
from tests.factories.catalog import draft_item
from tests.factories.people import staff
from tests.factories.serials import a_serial

pytestmark = pytest.mark.django_db


def test_a_number_is_kept_encrypted_and_read_by_name() -> None:
    actor = staff("Authenticator")
    serial = a_serial(" Kqx Wvz-Yjh ", actor=actor)  # no moment and no key has these letters
    with connection.cursor() as cursor:
        cursor.execute("select t::text from authentication_serial t")
        (row,) = cursor.fetchone()
    for unreadable in (serial.ciphertext, serial.digest, serial.pepper):
        row = row.replace(unreadable, "")
    assert "wvz" not in row.lower()
    assert recording.read(serial, actor) == "Kqx Wvz-Yjh"
    told = AuditEntry.objects.filter(action="authentication.number_read").get()
    assert (told.actor, told.target_key) == (actor, serial.item.number)
    assert "wvz" not in str(AuditEntry.objects.values_list("data", "reason")).lower()


@pytest.mark.parametrize("text", ["K123456", "k123456", "K 123 456", "K-123.456", "Ｋ１２３４５６"])
def test_ways_to_write_one_number(text: str) -> None:
    assert keeping.slow_digest(text) == keeping.slow_digest("K123456")


def test_the_same_number_twice_is_one_row() -> None:
    item = draft_item()
    assert a_serial("K123456", item) == a_serial("k 123456", item)
    assert Serial.objects.count() == 1
    a_serial("K123456", item, kind="card")
    assert Serial.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "text"), [("serial", " -./ "), ("serial", ""), ("serial", "1" * 61), ("other", "K1")]
)
def test_what_is_no_number_is_refused(kind: str, text: str) -> None:
    with pytest.raises(SerialRefused) as refused:
        a_serial(text, kind=kind)
    assert "1" * 61 not in str(refused.value)
    assert not Serial.objects.exists()


def test_a_withdrawn_number_keeps_its_reason_and_leaves_room() -> None:
    actor, serial = staff(), a_serial()
    with pytest.raises(SerialRefused, match="Say why"):
        recording.withdraw(serial, actor, " ")
    recording.withdraw(serial, actor, "A digit was misread.")
    with pytest.raises(SerialRefused, match="already"):
        recording.withdraw(serial, actor, "Again.")
    serial.refresh_from_db()
    assert serial.withdrawn_why == "A digit was misread."
    assert a_serial("K123456", serial.item) != serial


@pytest.mark.parametrize(
    "statement",
    [
        "update authentication_serial set kind = 'card'",
        "update authentication_serial set recorded_at = now()",
        "delete from authentication_serial",
    ],
)
def test_sql_cant_rewrite_a_number(statement: str) -> None:
    before = a_serial()
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Serial.objects.values().get() == Serial.objects.filter(pk=before.pk).values().get()


def test_the_last_key_encrypts_and_the_others_still_read(settings: Settings) -> None:
    first, second = (Fernet.generate_key().decode() for _ in range(2))
    settings.SERIAL_KEYS = [first]
    kept = keeping.encrypted("K123456")
    settings.SERIAL_KEYS = [first, second]
    assert keeping.decrypted(kept) == "K123456"
    renewed = keeping.renewed(kept)
    settings.SERIAL_KEYS = [second]
    assert keeping.decrypted(renewed) == "K123456"
    with pytest.raises(InvalidToken):
        keeping.decrypted(kept)


def test_another_pepper_makes_another_digest(settings: Settings) -> None:
    before = keeping.slow_digest("K123456"), keeping.pepper_name()
    settings.SERIAL_PEPPER = "another-pepper-" + "q" * 32
    assert keeping.slow_digest("K123456") != before[0]
    assert keeping.pepper_name() != before[1]
