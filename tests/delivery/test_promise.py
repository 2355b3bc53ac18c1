"""Arrival: business days by the federal calendar, counted from the day a parcel leaves."""

from datetime import UTC, datetime

import pytest

from orders.delivery.promise import window


@pytest.mark.parametrize(
    ("_case", "leaves", "days", "words"),
    [
        ("a Monday before Thanksgiving", datetime(2026, 11, 23, 17, tzinfo=UTC), (3, 5), "Fri 27 Nov to Tue 1 Dec"),
        ("within a month", datetime(2026, 11, 9, 17, tzinfo=UTC), (1, 2), "Tue 10 to Thu 12 Nov"),
        ("a Sunday leaves on Monday", datetime(2026, 11, 15, 17, tzinfo=UTC), (1, 1), "Tue 17 Nov"),
        ("Eastern midnight decides", datetime(2026, 11, 14, 3, tzinfo=UTC), (1, 1), "Mon 16 Nov"),
        ("the day after Christmas", datetime(2026, 12, 24, 17, tzinfo=UTC), (1, 1), "Mon 28 Dec"),
    ],
)  # fmt: skip
def test_the_window_skips_weekends_and_federal_holidays(
    _case: str, leaves: datetime, days: tuple[int, int], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 1, tzinfo=UTC))
    assert window(leaves, *days).in_words == words
