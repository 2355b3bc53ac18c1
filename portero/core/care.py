"""When customer care answers: Monday to Friday in US Eastern hours that staff can change, not on federal holidays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from portero.core import words
from portero.core.calendar import is_working_day, next_working_day
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
    if is_working_day(local.date()) and opens <= local.time() < closes:
        return CareHours(True, _at(local.date(), closes))
    first = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return CareHours(False, _at(next_working_day(first), opens))


def _at(on: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, clock))
