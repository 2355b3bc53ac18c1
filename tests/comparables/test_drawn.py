"""The scale, the chart and the stepped line: round figures, nothing outside the drawing, nothing on top of another."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.comparables import chart as drawn
from catalog.comparables.chart import chart
from catalog.comparables.history import steps
from catalog.comparables.scale import scale_of
from tests.comparables.test_rule import NOW, a_candidate


@pytest.mark.parametrize(
    ("prices", "ticks"),
    [
        ([15200, 18900, 21900], [14000, 16000, 18000, 20000, 22000]),
        ([100], [90, 95, 100, 105, 110]),
        ([18000, 18000], [16000, 17000, 18000, 19000, 20000]),
        ([990, 1010], [990, 1000, 1010]),
        ([295, 120000], [0, 50000, 100000, 150000]),
    ],
)
def test_ticks_are_round_and_hold_every_price(prices: list[int], ticks: list[int]) -> None:
    scale = scale_of([Decimal(price) for price in prices])
    assert scale.ticks == ticks
    assert all(0 <= scale.share(Decimal(price)) <= 1 for price in prices)


def test_sold_pieces_stand_in_time_and_listed_ones_in_their_column() -> None:
    this = a_candidate(state="listed")
    early = a_candidate(at=NOW - timedelta(days=300), price=Decimal(15000))
    late = a_candidate(at=NOW - timedelta(days=10), price=Decimal(20000))
    asked = a_candidate(state="listed", price=Decimal(17000))
    found = chart(this, [early, late, asked], None, NOW)
    assert (found.column, found.asked) == (316.0, True)
    assert [(dot.sold, dot.price) for dot in found.dots] == [
        (True, Decimal(15000)),
        (True, Decimal(20000)),
        (False, Decimal(17000)),
    ]
    assert found.column is not None
    assert found.dots[0].x < found.dots[1].x < found.column < found.dots[2].x == found.this.x
    assert found.dots[0].y > found.dots[2].y > found.dots[1].y
    assert [day.words for day in found.days] == ["Jan", "Nov"]


def test_a_sold_piece_among_sold_ones_needs_no_column() -> None:
    this = a_candidate(at=NOW - timedelta(days=5))
    found = chart(this, [a_candidate(), a_candidate(), a_candidate()], None, NOW)
    assert (found.column, found.asked) == (None, False)
    assert found.this.x > found.dots[0].x


def test_where_nothing_was_sold_the_pieces_stand_by_price() -> None:
    this = a_candidate(state="listed", price=Decimal(18900))
    dear, cheap = (a_candidate(state="listed", price=Decimal(price)) for price in (29000, 11400))
    found = chart(this, [dear, cheap], None, NOW)
    assert (found.column, [day.words for day in found.days]) == (None, ["for sale, by price"])
    assert [dot.price for dot in found.dots] == [Decimal(11400), Decimal(29000)]
    assert [found.dots[0].x, found.this.x, found.dots[1].x] == [146.0, 228.0, 310.0]


def test_equal_prices_stand_beside_one_another() -> None:
    this = a_candidate(state="listed")
    found = chart(this, [a_candidate(state="listed") for _ in range(3)], None, NOW)
    places = {(dot.x, dot.y) for dot in [*found.dots, found.this]}
    assert len(places) == 4
    assert all(drawn.LEFT < x < drawn.RIGHT for x, _ in places)


@pytest.mark.parametrize(("retail", "shown"), [(16000, True), (13300, True), (2000, False), (90000, False)])
def test_a_retail_price_far_away_is_left_to_the_words(retail: int, shown: bool) -> None:
    found = chart(a_candidate(state="listed"), [a_candidate()], Decimal(retail), NOW)
    assert (found.retail is not None) is shown


def test_one_price_makes_no_line() -> None:
    assert steps([(NOW, Decimal(100))], NOW) is None
    assert steps([(NOW, Decimal(100)), (NOW, Decimal(100))], NOW) is None


def test_a_step_down_is_drawn_where_and_when_it_happened() -> None:
    line = steps([(NOW, Decimal(19800)), (NOW + timedelta(days=5), Decimal(18900))], NOW + timedelta(days=10))
    assert line is not None
    assert line.path == "M6.0 10.0H160.0V46.0H314.0"
    assert (line.first.price, line.last.price) == (Decimal(19800), Decimal(18900))


@pytest.mark.parametrize(
    ("asked", "retail", "is_below"), [((29000,), 24000, False), ((15000, 22000), 18700, True)]
)
def test_the_retail_price_is_named_where_nothing_is_covered(
    asked: tuple[int, ...], retail: int, is_below: bool
) -> None:
    this = a_candidate(state="listed", price=Decimal(18900))
    found = chart(
        this, [a_candidate(state="listed", price=Decimal(price)) for price in asked], Decimal(retail), NOW
    )
    assert found.retail is not None
    assert found.retail_label is not None
    assert (found.retail_label.y > found.retail.y) is is_below
    assert not any(drawn._covers(found.retail_label, dot) for dot in [*found.dots, found.this])


def test_the_key_names_only_what_is_drawn() -> None:
    this = a_candidate(state="listed")
    assert not chart(this, [a_candidate(state="listed")], None, NOW).paid
    assert chart(this, [a_candidate()], None, NOW).paid
