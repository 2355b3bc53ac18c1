"""Keys and pepper of the numbers of pieces (docs/serials.md), oldest first; the last key encrypts."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from portero.environment import env

SERIAL_KEYS: list[str] = [text.strip() for text in env.list("SERIAL_KEYS", default=[])]
SERIAL_PEPPER = env.str("SERIAL_PEPPER", default="")
# Memory is 128 × 8 × this many bytes (32 MB); about 75 ms of one core.
SERIAL_HASH_COST = 2**15
SHORTEST_PEPPER = 32


def _is_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


if env.bool("PRODUCTION", default=False) and not SERIAL_KEYS:
    raise ImproperlyConfigured("Set SERIAL_KEYS: production never encrypts with a known key.")
if env.bool("PRODUCTION", default=False) and len(SERIAL_PEPPER) < SHORTEST_PEPPER:
    raise ImproperlyConfigured(f"Set SERIAL_PEPPER, {SHORTEST_PEPPER} characters or more.")
for _position, _text in enumerate(SERIAL_KEYS, start=1):
    if not _is_key(_text):
        # The text itself must not end up in a log.
        raise ImproperlyConfigured(f"Key {_position} of SERIAL_KEYS is none: `manage.py new_serial_key`.")
# Elsewhere known ones: the numbers of a demonstration are no secret.
SERIAL_KEYS = SERIAL_KEYS or [base64.urlsafe_b64encode(hashlib.sha256(b"development").digest()).decode()]
SERIAL_PEPPER = SERIAL_PEPPER or "development-pepper-" + "p" * SHORTEST_PEPPER
