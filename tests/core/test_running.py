"""How a promised time runs: weekends, federal holidays, both nights of daylight saving time, pauses."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portero.core import running
from portero.core.running import Span

ET = ZoneInfo("America/New_York")
FIGURES: dict[str, Any] = {"ship_by_hours": 48, "ship_by_clock": 1, "care_opens": 10, "care_closes": 18}
BUSINESS = FIGURES | {"ship_by_clock": 2}


def et(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ET)


def after(at: str, hours: float, figures: dict[str, Any], *pauses: tuple[str, str]) -> datetime | None:
    spans = [Span(et(begin), et(end) if end else None) for begin, end in pauses]
    return running.after(et(at), timedelta(hours=hours), figures, spans)


ELAPSED = [
    ("an ordinary day", "2026-11-17 09:30", 48, "2026-11-19 09:30"),
    ("over a weekend", "2026-11-20 17:00", 48, "2026-11-22 17:00"),
    ("over Thanksgiving", "2026-11-25 12:00", 48, "2026-11-27 12:00"),
    # 2026: clocks go forward on 8 March at 2 am and back on 1 November at 2 am.
    ("the night that lacks an hour", "2026-03-07 09:30", 48, "2026-03-09 10:30"),
    ("the night that has one more", "2026-10-31 09:30", 48, "2026-11-02 08:30"),
    ("from inside the hour that comes twice", "2026-11-01 00:30", 3, "2026-11-01 02:30"),
    ("over New Year", "2026-12-31 23:00", 48, "2027-01-02 23:00"),
]
WORKING = [
    ("within a day", "2026-11-17 10:00", 4, "2026-11-17 14:00"),
    ("exactly to closing time", "2026-11-17 10:00", 8, "2026-11-17 18:00"),
    ("into the next day", "2026-11-17 15:00", 8, "2026-11-18 15:00"),
    ("from before opening", "2026-11-17 07:00", 1, "2026-11-17 11:00"),
    ("from closing time itself", "2026-11-17 18:00", 1, "2026-11-18 11:00"),
    ("from Friday evening", "2026-11-20 19:00", 1, "2026-11-23 11:00"),
    ("from Saturday", "2026-11-21 12:00", 8, "2026-11-23 18:00"),
    ("from Sunday, a minute before midnight", "2026-11-22 23:59", 1, "2026-11-23 11:00"),
    ("over Thanksgiving (26 November)", "2026-11-25 16:00", 4, "2026-11-27 12:00"),
    ("over Independence Day, observed on Friday 3 July", "2026-07-02 17:00", 2, "2026-07-06 11:00"),
    ("over Martin Luther King's day, a Monday", "2026-01-16 17:00", 2, "2026-01-20 11:00"),
    ("over Christmas and a weekend", "2026-12-24 17:00", 2, "2026-12-28 11:00"),
    ("over New Year, which is in another year", "2026-12-31 17:00", 2, "2027-01-04 11:00"),
    ("over the weekend that lacks an hour", "2026-03-06 17:00", 2, "2026-03-09 11:00"),
    ("over the weekend that has one more", "2026-10-30 17:00", 2, "2026-11-02 11:00"),
    ("48 business hours are six working days", "2026-11-16 10:00", 48, "2026-11-23 18:00"),
]


@pytest.mark.parametrize(("_case", "at", "hours", "until"), ELAPSED)
def test_elapsed_hours(_case: str, at: str, hours: float, until: str) -> None:
    assert after(at, hours, FIGURES) == et(until)


@pytest.mark.parametrize(("_case", "at", "hours", "until"), WORKING)
def test_business_hours(_case: str, at: str, hours: float, until: str) -> None:
    assert after(at, hours, BUSINESS) == et(until)


PAUSED = [
    ("elapsed, one in the middle", FIGURES, "2026-11-17 10:00", 48, [("2026-11-18 10:00", "2026-11-20 10:00")], "2026-11-21 10:00"),  # noqa: E501
    ("elapsed, from the start (a preorder)", FIGURES, "2026-11-17 10:00", 48, [("2026-11-17 10:00", "2026-12-01 15:30")], "2026-12-03 15:30"),  # noqa: E501
    ("one that ended before", FIGURES, "2026-11-17 10:00", 48, [("2026-11-16 10:00", "2026-11-17 09:00")], "2026-11-19 10:00"),  # noqa: E501
    ("one that begins when the time is up", FIGURES, "2026-11-17 10:00", 48, [("2026-11-19 10:00", "")], "2026-11-19 10:00"),  # noqa: E501
    ("two that overlap count once", FIGURES, "2026-11-17 10:00", 48, [("2026-11-18 10:00", "2026-11-19 10:00"), ("2026-11-18 16:00", "2026-11-20 10:00")], "2026-11-21 10:00"),  # noqa: E501
    ("two that touch", FIGURES, "2026-11-17 10:00", 48, [("2026-11-18 10:00", "2026-11-19 10:00"), ("2026-11-19 10:00", "2026-11-20 10:00")], "2026-11-21 10:00"),  # noqa: E501
    ("over the night that lacks an hour", FIGURES, "2026-03-06 12:00", 48, [("2026-03-07 12:00", "2026-03-08 12:00")], "2026-03-09 12:00"),  # noqa: E501
    ("over the night that has one more", FIGURES, "2026-10-30 12:00", 48, [("2026-10-31 12:00", "2026-11-01 12:00")], "2026-11-02 12:00"),  # noqa: E501
    ("business, two hours of a day", BUSINESS, "2026-11-17 10:00", 8, [("2026-11-17 12:00", "2026-11-17 14:00")], "2026-11-18 12:00"),  # noqa: E501
    ("business, while it was closed anyway", BUSINESS, "2026-11-20 17:00", 2, [("2026-11-20 19:00", "2026-11-23 09:00")], "2026-11-23 11:00"),  # noqa: E501
    ("business, over the holiday", BUSINESS, "2026-11-25 16:00", 4, [("2026-11-26 08:00", "2026-11-27 11:00")], "2026-11-27 13:00"),  # noqa: E501
    ("business, begun before opening", BUSINESS, "2026-11-17 08:00", 1, [("2026-11-17 10:00", "2026-11-17 12:00")], "2026-11-17 13:00"),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize(("_case", "figures", "at", "hours", "pauses", "until"), PAUSED)
def test_pauses(
    _case: str, figures: dict[str, Any], at: str, hours: float, pauses: list[tuple[str, str]], until: str
) -> None:
    assert after(at, hours, figures, *pauses) == et(until)


@pytest.mark.parametrize("figures", [FIGURES, BUSINESS])
def test_a_pause_that_lasts_keeps_the_clock_from_its_end(figures: dict[str, Any]) -> None:
    assert after("2026-11-17 10:00", 48, figures, ("2026-11-17 12:00", "")) is None


def test_a_house_that_closes_before_it_opens_counts_elapsed_hours() -> None:
    assert after("2026-11-17 10:00", 48, BUSINESS | {"care_closes": 9}) == et("2026-11-19 10:00")


@pytest.mark.parametrize(
    ("figures", "words", "days"), [(FIGURES, "48 hours", 2), (BUSINESS, "48 business hours", 6)]
)
def test_the_promise_in_words_and_days(figures: dict[str, Any], words: str, days: int) -> None:
    assert (running.in_words(figures), running.most_days(figures)) == (words, days)
