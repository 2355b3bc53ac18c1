"""A told rate held against the dated rates of its jurisdiction: what is new, what ends, what contradicts.

Pure. A period in the file replaces what was in force in it; a rate without an end says what holds until further
notice, and leaves changes that are already known for later days. What is known to begin on the same or a later day
with another rate isn't overwritten: somebody knew more than this file, or less, and staff decide which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass
class Span:
    """A rate in percent on the days from `since` to before `until`.

    `pk` is the database's row, if there is one; `rest` marks what a period of this file left over behind it.
    """

    percent: Decimal
    since: date
    until: date | None
    pk: int | None = None
    line: int = 0
    rest: bool = False

    def reaches(self, since: date, until: date | None) -> bool:
        """Whether both have a day in common."""
        return (until is None or self.since < until) and (self.until is None or since < self.until)


@dataclass(frozen=True)
class Verdict:
    """`new`, `changed`, `unchanged` or `kept` (the file contradicts what is known), and why."""

    outcome: str
    reason: str = ""


def take(spans: list[Span], told: Span, today: date) -> Verdict:
    """Bring a told rate among the spans of its jurisdiction, which stay in order and never overlap."""
    verdict = _take_open(spans, told, today) if told.until is None else _take_period(spans, told)
    spans.sort(key=lambda span: span.since)
    return verdict


def _take_open(spans: list[Span], told: Span, today: date) -> Verdict:
    begun = [span for span in spans if span.since <= max(told.since, today)]
    latest = begun[-1] if begun else None
    if latest is None or (latest.until is not None and latest.until <= told.since):
        return _add(spans, told, "new")
    if latest.percent == told.percent:
        return Verdict("unchanged")
    if latest.rest and latest.since == told.since:
        spans.remove(latest)
    elif latest.since >= told.since:
        return Verdict(
            "kept", f"{_figure(latest)} since {latest.since} is known: name the new rate's day by --since"
        )
    else:
        latest.until = told.since
    return _add(spans, told, "changed", f"instead of {_figure(latest)}")


def _take_period(spans: list[Span], told: Span) -> Verdict:
    within = [span for span in spans if span.reaches(told.since, told.until)]
    if not within:
        return _add(spans, told, "new")
    if all(span.percent == told.percent for span in within):
        return _fill(spans, told, within)
    first = within[0]
    if len(within) > 1 or (first.since >= told.since and not first.rest):
        return Verdict(
            "kept", f"{_figure(within[-1])} since {within[-1].since} is known for a part of these days"
        )
    return _cut_into(spans, first, told)


def _fill(spans: list[Span], told: Span, within: Sequence[Span]) -> Verdict:
    """The days of a period on which the same rate isn't known yet."""
    gaps, day = [], told.since
    for span in within:
        if day < span.since:
            gaps.append(Span(told.percent, day, span.since, line=told.line))
        if span.until is None:
            break
        day = max(day, span.until)
    else:
        if told.until is not None and day < told.until:
            gaps.append(Span(told.percent, day, told.until, line=told.line))
    spans.extend(gaps)
    return Verdict("new") if gaps else Verdict("unchanged")


def _cut_into(spans: list[Span], old: Span, told: Span) -> Verdict:
    """The old rate ends where the period begins; behind it the old one goes on until the file says otherwise."""
    end, figure = old.until, _figure(old)
    if told.until is not None and (end is None or told.until < end):
        spans.append(Span(old.percent, told.until, end, line=told.line, rest=True))
    if old.since == told.since:
        spans.remove(old)
    else:
        old.until = told.since
    return _add(spans, told, "changed", f"instead of {figure}")


def _add(spans: list[Span], told: Span, outcome: str, reason: str = "") -> Verdict:
    """Until its own end, or until the next known change."""
    later = [span.since for span in spans if span.since > told.since]
    ends = [day for day in (told.until, min(later, default=None)) if day is not None]
    spans.append(Span(told.percent, told.since, min(ends, default=None), line=told.line))
    return Verdict(outcome, reason)


def _figure(span: Span) -> str:
    return f"{span.percent.normalize():f}%"
