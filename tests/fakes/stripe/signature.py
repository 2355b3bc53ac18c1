"""How Stripe signs webhooks (https://docs.stripe.com/webhooks/signature)."""

import hashlib
import hmac
import time


def headers(secret: str, body: bytes) -> dict[str, str]:
    """Return the headers of a webhook sent now."""
    return {
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signature(secret, body, int(time.time())),
    }


def signature(secret: str, body: bytes, timestamp: int) -> str:
    """Return the Stripe-Signature header."""
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={mac.hexdigest()}"
