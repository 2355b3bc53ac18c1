"""The public list of keys: everything somebody needs who doesn't trust us."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from portero.core.models import SigningKey
from portero.core.sealing import canonical, private_keys, rotation
from portero.core.sealing.published import key_list

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/portero-keys.json"


@pytest.fixture
def three_keys(settings: Settings) -> list[str]:
    """One long over, one not to be trusted, one that signs."""
    keys = [private_keys.fresh() for _ in range(3)]
    for end in (1, 2, 3):
        settings.SEALING_KEYS = [key.as_text() for key in keys[:end]]
        call_command("rotate_signing_keys", verbosity=0)
    names = [key.kid for key in keys]
    since = timezone.now()
    call_command("distrust_signing_key", names[1], since=since, reason="A laptop was lost.")
    return names


def begun_by_a_hyphen() -> private_keys.PrivateKey:
    """One in 64 has such a name."""
    made = (private_keys.PrivateKey(n.to_bytes(32, "big")) for n in range(1, 1000))
    return next(key for key in made if key.kid.startswith("-"))


def test_every_key_with_its_time(
    client: Client, three_keys: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        answer = client.get(ADDRESS)
    listed = {entry["kid"]: entry for entry in answer.json()["keys"]}
    assert list(listed) == list(reversed(three_keys))
    assert [listed[kid]["status"] for kid in three_keys] == ["current", "compromised", "current"]
    assert listed[three_keys[1]]["note"] == "A laptop was lost."
    assert listed[three_keys[2]]["valid_until"] is None
    assert answer.content == canonical(json.loads(answer.content))
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_key_names_itself(three_keys: list[str]) -> None:
    for entry in key_list()["keys"]:
        assert private_keys.fingerprint(entry["x"]) == entry["kid"]


def test_a_key_whose_day_is_over_is_retired(three_keys: list[str]) -> None:
    later = timezone.now() + rotation.OVERLAP
    status = {entry["kid"]: entry["status"] for entry in key_list(later)["keys"]}
    assert [status[kid] for kid in three_keys] == ["retired", "compromised", "current"]


def test_a_name_that_a_hyphen_begins_can_be_typed_too(settings: Settings) -> None:
    key = begun_by_a_hyphen()
    settings.SEALING_KEYS = [key.as_text()]
    call_command("rotate_signing_keys", verbosity=0)
    said = ["--since", timezone.now().isoformat(), "--reason", "A laptop was lost."]
    call_command("distrust_signing_key", *said, "--", key.kid)
    assert SigningKey.objects.get(kid=key.kid).compromised_since


def test_no_key_that_we_make_has_such_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([begun_by_a_hyphen().secret, bytes(32)])
    monkeypatch.setattr("os.urandom", lambda count: next(drawn))
    assert private_keys.fresh().secret == bytes(32)


def test_the_time_zone_is_said(three_keys: list[str]) -> None:
    with pytest.raises(CommandError, match="time zone"):
        call_command("distrust_signing_key", three_keys[2], "--since", "2026-11-21T14:00", "--reason", "x")
    assert SigningKey.objects.get(kid=three_keys[2]).compromised_since is None
    with pytest.raises(CommandError, match="not in the future"):
        call_command(
            "distrust_signing_key", three_keys[2], since=timezone.now() + timedelta(days=1), reason="x"
        )
