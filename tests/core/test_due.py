"""Deadlines as the staff's queues show them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portero.core import due

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("away", "group", "tone", "words"),
    [
        (timedelta(0), "late", "late", "0 h late"),
        (timedelta(hours=-30), "late", "late", "30 h late"),
        (timedelta(days=-3), "late", "late", "3 days late"),
        (timedelta(hours=8, minutes=59), "today", "today", "8 h left"),
        (timedelta(hours=9), "later", "calm", "9 h left"),
        (timedelta(days=2), "later", "calm", "2 days left"),
    ],
)
def test_a_deadline_has_a_group_a_colour_and_words(
    away: timedelta, group: str, tone: str, words: str
) -> None:
    found = due.seen(NOW + away, NOW)
    assert (found.group, found.tone, found.words) == (group, tone, words)


def test_no_deadline_is_later_and_empty_groups_are_left_out() -> None:
    late, never = due.seen(NOW - timedelta(hours=1), NOW), due.seen(None, NOW)
    assert (never.words, never.when) == ("No deadline", "")
    shown = due.groups([never, late], lambda one: one)
    assert [(group.name, group.rows) for group in shown] == [("Late", [late]), ("Later", [never])]
