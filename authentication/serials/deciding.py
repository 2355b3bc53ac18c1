"""A person decides an alarm; a case that only waited for it goes on."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases import deciding as cases
from authentication.models import Case, SerialAlarm
from authentication.models.cases import LIVE
from authentication.serials.alarms import blocking, offered_in_spite
from catalog import listing
from catalog.models import Item, ListingState
from portero.core import audit

S = SerialAlarm.State
STANDS = "An alarm about its number stands."


class AlarmRefused(Exception):
    """It can't be decided so; the message says why."""


@transaction.atomic
def decide(pk: int, state: str, *, actor: Any, reason: str) -> SerialAlarm:
    """Say whether the alarm is harmless or stands, against which piece, and why. Raises AlarmRefused.

    Cases that only waited for it are decided now. A piece that it stands against never passes or is listed, and
    leaves the shelf; one under a client's hands leaves it when she is done (`clear_shelf`), a consigned one by its
    consignment (`consignment.curation.following`).
    """
    alarm = SerialAlarm.objects.select_for_update(of=("self",)).get(pk=pk)
    if alarm.state != S.OPEN:
        raise AlarmRefused("It is decided already.")
    if state not in choices_of(alarm) or not reason.strip():
        raise AlarmRefused("Say which, and why.")
    alarm.state, alarm.reason = state, reason.strip()
    alarm.decided_at, alarm.decided_by = timezone.now(), actor
    alarm.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    for item in _items(alarm):
        audit.record("authentication.alarm_decided", item, actor=actor, reason=reason, row=pk, state=state)
    _follow(alarm, actor)
    return alarm


def choices_of(alarm: SerialAlarm) -> dict[str, str]:
    """What may be decided, in words: of two pieces one may be the right one."""
    if alarm.other is None:
        return {
            S.HARMLESS: "Harmless: the piece may pass and be listed",
            S.UPHELD: "It stands against the piece",
        }
    return {
        S.HARMLESS: "Harmless: both may pass and be listed",
        S.HERE: f"It stands against {alarm.serial.item.number}; {alarm.other.item.number} is right",
        S.THERE: f"It stands against {alarm.other.item.number}; {alarm.serial.item.number} is right",
        S.UPHELD: "It stands against both",
    }


def clear_shelf() -> int:
    """Take off the shelf what an alarm stands against and could not leave before; returns how many."""
    return sum(_leaves(item, actor=None) for item in offered_in_spite())


def _items(alarm: SerialAlarm) -> list[Item]:
    return [side.item for side in (alarm.serial, alarm.other) if side is not None]


def _follow(alarm: SerialAlarm, actor: Any) -> None:
    free = [item for item in _items(alarm) if not blocking(item).exists()]
    waiting = Case.objects.filter(item__in=free, state__in=LIVE).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        cases.follow(pk, actor=actor, now=timezone.now())
    for item in sorted(_items(alarm), key=lambda item: item.pk):
        if item not in free and item.state == ListingState.LISTED:
            _leaves(item, actor)


def _leaves(item: Item, actor: Any) -> bool:
    try:
        with transaction.atomic():
            listing.withdraw(item, reason=STANDS, actor=actor)
    except listing.ListingRefused:
        return False
    return True
