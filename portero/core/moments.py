"""How Portero writes a moment: always in New York time, always named so (design/README, Voice)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")


def day(at: datetime | date) -> str:
    """`Tue 24 Nov`; a moment is first taken to New York."""
    local = at.astimezone(EASTERN) if isinstance(at, datetime) else at
    return f"{local:%a} {local.day} {local:%b}"


def clock(at: datetime) -> str:
    """`3:42 pm ET`. Raises ValueError for a moment without a time zone."""
    return f"{clock_face(at)} ET"


def clock_face(at: datetime) -> str:
    """`3:42 pm`, where the page already says whose time it is."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone can't be shown.")
    local = at.astimezone(EASTERN)
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def moment(at: datetime) -> str:
    """`Tue 24 Nov, 3:15 pm ET`."""
    return f"{day(at)}, {clock(at)}"
