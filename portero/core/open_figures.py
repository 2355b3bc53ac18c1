"""Figures about the house that everybody may read: each is defined in the room that knows it, counted, never typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Window:
    """The time that is looked at: from `since` on, before `until`."""

    since: datetime
    until: datetime

    def of(self, column: str) -> dict[str, datetime]:
        """The filter for rows whose `column` lies in it."""
        return {f"{column}__gte": self.since, f"{column}__lt": self.until}


@dataclass(frozen=True)
class Counted:
    """`count` of `of`; or what lies in the middle of `of` durations."""

    of: int
    count: int | None = None
    middle: timedelta | None = None


@dataclass(frozen=True)
class OpenFigure:
    """One figure: `of_what` (plural) are counted, `which` says which of them; `means` is its whole definition.

    `{within}` in title and definition stands for a figure that staff can change, in words, as `within` tells it now.
    """

    slug: str
    title: str
    of_what: str
    which: str
    means: str
    count: Callable[[Window], Counted]
    within: Callable[[], str] = str
