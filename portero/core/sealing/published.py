"""The list of public keys that everybody may read: /.well-known/portero-keys.json."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portero.core.sealing.canonical import canonical
from portero.core.sealing.models import SigningKey

MINUTES_KEPT = 5
Status = SigningKey.Status


def key_list(at: datetime | None = None) -> dict[str, Any]:
    """Every key that ever signed, newest first: a JSON Web Key Set with the time in which each was valid."""
    now = at or timezone.now()
    return {"type": "portero.keys/1", "keys": [_entry(key, now) for key in SigningKey.objects.all()]}


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The list of keys, the same bytes for everybody, readable from any page."""
    answer = HttpResponse(canonical(key_list()), content_type="application/json")
    answer["Cache-Control"] = f"public, max-age={MINUTES_KEPT * 60}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def moment(at: datetime | None) -> str | None:
    """A time in sealed texts: UTC, to the microsecond, always of one length."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def _entry(key: SigningKey, now: datetime) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "x": key.public_key,
        "status": str(_status(key, now)),
        "valid_from": moment(key.valid_from),
        "valid_until": moment(key.valid_until),
        "compromised_since": moment(key.compromised_since),
        "note": key.note,
    }


def _status(key: SigningKey, now: datetime) -> Status:
    if key.compromised_since is not None:
        return Status.COMPROMISED
    return Status.RETIRED if key.valid_until is not None and key.valid_until <= now else Status.CURRENT
