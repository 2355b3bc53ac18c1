"""The second factor of staff: a code from an authenticator app, or one of ten recovery codes.

The secrets are django-otp's rows; the throttling of wrong codes is django-otp's too (each wrong code
doubles the wait). Everything that changes or uses up a factor is in the audit trail.
"""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from portero.core import audit

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper: no i, l, o, 0, 1


class FactorExists(Exception):
    """A confirmed factor is never replaced by somebody who can't prove it."""


@dataclass(frozen=True)
class Checked:
    """The outcome of a code: the device it belongs to, or until when no code is looked at."""

    device: Any = None
    locked_until: datetime | None = None


def is_enrolled(user: User) -> bool:
    """Whether this person has a confirmed authenticator."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


@transaction.atomic
def pending(user: User) -> TOTPDevice:
    """The authenticator this person is about to confirm; the same secret until she does."""
    User.objects.select_for_update().get(pk=user.pk)
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name="authenticator", confirmed=False)


@transaction.atomic
def confirm(user: User, code: str, *, proven: bool = False) -> list[str]:
    """Make the pending authenticator the only one if the code is right; returns new recovery codes, else [].

    Raises FactorExists when she has a confirmed one and hasn't proven it in this session.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if is_enrolled(user) and not proven:
        raise FactorExists
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(code):
        return []
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    audit.record("accounts.second_factor_set", user, actor=user)
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Replace all recovery codes of this person; the only moment at which they can be read."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    audit.record("accounts.recovery_codes_made", user, actor=user)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many recovery codes of this person still work."""
    return int(StaticToken.objects.filter(device__user=user).count())


@transaction.atomic
def check(user: User, code: str) -> Checked:
    """Try a code, with or without blanks and hyphens; a recovery code works once.

    Six digits are the app's, anything else is a recovery code: a slip in one never throttles the other.
    """
    plain = code.replace(" ", "").replace("-", "").lower()
    kind = TOTPDevice if len(plain) == 6 and plain.isdigit() else StaticDevice
    device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None or (wait := _locked_until(device)):
        return Checked(locked_until=wait if device else None)
    if not device.verify_token(plain):
        audit.record("accounts.code_refused", user)
        return Checked(locked_until=_locked_until(device))
    if kind is StaticDevice:
        audit.record("accounts.recovery_code_used", user, actor=user, left=recovery_codes_left(user))
    return Checked(device=device)


@transaction.atomic
def reset(user: User, *, actor: User, reason: str) -> None:
    """Take every factor off a person who lost hers: she enrols again at her next sign-in."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    audit.record("accounts.second_factor_reset", user, actor=actor, reason=reason)


def secret_of(device: TOTPDevice) -> str:
    """The secret as people type it into an app: base32, in groups of four."""
    letters = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def picture_of(device: TOTPDevice) -> str:
    """The QR code as SVG without any style attribute, so that the strict policy lets it be seen."""
    code = segno.make(device.config_url, error="m")
    return str(code.svg_inline(scale=4, border=4, dark="#1c1a17", light="#fdfcf9"))


def _locked_until(device: TOTPDevice | StaticDevice) -> datetime | None:
    """Until when no code is looked at, if too many were wrong."""
    allowed, why = device.verify_is_allowed()
    until: datetime | None = None if allowed else why["locked_until"]
    return until
