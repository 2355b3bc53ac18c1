"""How the double signs webhooks, and says afterwards whether it did.

PayPal signs ``id|time|webhook id|crc32 of the body`` with its private key; the double signs the same words and the body
with a secret of its own. Its verification really looks at the body's bytes: one changed blank and it says no.
"""

import hashlib
import hmac
import re
import secrets
import zlib
from datetime import UTC, datetime

from ..base.errors import Json
from .errors import PayPalError, required

WEBHOOK_ID = "PORTERODOUBLE"
MEMBERS = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time", "webhook_id")
# The event must be the last member: its text is what was signed.
EVENT = re.compile(rb'"webhook_event"\s*:\s*(\{.*\})\s*\}\s*\Z', re.DOTALL)


def headers(secret: str, url: str, body: bytes) -> dict[str, str]:
    """Return the headers of a webhook sent now."""
    transmission = "-".join(
        [secrets.token_hex(4), *(secrets.token_hex(2) for _ in range(3)), secrets.token_hex(6)]
    )
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "User-Agent": "PayPal/AUHD-214.0-58337418",
        "Paypal-Transmission-Id": transmission,
        "Paypal-Transmission-Time": at,
        "Paypal-Transmission-Sig": signature(secret, transmission, at, body),
        "Paypal-Cert-Url": f"{url}/v1/notifications/certs/CERT-double",
        "Paypal-Auth-Algo": "SHA256withRSA",
    }


def signature(secret: str, transmission: str, at: str, body: bytes) -> str:
    """Return the signature over the body's own bytes."""
    words = f"{transmission}|{at}|{WEBHOOK_ID}|{zlib.crc32(body)}|".encode()
    return hmac.new(secret.encode(), words + body, hashlib.sha256).hexdigest()


def verdict(secret: str, question: Json, raw: bytes) -> Json:
    """POST /v1/notifications/verify-webhook-signature: whether the event in the raw question is ours, unchanged."""
    for name in MEMBERS:
        if not isinstance(question.get(name), str) or not question[name]:
            raise required(f"/{name}")
    found = EVENT.search(raw)
    if found is None:
        raise PayPalError(400, "MISSING_REQUIRED_PARAMETER", field="/webhook_event")
    expected = signature(secret, question["transmission_id"], question["transmission_time"], found[1])
    genuine = question["webhook_id"] == WEBHOOK_ID and hmac.compare_digest(
        expected, question["transmission_sig"]
    )
    return {"verification_status": "SUCCESS" if genuine else "FAILURE"}
