"""How Authorize.net signs notifications: HMAC-SHA512 over the body, with the signature key as text."""

import hashlib
import hmac


def headers(key: str, body: bytes) -> dict[str, str]:
    """Return the headers of a notification."""
    mac = hmac.new(key.encode(), body, hashlib.sha512).hexdigest().upper()
    return {"X-ANET-Signature": f"sha512={mac}"}
