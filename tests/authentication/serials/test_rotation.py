"""A new key, a new pepper: all numbers are renewed, match as before, and the old key can go."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from pytest_django import Settings

from authentication.models import FlaggedNumber, Serial
from authentication.serials import keeping
from authentication.serials.rotation import renew_all
from tests.factories.serials import a_flagged, a_serial

pytestmark = pytest.mark.django_db


def test_all_are_renewed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    a_serial("K123456")
    a_serial("SP0956", kind="code")
    a_flagged("X1")
    fresh = Fernet.generate_key().decode()
    settings.SERIAL_KEYS = [*settings.SERIAL_KEYS, fresh]
    call_command("rotate_serial_keys")
    assert capsys.readouterr().out == "3 numbers encrypted anew, 0 digested anew.\n"
    settings.SERIAL_KEYS = [fresh]
    assert [keeping.decrypted(row.ciphertext) for row in Serial.objects.all()] == ["K123456", "SP0956"]
    assert keeping.decrypted(FlaggedNumber.objects.get().ciphertext) == "X1"


def test_a_new_pepper_digests_anew_and_once(settings: Settings) -> None:
    serial = a_serial("K123456")
    settings.SERIAL_PEPPER = "another-pepper-" + "q" * 32
    assert renew_all() == (1, 1)
    assert renew_all() == (1, 0)
    serial.refresh_from_db()
    assert (serial.digest, serial.pepper) == (keeping.slow_digest("K123456"), keeping.pepper_name())


def test_a_new_key_is_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("new_serial_key")
    Fernet(capsys.readouterr().out.strip())
