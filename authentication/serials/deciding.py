"""A person decides an alarm; a case that only waited for it goes on."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases import deciding as cases
from authentication.models import Case, SerialAlarm
from authentication.models.cases import LIVE
from portero.core import audit

S = SerialAlarm.State


class AlarmRefused(Exception):
    """It can't be decided so; the message says why."""


@transaction.atomic
def decide(pk: int, state: str, *, actor: Any, reason: str) -> SerialAlarm:
    """Say whether the alarm is harmless or stands, and why. Raises AlarmRefused.

    Harmless: cases of both pieces whose reviews are all in are decided now. It stands: neither piece passes or is
    listed as long as the number is on it.
    """
    alarm = SerialAlarm.objects.select_for_update(of=("self",)).get(pk=pk)
    if alarm.state != S.OPEN:
        raise AlarmRefused("It is decided already.")
    if state not in (S.HARMLESS, S.UPHELD) or not reason.strip():
        raise AlarmRefused("Say which, and why.")
    alarm.state, alarm.reason = state, reason.strip()
    alarm.decided_at, alarm.decided_by = timezone.now(), actor
    alarm.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    for item in {side.item for side in filter(None, (alarm.serial, alarm.other))}:
        audit.record("authentication.alarm_decided", item, actor=actor, reason=reason, row=pk, state=state)
    if state == S.HARMLESS:
        _go_on(alarm, actor)
    return alarm


def _go_on(alarm: SerialAlarm, actor: Any) -> None:
    items = [side.item_id for side in filter(None, (alarm.serial, alarm.other))]
    waiting = Case.objects.filter(item__in=items, state__in=LIVE).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        cases.follow(pk, actor=actor, now=timezone.now())
