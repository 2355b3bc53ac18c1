"""Care is open Monday to Friday, 10 to 18 US Eastern, and not on federal holidays."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from portero.core.care import care_hours

FIGURES = {"care_opens": 10, "care_closes": 18}


def eastern(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("at", "is_open", "changes_at"),
    [
        (eastern(2026, 11, 20, 10, 0), True, eastern(2026, 11, 20, 18, 0)),
        (eastern(2026, 11, 20, 9, 59), False, eastern(2026, 11, 20, 10, 0)),
        (eastern(2026, 11, 20, 18, 0), False, eastern(2026, 11, 23, 10, 0)),
        (eastern(2026, 11, 21, 12, 0), False, eastern(2026, 11, 23, 10, 0)),
        # Thanksgiving, a Thursday
        (eastern(2026, 11, 26, 12, 0), False, eastern(2026, 11, 27, 10, 0)),
        (eastern(2026, 12, 31, 20, 0), False, eastern(2027, 1, 4, 10, 0)),
    ],
)
def test_hours(at: datetime, is_open: bool, changes_at: datetime) -> None:
    found = care_hours(FIGURES, at.astimezone(UTC))
    assert (found.is_open, found.changes_at) == (is_open, changes_at)


def test_the_sentence() -> None:
    assert care_hours(FIGURES, eastern(2026, 11, 20, 12, 0)).sentence == "Care is open until 6 pm ET"
