"""The charts as places in an inline SVG; every chart stands beside its table, which says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from authentication.quality.figures import Found, Group

# Names stand above their bars: a long one needs the whole width, and a telephone draws all of it at half the size.
LEFT, RIGHT, ROW, TOP = 10, 590, 62, 30


@dataclass(frozen=True)
class Mark:
    """A row of a chart: its name, where it stands, and the span from `low` to `high`; `at` is None without a figure."""

    name: str
    y: int
    words: str
    at: float | None = None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Chart:
    height: int
    marks: list[Mark]
    grid: list[tuple[float, str]]
    described: str


def of_agreement(group: Group) -> Chart:
    """Kappa of each line as a point with its interval, from -0.2 to 1; what lies below is drawn at the edge."""
    marks = []
    for n, line in enumerate(group.lines):
        kappa = line.found.kappa if line.told else None
        place = None if kappa is None else _x(kappa)
        marks.append(Mark(line.name, _y(n), line.in_words, place, _x(line.found.low), _x(line.found.high)))
    grid = [(_x(value), f"{value:g}") for value in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    return Chart(_height(marks), marks, grid, _described([(mark.name, mark.words) for mark in marks]))


def of_fakes(found: Sequence[Found]) -> Chart:
    """Known fakes seen by each person as a bar; its first part is what she missed."""
    most = max((one.seen for one in found), default=1)
    step = (RIGHT - LEFT) / most
    marks = [
        Mark(one.name, _y(n), f"{one.missed} of {one.seen} missed", one.missed * step, 0.0, one.seen * step)
        for n, one in enumerate(found)
    ]
    return Chart(_height(marks), marks, [], _described([(mark.name, mark.words) for mark in marks]))


def _x(kappa: float) -> float:
    return round(LEFT + (max(-0.2, kappa) + 0.2) / 1.2 * (RIGHT - LEFT), 1)


def _y(n: int) -> int:
    return TOP + n * ROW + ROW - 16


def _height(marks: Sequence[Mark]) -> int:
    return TOP + len(marks) * ROW + 8


def _described(rows: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {words}" for name, words in rows) + "."
