"""The private keys of the house's seal, oldest first; the last one signs (docs/certificates.md)."""

from django.core.exceptions import ImproperlyConfigured

from portero.core.base64url import decoded
from portero.embedded import var_dir
from portero.environment import env

SEALING_KEYS: list[str] = [text.strip() for text in env.list("SEALING_KEYS", default=[])]
# Without a key of the environment: this checkout's own, made when it is first needed.
DEVELOPMENT_SEALING_KEY = var_dir() / "keys" / "development-signing.key"


def _is_key(text: str) -> bool:
    try:
        return len(decoded(text)) == 32
    except ValueError:
        return False


if env.bool("PRODUCTION", default=False) and not SEALING_KEYS:
    raise ImproperlyConfigured("Set SEALING_KEYS: production never signs with a key that it made up.")
for _position, _text in enumerate(SEALING_KEYS, start=1):
    if not _is_key(_text):
        # The text itself must not end up in a log.
        raise ImproperlyConfigured(f"Key {_position} of SEALING_KEYS is none: `manage.py new_signing_key`.")
