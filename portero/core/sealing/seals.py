"""Sign, and ask whether a seal holds."""

from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from portero.core.base64url import decoded, encoded
from portero.core.sealing import private_keys, rotation
from portero.core.sealing.models import SigningKey


class Seal(NamedTuple):
    """Which key signed, and its signature as base64url."""

    kid: str
    signature: str


class NoKey(Exception):
    """This process holds no key that may sign now; the message says what to do."""


def sign(payload: bytes, at: datetime | None = None) -> Seal:
    """The newest key of this process that was valid at `at` (now) signs these bytes. Raises NoKey.

    The bytes are canonical JSON whose `type` says what they are. Give the time that they name, if they name one: a key
    that began a moment later would not hold for it.
    """
    key = _signing_key(at or timezone.now())
    return Seal(key.kid, encoded(key.sign(payload)))


def holds(payload: bytes, kid: str, signature: str, at: datetime | None = None) -> bool:
    """Whether the key of this name signed these very bytes; with `at`, whether it was valid at that time too.

    What a compromised key signed from that day on holds no more: a thief could have signed it.
    """
    key = SigningKey.objects.filter(kid=kid).first()
    if key is None or (at is not None and not _valid(key, at)):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(decoded(key.public_key)).verify(decoded(signature), payload)
    except (InvalidSignature, ValueError):
        return False
    return True


def _valid(key: SigningKey, at: datetime) -> bool:
    ends = [end for end in (key.valid_until, key.compromised_since) if end is not None]
    return key.valid_from <= at and all(at < end for end in ends)


def _signing_key(at: datetime) -> private_keys.PrivateKey:
    held = {key.kid: key for key in private_keys.held()}
    found = _newest(held, at)
    if found is None and not settings.PRODUCTION:
        rotation.rotate(at)  # a fresh database, or a key file that was thrown away
        found = _newest(held, at)
    if found is None:
        raise NoKey("No key of SEALING_KEYS may sign now: run `manage.py rotate_signing_keys`.")
    return held[found]


def _newest(held: dict[str, private_keys.PrivateKey], at: datetime) -> str | None:
    valid = SigningKey.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at))
    valid = valid.filter(kid__in=held, valid_from__lte=at, compromised_since__isnull=True)
    return valid.order_by("-valid_from").values_list("kid", flat=True).first()
