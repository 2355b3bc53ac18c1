"""Seals: who signs, what holds, and for how long."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from portero.core.base64url import decoded, encoded
from portero.core.models import AuditEntry, SigningKey
from portero.core.sealing import NoKey, holds, private_keys, rotation, sign

pytestmark = pytest.mark.django_db
PAYLOAD = b'{"type":"test/1"}'
# RFC 8032, section 7.1, test 1; its thumbprint is that of RFC 8037, appendix A.3.
RFC_SECRET = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
RFC_PUBLIC = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_KID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.fixture
def second(settings: Settings) -> private_keys.PrivateKey:
    """The shop signs with the first key; a second one has just been put into the environment."""
    first, second = private_keys.fresh(), private_keys.fresh()
    settings.SEALING_KEYS = [first.as_text()]
    rotation.rotate()
    settings.SEALING_KEYS = [first.as_text(), second.as_text()]
    return second


def test_the_key_of_the_rfc(settings: Settings) -> None:
    settings.SEALING_KEYS = [RFC_SECRET]
    kid, signature = sign(b"")
    assert kid == RFC_KID
    assert decoded(signature).hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065")
    assert SigningKey.objects.get().public_key == RFC_PUBLIC
    assert holds(b"", kid, signature)


def test_a_changed_byte_does_not_hold() -> None:
    kid, signature = sign(PAYLOAD)
    raw = bytearray(decoded(signature))
    raw[7] ^= 1
    assert holds(PAYLOAD, kid, signature)
    assert not holds(PAYLOAD + b" ", kid, signature)
    assert not holds(PAYLOAD, kid, encoded(bytes(raw)))
    assert not holds(PAYLOAD, "another", signature)
    assert not holds(PAYLOAD, kid, "no signature at all")


def test_the_next_key_signs_after_rotation_and_the_old_seals_hold(second: private_keys.PrivateKey) -> None:
    old = sign(PAYLOAD)
    rotation.rotate()
    new = sign(PAYLOAD)
    assert old.kid != new.kid == second.kid
    assert holds(PAYLOAD, *old, at=timezone.now())
    assert rotation.rotate() is None
    assert SigningKey.objects.count() == 2


def test_a_process_without_the_next_key_signs_for_a_day_more(
    second: private_keys.PrivateKey, settings: Settings
) -> None:
    rotation.rotate()
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    kid, signature = sign(PAYLOAD)
    end = SigningKey.objects.get(kid=kid).valid_until
    assert end is not None
    assert holds(PAYLOAD, kid, signature, at=end - timedelta(seconds=1))
    assert not holds(PAYLOAD, kid, signature, at=end)


def test_what_names_an_earlier_time_is_signed_by_the_key_of_that_time(
    second: private_keys.PrivateKey,
) -> None:
    before = timezone.now()
    rotation.rotate()
    kid, signature = sign(PAYLOAD, at=before)
    assert kid != second.kid
    assert holds(PAYLOAD, kid, signature, at=before)


def test_nothing_holds_from_before_the_key() -> None:
    kid, signature = sign(PAYLOAD)
    began = SigningKey.objects.get().valid_from
    assert not holds(PAYLOAD, kid, signature, at=began - timedelta(microseconds=1))


def test_what_a_compromised_key_signed_since_holds_no_more(second: private_keys.PrivateKey) -> None:
    kid, signature = sign(PAYLOAD)
    SigningKey.objects.filter(kid=kid)
    since = timezone.now()
    rotation.distrust(kid, since=since, reason="The backup was stolen.")
    assert holds(PAYLOAD, kid, signature, at=since - timedelta(microseconds=1))
    assert not holds(PAYLOAD, kid, signature, at=since)
    assert AuditEntry.objects.get(action="core.signing_key_distrusted").reason == "The backup was stolen."
    rotation.rotate()
    assert sign(PAYLOAD).kid == second.kid


def test_distrust_wants_a_reason_and_a_time_that_was() -> None:
    kid = sign(PAYLOAD).kid
    later = timezone.now() + timedelta(hours=1)
    for key, since, reason in (("other", timezone.now(), "x"), (kid, timezone.now(), " "), (kid, later, "x")):
        with pytest.raises(rotation.RotationRefused):
            rotation.distrust(key, since=since, reason=reason)
    assert SigningKey.objects.get().compromised_since is None


def test_production_signs_with_no_key_that_was_never_published(
    second: private_keys.PrivateKey, settings: Settings
) -> None:
    settings.PRODUCTION = True
    settings.SEALING_KEYS = [second.as_text()]
    with pytest.raises(NoKey, match="rotate_signing_keys"):
        sign(PAYLOAD)
    assert SigningKey.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "delete from core_signingkey",
        "update core_signingkey set public_key = 'x'",
        "update core_signingkey set valid_from = valid_from - interval '1 day'",
        "update core_signingkey set valid_until = valid_until + interval '1 day'",
        "update core_signingkey set valid_until = null",
    ],
)
def test_the_database_keeps_what_was_published(second: private_keys.PrivateKey, change: str) -> None:
    rotation.rotate()
    SigningKey.objects.filter(valid_until__isnull=True).update(valid_until=timezone.now() + timedelta(days=9))
    before = list(SigningKey.objects.values())
    with (
        pytest.raises(IntegrityError, match="published key"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert list(SigningKey.objects.values()) == before
