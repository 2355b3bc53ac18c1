"""What rings by itself: she is reminded, what wasn't sent lapses, and staff hear of what is late, each once."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.roles import ADMINISTRATOR
from logistics.gateway import MOVING
from orders.returns import alarms, deadlines, going_back, mails
from orders.returns.locks import lock_return_unless_busy
from orders.returns.models import Return, ReturnReminder, ReturnState
from orders.returns.states import move
from orders.returns.telling import tell

logger = logging.getLogger(__name__)
S, Kind = ReturnState, ReturnReminder.Kind
CARE, FULFILMENT = "Customer care", "Fulfilment"
TRY_AGAIN_AFTER = timedelta(minutes=10)
# What is late in a state, and whose work it is.
LATE: dict[str, tuple[ReturnReminder.Kind, str]] = {
    S.REQUESTED: (Kind.DECIDE, CARE),
    S.APPROVED: (Kind.LABEL, CARE),
    S.IN_TRANSIT: (Kind.TRANSIT, CARE),
    S.LOST: (Kind.LOST, CARE),
    S.RECEIVED: (Kind.INSPECT, FULFILMENT),
    S.GOING_BACK: (Kind.SEND_BACK, FULFILMENT),
    # Only where a refused piece is still here (deadlines): the money has a queue of its own.
    S.REFUNDING: (Kind.SEND_BACK, FULFILMENT),
}


def sweep(now: datetime | None = None) -> int:
    """Ring every alarm that is due; returns how many returns were handled.

    One indexed query finds them, each is its own transaction; safe to run twice, late or at the same time as another.
    """
    now = now or timezone.now()
    due = Return.objects.filter(alarm_at__lte=now).order_by("alarm_at", "pk").values_list("pk", flat=True)
    return sum(_handle(pk, now) for pk in list(due[:500]))


def _handle(pk: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            ret = lock_return_unless_busy(pk)
            if ret is None or ret.alarm_at is None or ret.alarm_at > now:
                return False
            _ring(ret, now)
    except Exception:  # a fault of one return, whatever it is, must not silence the others
        logger.exception("the alarm of return %s failed; again in %s", pk, TRY_AGAIN_AFTER)
        Return.objects.filter(pk=pk, alarm_at__lte=now).update(alarm_at=now + TRY_AGAIN_AFTER)
        return False
    return True


def _ring(ret: Return, now: datetime) -> None:
    if ret.state == S.APPROVED and ret.send_by is not None:
        _wait_for_her(ret, ret.send_by, now)
    elif ret.state in LATE and ret.due_at is not None:
        _tell_staff(ret, ret.due_at, now)
    else:
        _next_ring(ret, None)


def _wait_for_her(ret: Return, send_by: datetime, now: datetime) -> None:
    """Until her day she is reminded once; after it the return lapses, unless the carrier has her parcel."""
    if now < send_by:
        if _once(ret, Kind.SEND, send_by, now):
            tell(ret, "return_reminder", public=False, at=now)
            mails.return_reminder(ret)
        _next_ring(ret, send_by)
    elif ret.label is not None and ret.label.status in MOVING:
        # orders.returns.transit records it with its next round.
        _next_ring(ret, now + TRY_AGAIN_AFTER)
    else:
        move(ret, S.LAPSED, at=now)
        tell(ret, "return_lapsed", at=now)
        mails.return_lapsed(ret)


def _tell_staff(ret: Return, due: datetime, now: datetime) -> None:
    """At the deadline whose work it is, a day later the manager as well; who was overtaken isn't told any more."""
    kind, role = LATE[ret.state]
    if kind == Kind.SEND_BACK and not going_back.to_send(ret):
        kind = Kind.BACK
    escalated = now >= due + deadlines.ESCALATES
    fresh = _once(ret, kind, due, now)
    if escalated:
        fresh = _once(ret, kind, due, now, to_manager=True)
    if fresh:
        tell(ret, "return_late", public=False, at=now, what=kind, due_at=due, manager=escalated)
        alarms.late(ret, kind, due, roles=[role, ADMINISTRATOR] if escalated else [role])
    _next_ring(ret, None if escalated else due + deadlines.ESCALATES)


def _once(ret: Return, kind: str, due: datetime, now: datetime, *, to_manager: bool = False) -> bool:
    facts = {"ret": ret, "kind": kind, "due_at": due, "to_manager": to_manager}
    return ReturnReminder.objects.get_or_create(**facts, defaults={"noticed_at": now})[1]


def _next_ring(ret: Return, at: datetime | None) -> None:
    ret.alarm_at = at
    ret.save(update_fields=["alarm_at"])
