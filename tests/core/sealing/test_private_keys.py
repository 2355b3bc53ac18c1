"""Private keys: where they come from, who can read them, and that they appear nowhere."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from portero.core.sealing import private_keys


def test_a_checkout_makes_one_key_that_only_its_owner_reads(settings: Settings, tmp_path: Path) -> None:
    settings.SEALING_KEYS = []
    settings.DEVELOPMENT_SEALING_KEY = tmp_path / "keys" / "own.key"
    (made,) = private_keys.held()
    private_keys._held.cache_clear()
    assert private_keys.held() == (made,)
    assert stat.S_IMODE(settings.DEVELOPMENT_SEALING_KEY.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["own.key"]


def test_a_new_key_goes_into_the_environment_as_it_was_printed() -> None:
    told, secret = StringIO(), StringIO()
    call_command("new_signing_key", stdout=secret, stderr=told)
    key = private_keys.read(secret.getvalue())
    assert key.kid in told.getvalue()
    assert key.as_text() not in told.getvalue()
    assert key.as_text() not in repr(key)


@pytest.mark.parametrize("text", ["", "short", "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", "é" * 43])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        private_keys.read(text)
