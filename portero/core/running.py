"""How a promised time runs: in elapsed hours or while the house is open, and not during a pause.

Everything is counted in UTC, so that a change of daylight saving time neither gives nor takes an hour.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import NamedTuple

from django.utils import timezone

from portero.core.calendar import next_working_day
from portero.core.figures import Figures

ELAPSED, BUSINESS = 1, 2
FOREVER = datetime.max.replace(tzinfo=UTC)


class Span(NamedTuple):
    """From `begin` up to, not including, `end`; without an end it lasts still."""

    begin: datetime
    end: datetime | None

    @property
    def until(self) -> datetime:
        return self.end or FOREVER


Opening = Callable[[datetime], Span]


def leaves_by(at: datetime, figures: Figures) -> datetime:
    """Until when a parcel leaves whose clock starts at `at` and is never stopped (domain.md, Ship-by)."""
    found = after(at, timedelta(hours=int(figures["ship_by_hours"])), figures)
    return found if found is not None else at  # it is None only with a pause that lasts


def after(at: datetime, runs: timedelta, figures: Figures, pauses: Iterable[Span] = ()) -> datetime | None:
    """When a clock that starts at `at` has run so long; None while a pause that hasn't ended keeps it from that."""
    now, left, stops = at.astimezone(UTC), runs, sorted(pauses)
    opening = _opening(figures)
    while True:
        if paused := _covering(stops, now):
            if paused.end is None:
                return None
            now = paused.end.astimezone(UTC)
            continue
        opened = opening(now)
        now = max(now, opened.begin)
        if _covering(stops, now):
            continue
        stop = min([opened.until, *(pause.begin for pause in stops if pause.begin > now)])
        if left <= stop - now:
            return now + left
        now, left = stop.astimezone(UTC), left - (stop - now)


def most_days(figures: Figures) -> int:
    """How many days the promise is at most, business days where it counts business hours."""
    open_hours = int(figures["care_closes"]) - int(figures["care_opens"])
    return ceil(int(figures["ship_by_hours"]) / (open_hours if _counts_business(figures) else 24))


def in_words(figures: Figures) -> str:
    """`48 hours`, or `48 business hours`: the promise as every page says it."""
    return f"{figures['ship_by_hours']} {'business ' if _counts_business(figures) else ''}hours"


def _covering(pauses: Sequence[Span], at: datetime) -> Span | None:
    """The pause at that moment; of several the one that ends last, so that overlapping ones count once."""
    found = [pause for pause in pauses if pause.begin <= at < pause.until]
    return max(found, key=lambda pause: pause.until, default=None)


def _opening(figures: Figures) -> Opening:
    if not _counts_business(figures):
        return lambda at: Span(at, None)
    opens, closes = time(int(figures["care_opens"])), time(int(figures["care_closes"]))
    return lambda at: _next_open(at, opens, closes)


def _counts_business(figures: Figures) -> bool:
    """A house that opens after it closes is never open: then hours elapse, so that a slip can't stop a sale."""
    return figures["ship_by_clock"] == BUSINESS and figures["care_opens"] < figures["care_closes"]


def _next_open(at: datetime, opens: time, closes: time) -> Span:
    """The open hours at that moment, or the next ones."""
    on = next_working_day(timezone.localdate(at))
    if _at(on, closes) <= at:
        on = next_working_day(on + timedelta(days=1))
    return Span(_at(on, opens), _at(on, closes))


def _at(on: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, clock)).astimezone(UTC)
