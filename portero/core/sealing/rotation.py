"""A key follows another: the next begins, the one before it signs for a day more and is kept for ever."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from portero.core import audit
from portero.core.sealing import private_keys
from portero.core.sealing.models import SigningKey

# Processes that don't hold the next key yet go on with this one while a deployment reaches them all.
OVERLAP = timedelta(days=1)
# A checkout's first key holds for whatever its demo, or a test, tells of the past.
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_LOCK = 0x5EA1  # one rotation at a time


class RotationRefused(Exception):
    """The key can't be ended; the message says why."""


@transaction.atomic
def rotate(begins: datetime | None = None) -> SigningKey | None:
    """The last key of SEALING_KEYS signs from `begins` (now) on. Returns it if it is new; safe to run again."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    key, known = private_keys.held()[-1], list(SigningKey.objects.values_list("kid", flat=True))
    if key.kid in known:
        return None
    now = begins or timezone.now()
    if not known and not settings.PRODUCTION:
        now = LONG_AGO
    SigningKey.objects.filter(valid_until__isnull=True).update(valid_until=now + OVERLAP)
    row = SigningKey.objects.create(kid=key.kid, public_key=key.public, valid_from=now)
    audit.record("core.signing_key_began", row, kid=key.kid)
    return row


@transaction.atomic
def distrust(kid: str, *, since: datetime, reason: str) -> SigningKey:
    """Nothing this key signed from `since` on holds any more. Raises RotationRefused.

    What it sealed in that time has to be sealed again by another key (docs/certificates.md says how).
    """
    key = SigningKey.objects.select_for_update().filter(kid=kid).first()
    now = timezone.now()
    if key is None:
        raise RotationRefused(f"No key is named {kid}.")
    if not reason.strip():
        raise RotationRefused("Why isn't it trusted any more? The published list says so.")
    if not key.valid_from < since <= now:
        raise RotationRefused("That must be after the key began, and not in the future.")
    if key.compromised_since is not None and key.compromised_since <= since:
        raise RotationRefused("It isn't trusted since an earlier time.")
    key.compromised_since, key.note = since, reason.strip()[:200]
    key.valid_until = min(key.valid_until or now, now)
    key.save(update_fields=["compromised_since", "note", "valid_until"])
    audit.record("core.signing_key_distrusted", key, reason=key.note, since=since.isoformat())
    return key
