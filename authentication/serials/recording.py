"""A number of a piece is recorded, at the desk or in a review, read by staff who may, or withdrawn."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.models import Serial
from authentication.serials import alarms
from authentication.serials.keeping import (
    LONGEST,
    decrypted,
    encrypted,
    normalised,
    pepper_name,
    slow_digest,
)
from catalog.models import Item
from portero.core import audit


class SerialRefused(Exception):
    """The number can't be kept; the message says why, and never repeats it."""


def record(item: Item, kind: str, text: str, actor: Any) -> Serial:
    """Keep a number of a piece and compare it with all others; the same one twice is one row.

    `kind` is a Serial.Kind. A number that stands on another piece of the house, or on a list, raises an alarm.
    Raises SerialRefused for an empty or overlong text, or an unknown kind.
    """
    told = " ".join(text.split())
    if kind not in Serial.Kind.values:
        raise SerialRefused("Which kind of number is it?")
    if not normalised(told) or len(told) > LONGEST:
        raise SerialRefused(f"A number has letters or digits, and at most {LONGEST} of them.")
    digest = slow_digest(told)  # before anything is locked
    with transaction.atomic():
        alarms.one_at_a_time(digest)
        serial, made = Serial.objects.get_or_create(
            item=item,
            kind=kind,
            digest=digest,
            withdrawn_at=None,
            defaults={"ciphertext": encrypted(told), "pepper": pepper_name(), "recorded_by": _person(actor)},
        )
        if made:
            audit.record("authentication.number_recorded", item, actor=actor, kind=kind, row=serial.pk)
            alarms.look(serial)
    return serial


def read(serial: Serial, actor: Any) -> str:
    """The number itself, for staff who hold authentication.read_serial; that it was read is recorded first."""
    audit.record("authentication.number_read", serial.item, actor=actor, kind=serial.kind, row=serial.pk)
    return decrypted(serial.ciphertext)


@transaction.atomic
def withdraw(serial: Serial, actor: Any, why: str) -> None:
    """It was mistyped, or belongs to another piece. Raises SerialRefused without a reason, or for one withdrawn.

    Alarms that it raised stay: a person decides them.
    """
    kept = Serial.objects.select_for_update().get(pk=serial.pk)
    if kept.withdrawn_at is not None or not why.strip():
        raise SerialRefused("Say why." if kept.withdrawn_at is None else "It is withdrawn already.")
    kept.withdrawn_at, kept.withdrawn_by = timezone.now(), _person(actor)
    kept.withdrawn_why = why.strip()[:300]
    kept.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    audit.record(
        "authentication.number_withdrawn", kept.item, actor=actor, reason=why, kind=kept.kind, row=kept.pk
    )


def _person(actor: Any) -> Any:
    return actor if getattr(actor, "is_authenticated", False) else None
