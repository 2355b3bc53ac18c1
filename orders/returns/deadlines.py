"""Until when the next step of a return is to happen, by its state, and when something rings."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from orders.returns.models import Return, ReturnState
from portero.core.calendar import working_days_after
from portero.core.figures import figure

S = ReturnState
# What is late for so long after it rang is the manager's.
ESCALATES = timedelta(days=1)


def of(ret: Return, at: datetime) -> tuple[datetime | None, datetime | None]:
    """`due_at` and `alarm_at` of a return that came to its state at `at`."""
    due = _due(ret, at)
    return due, _first_ring(ret, due, at)


def reminder_at(ret: Return) -> datetime | None:
    """When she is reminded to send it; None while she has no label."""
    if ret.send_by is None:
        return None
    return ret.send_by - timedelta(days=int(figure("return_reminder_days")))


def send_by(at: datetime) -> datetime:
    """Until when the parcel must be on its way, of a label that she has since `at`."""
    return at + timedelta(days=int(figure("return_send_days")))


def there_by(at: datetime) -> datetime:
    """Until when a parcel that left at `at` should be where it goes to."""
    return RUNS[S.IN_TRANSIT](at)


def _due(ret: Return, at: datetime) -> datetime | None:
    if ret.state == S.APPROVED and ret.send_by is not None:
        return ret.send_by
    if ret.state == S.REFUNDING and _has_to_go(ret):
        return RUNS[S.GOING_BACK](at)
    runs = RUNS.get(ret.state)
    return runs(at) if runs else None


def _has_to_go(ret: Return) -> bool:
    """Whether a refused piece is still here: it doesn't wait for the money of the others."""
    return ret.pieces.filter(verdict="refused", sent_back_at=None).exists()


def _hours(name: str) -> Callable[[datetime], datetime]:
    return lambda at: at + timedelta(hours=int(figure(name)))


def _days(name: str) -> Callable[[datetime], datetime]:
    return lambda at: at + timedelta(days=int(figure(name)))


def _working_days(name: str) -> Callable[[datetime], datetime]:
    """The same hour in New York so many working days later."""

    def later(at: datetime) -> datetime:
        local = timezone.localtime(at)
        on = working_days_after(local.date(), int(figure(name)))
        return timezone.make_aware(datetime.combine(on, local.time()))

    return later


RUNS: dict[str, Callable[[datetime], datetime]] = {
    S.REQUESTED: _hours("return_decide_hours"),
    # Without a label it is our turn, as long as for the decision.
    S.APPROVED: _hours("return_decide_hours"),
    S.IN_TRANSIT: _days("return_transit_days"),
    S.RECEIVED: _working_days("return_inspect_days"),
    S.GOING_BACK: _working_days("return_send_back_days"),
    S.LOST: _days("return_lost_days"),
}


def _first_ring(ret: Return, due: datetime | None, at: datetime) -> datetime | None:
    reminder = reminder_at(ret) if ret.state == S.APPROVED else None
    return max(reminder, at) if reminder else due
