"""Comparable prices over time as a drawing: numbers for an SVG of WIDTH by HEIGHT units, nothing of them styled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.comparables.candidates import Candidate
from catalog.comparables.scale import Scale, scale_of

WIDTH, HEIGHT = 400, 248
LEFT, RIGHT, TOP, BOTTOM = 64.0, 392.0, 20.0, 208.0
# What is for sale stands in a column of its own: an asking price has no date of sale.
COLUMN, GAP = 76.0, 20.0
LEAST_DAYS = 60
LABEL, LINE = 140.0, 16.0
LANES, CLOSE = (0.0, -14.0, 14.0), 10.0
RETAIL = 92.0  # the width of the words at the line of the retail price
# A retail price far from all others would press them into one line; then only the words name it.
RETAIL_LOW, RETAIL_HIGH = Decimal("0.7"), Decimal("1.4")


@dataclass(frozen=True)
class Mark:
    """A point with what it says. Sums in USD; `sold` tells a price that was paid from one that is asked."""

    x: float
    y: float
    price: Decimal
    sold: bool = False
    words: str = ""


@dataclass(frozen=True)
class Chart:
    """Everything the drawing shows; `column` is where the pieces for sale begin, or None."""

    lines: Sequence[Mark]
    dots: Sequence[Mark]
    this: Mark
    this_label: Mark
    days: Sequence[Mark]
    retail: Mark | None
    retail_label: Mark | None
    column: float | None

    @property
    def asked(self) -> bool:
        """Whether a comparable piece is for sale."""
        return any(not dot.sold for dot in self.dots)

    @property
    def paid(self) -> bool:
        """Whether a comparable piece was sold."""
        return any(dot.sold for dot in self.dots)


BY_PRICE = Mark((LEFT + RIGHT) / 2, BOTTOM, Decimal(0), words="for sale, by price")


def chart(this: Candidate, pieces: Sequence[Candidate], retail: Decimal | None, now: datetime) -> Chart:
    """The comparable pieces and this one. Raises ValueError without pieces."""
    scale = _scale([this.price, *(one.price for one in pieces)], retail)
    sold = [one for one in [*pieces, this] if one.is_sold]
    listed = sorted((one for one in pieces if not one.is_sold), key=lambda one: one.price)
    column = None if not sold or (this.is_sold and not listed) else RIGHT - COLUMN
    time = _Time(min((one.at for one in sold), default=now), now, (column - GAP) if column else RIGHT)
    if sold:
        x = time.x(this.at) if this.is_sold else RIGHT - COLUMN / 2
        mine = Mark(x, _y(scale, this.price), this.price)
        paid = [
            Mark(time.x(one.at), _y(scale, one.price), one.price, True) for one in sold if one is not this
        ]
        dots = [*paid, *_in_column(listed, scale, mine)]
    else:
        mine, *dots = _side_by_side(this, listed, scale)
    label = _label(mine, dots)
    at = Mark(RIGHT, _y(scale, retail), retail) if retail and scale.low <= retail <= scale.high else None
    return Chart(
        lines=[Mark(LEFT, _y(scale, price), price) for price in scale.ticks],
        dots=dots,
        this=mine,
        this_label=label,
        days=time.labels([one.at for one in sold]) or [BY_PRICE],
        retail=at,
        retail_label=_retail_label(at, label, [*dots, mine]) if at else None,
        column=column,
    )


@dataclass(frozen=True)
class _Time:
    """The days from the first sale to now, laid out from LEFT to `end`."""

    first: datetime
    now: datetime
    end: float

    def x(self, at: datetime) -> float:
        span = max(self.now - self.first, timedelta(days=LEAST_DAYS))
        inset = LEFT + 10
        return round(inset + (self.end - 10 - inset) * (1 - (self.now - at) / span), 1)

    def labels(self, sold: Sequence[datetime]) -> list[Mark]:
        """The month of the first and, where there is room, of the last sale."""
        if not sold:
            return []
        ends = [min(sold), max(sold)]
        if self.x(ends[1]) - self.x(ends[0]) < 70:
            ends = ends[:1]
        year = {timezone.localtime(at).year for at in ends} != {timezone.localtime(self.now).year}
        return [Mark(self.x(at), BOTTOM, Decimal(0), words=month(at, year=year)) for at in ends]


def month(at: datetime | date, *, year: bool) -> str:
    """`Apr`, or `Apr 2025`."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return f"{local:%b %Y}" if year else f"{local:%b}"


def _scale(prices: Sequence[Decimal], retail: Decimal | None) -> Scale:
    near = retail is not None and min(prices) * RETAIL_LOW <= retail <= max(prices) * RETAIL_HIGH
    return scale_of([*prices, retail] if near and retail is not None else prices)


def _y(scale: Scale, price: Decimal) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * scale.share(price), 1)


def _label(mine: Mark, dots: Sequence[Mark]) -> Mark:
    """Where this piece's price is written, at the left of its line: above it, or below where a dot would be hit."""
    near = [dot for dot in dots if dot.x < LEFT + LABEL and abs(dot.y - mine.y) < 2 * LINE]
    above = any(mine.y - 2 * LINE < dot.y <= mine.y for dot in near)
    below = mine.y - LINE < TOP or (above and not any(mine.y < dot.y for dot in near))
    return Mark(LEFT + 4, round(mine.y + (LINE if below else -6.0), 1), mine.price)


def _retail_label(at: Mark, other: Mark, dots: Sequence[Mark]) -> Mark:
    """Where "estimated retail" is written: at the first end of its line, above or below, that covers nothing."""
    mine = dots[-1]
    places = [
        Mark(x, round(at.y + dy, 1), at.price) for x in (LEFT + 4, RIGHT - RETAIL) for dy in (-6.0, LINE)
    ]

    def is_free(place: Mark) -> bool:
        beside = place.x > other.x + LABEL or abs(place.y - other.y) >= LINE
        below_line = place.x > mine.x or not place.y - LINE < mine.y < place.y + 4
        return beside and below_line and not any(_covers(place, dot) for dot in dots)

    return next((place for place in places if is_free(place)), places[0])


def _covers(place: Mark, dot: Mark) -> bool:
    return place.x - CLOSE < dot.x < place.x + RETAIL + CLOSE and place.y - LINE < dot.y < place.y + CLOSE


def _in_column(listed: Sequence[Candidate], scale: Scale, mine: Mark) -> list[Mark]:
    """Pieces for sale, beside one another where their prices would cover one another or this piece."""
    marks: list[Mark] = []
    middle = RIGHT - COLUMN / 2
    taken = [mine]
    for one in listed:
        y = _y(scale, one.price)
        lane = next((lane for lane in LANES if _is_free(middle + lane, y, taken)), LANES[-1] * 2)
        marks.append(Mark(middle + lane, y, one.price))
        taken.append(marks[-1])
    return marks


def _side_by_side(this: Candidate, listed: Sequence[Candidate], scale: Scale) -> list[Mark]:
    """This piece and then the others where nothing was sold: by price over the whole width, for want of days."""
    row = sorted([this, *listed], key=lambda one: one.price)
    step = (RIGHT - LEFT) / (len(row) + 1)
    marks = {
        id(one): Mark(round(LEFT + step * place, 1), _y(scale, one.price), one.price)
        for place, one in enumerate(row, 1)
    }
    return [marks[id(one)] for one in (this, *listed)]


def _is_free(x: float, y: float, taken: Sequence[Mark]) -> bool:
    return all(abs(mark.y - y) >= CLOSE or abs(mark.x - x) >= CLOSE for mark in taken)
