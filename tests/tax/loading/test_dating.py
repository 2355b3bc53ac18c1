"""Rates of one jurisdiction in time: half-open, never two on a day, the same file twice changes nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.tax.loading.dating import Span, take

TODAY = date(2026, 11, 21)
BEGINS = date(2020, 1, 1)


def _day(n: int) -> date:
    return BEGINS + timedelta(days=n)


def _told(percent: int, since: int, until: int | None = None) -> Span:
    return Span(Decimal(percent), _day(since), None if until is None else _day(until))


def _on(spans: list[Span], day: date) -> list[int]:
    return [int(s.percent) for s in spans if s.since <= day and (s.until is None or day < s.until)]


@pytest.mark.parametrize(
    ("told", "outcome", "before", "on_the_day"),
    [
        (_told(5, 10), "changed", [4], [5]),
        (_told(4, 10), "unchanged", [4], [4]),
        (_told(4, -10), "unchanged", [4], [4]),
        (_told(5, 0), "kept", [4], [4]),
        (_told(5, -10), "kept", [4], [4]),
        (_told(5, 10, 20), "changed", [4], [5]),
    ],
)
def test_a_rate_ends_the_old_one_on_its_first_day(
    told: Span, outcome: str, before: list[int], on_the_day: list[int]
) -> None:
    spans = [_told(4, 0)]
    assert take(spans, told, TODAY).outcome == outcome
    assert _on(spans, _day(9)) == before
    assert _on(spans, _day(10)) == on_the_day


def test_a_change_that_is_known_for_later_stays() -> None:
    spans = [_told(4, 0, 5000), _told(6, 5000)]
    assert take(spans, _told(5, 10), TODAY).outcome == "changed"
    assert [(int(s.percent), s.since, s.until) for s in spans] == [
        (4, _day(0), _day(10)),
        (5, _day(10), _day(5000)),
        (6, _day(5000), None),
    ]


def test_a_past_period_goes_before_what_is_known() -> None:
    spans = [_told(4, 10)]
    assert take(spans, _told(3, 0, 10), TODAY).outcome == "new"
    assert (_on(spans, _day(9)), _on(spans, _day(10))) == ([3], [4])


def test_behind_a_period_the_old_rate_goes_on_unless_the_file_says_what_follows() -> None:
    spans = [_told(4, 0)]
    take(spans, _told(5, 10, 20), TODAY)
    assert _on(spans, _day(20)) == [4]
    assert take(spans, _told(6, 20), TODAY).outcome == "changed"
    assert _on(spans, _day(20)) == [6]


def test_a_period_that_contradicts_what_begins_in_it_is_kept_out() -> None:
    spans = [_told(4, 0, 15), _told(6, 15)]
    assert take(spans, _told(5, 10, 20), TODAY).outcome == "kept"
    assert (_on(spans, _day(12)), _on(spans, _day(15))) == ([4], [6])


spans_of_a_file = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 40)), min_size=1, max_size=6, unique_by=lambda entry: entry[1]
)


def _file(entries: list[tuple[int, int]], *, is_open: bool) -> list[Span]:
    days = sorted(day for _, day in entries)
    ends = [*days[1:], None if is_open else days[-1] + 5]
    return [_told(rate, day, end) for (rate, _), day, end in zip(entries, days, ends, strict=True)]


@given(first=spans_of_a_file, second=spans_of_a_file, first_open=st.booleans(), second_open=st.booleans())
def test_rates_never_overlap_and_a_file_read_again_changes_nothing(
    first: list[tuple[int, int]], second: list[tuple[int, int]], first_open: bool, second_open: bool
) -> None:
    spans: list[Span] = []
    for file in (_file(first, is_open=first_open), _file(second, is_open=second_open)):
        outcomes = [take(spans, told, TODAY).outcome for told in file]
        for span in spans:
            span.rest = False
        after = [(s.percent, s.since, s.until) for s in spans]
        again = [take(spans, told, TODAY).outcome for told in file]
        assert [(s.percent, s.since, s.until) for s in spans] == after
        assert set(again) <= {"unchanged", "kept"}
        assert [o for o in again if o == "kept"] == [o for o in outcomes if o == "kept"]
    for day in range(60):
        assert len(_on(spans, _day(day))) <= 1
    assert all(s.until is None or s.since < s.until for s in spans)


@given(file=spans_of_a_file)
def test_every_day_of_a_file_has_its_rate(file: list[tuple[int, int]]) -> None:
    spans: list[Span] = []
    told = _file(file, is_open=True)
    for one in told:
        take(spans, Span(one.percent, one.since, one.until), TODAY)
    for one in told:
        assert _on(spans, one.since) == [int(one.percent)]
    assert _on(spans, told[0].since - timedelta(days=1)) == []
