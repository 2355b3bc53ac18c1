"""Working days: Monday to Friday without the federal holidays of the United States."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


def is_working_day(on: date) -> bool:
    """Whether care answers and carriers count that day."""
    return on.weekday() < 5 and on not in _federal_holidays(on.year)


def next_working_day(on: date) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(on):
        on += timedelta(days=1)
    return on


def working_days_after(on: date, days: int) -> date:
    """The working day that is so many working days after `on`; `on` itself doesn't count."""
    for _ in range(days):
        on = next_working_day(on + timedelta(days=1))
    return on


@lru_cache(maxsize=8)
def _federal_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year))
