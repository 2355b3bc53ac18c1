"""When customer care answers: Monday to Friday in US Eastern hours that staff can change, not on federal holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

from portero.core import words
from portero.core.figures import Figures


@dataclass(frozen=True)
class CareHours:
    """Whether care is open, and the moment at which that changes."""

    is_open: bool
    changes_at: datetime

    @property
    def sentence(self) -> str:
        """`Care is open until 6 pm ET`, or when it opens again."""
        if self.is_open:
            return f"Care is open until {words.clock(self.changes_at)}"
        return f"Care opens again on {words.moment(self.changes_at)}"


def care_hours(figures: Figures, at: datetime | None = None) -> CareHours:
    """Care's state at a moment (now): open until, or closed and opening again at."""
    local = timezone.localtime(at)
    opens, closes = time(int(figures["care_opens"])), time(int(figures["care_closes"]))
    if _is_working_day(local.date()) and opens <= local.time() < closes:
        return CareHours(True, _at(local.date(), closes))
    first = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return CareHours(False, _at(_next_working_day(first), opens))


def _at(on: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, clock))


def _next_working_day(on: date) -> date:
    while not _is_working_day(on):
        on += timedelta(days=1)
    return on


def _is_working_day(on: date) -> bool:
    return on.weekday() < 5 and on not in _federal_holidays(on.year)


@lru_cache(maxsize=8)
def _federal_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year))
