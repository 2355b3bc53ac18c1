from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importing.amounts import parse_money
from catalog.importing.lengths import parse_dimensions, parse_length
from catalog.importing.refusals import Refused
from catalog.importing.values import parse_country, parse_date, parse_grade, parse_year

CENTS = st.integers(min_value=1, max_value=10**9).map(lambda n: Decimal(n) / 100)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12500", "12500", ""),
        ("$12,500", "12500", "USD"),
        ("US$ 12,500.50", "12500.50", "USD"),
        ("1.234,50 €", "1234.50", "EUR"),
        ("EUR 1.234", "1234", "EUR"),
        ("1,234", "1234", ""),
        ("12,5", "12.5", ""),
        ("1 234 567,89", "1234567.89", ""),
        ("CHF 4'900.-", "4900", "CHF"),
        ("¥1,200,000", "1200000", "JPY"),
        ("１２００", "1200", ""),
        ("1,23,456", "123456", ""),
        ("0.750", "0.750", ""),
        ("+250", "250", ""),
    ],
)
def test_prices_as_people_write_them(text: str, amount: str, currency: str) -> None:
    assert parse_money(text) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["Price on request", "POA", "n/a", "-", " Preis auf Anfrage "])
def test_no_price_yet(text: str) -> None:
    assert parse_money(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "1e999",
        "-5",
        "0",
        "1,2,3",
        "12..5",
        "abc",
        "$",
        "9" * 15,
        "12 or 13",
        "=1+1",
        "$5 €",
    ],
)
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_money(text)


def test_the_mapping_says_which_mark_is_decimal() -> None:
    assert parse_money("1.234", ".") == (Decimal("1.234"), "")
    assert parse_money("1.234", ",") == (Decimal(1234), "")


@given(CENTS)
def test_an_amount_survives_both_ways_of_writing_it(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    continental = english.translate(str.maketrans(",.", ".,"))
    assert parse_money(f"${english}") == (amount, "USD")
    assert parse_money(f"{continental} €") == (amount, "EUR")


@given(st.text(max_size=40))
def test_any_text_is_a_price_or_none_or_refused(text: str) -> None:
    try:
        parsed = parse_money(text)
    except Refused:
        return
    assert parsed is None or (parsed[0].is_finite() and parsed[0] > 0)


@pytest.mark.parametrize(
    ("text", "unit", "centimetres"),
    [
        ("30", "cm", "30.00"),
        ('12"', "cm", "30.48"),
        ("12 in", "cm", "30.48"),
        ("300 mm", "cm", "30.00"),
        ("11½", "inch", "29.21"),
        ("11 1/2 inches", "cm", "29.21"),
        ("1/2", "inch", "1.27"),
        ("30,5 cm", "inch", "30.50"),
        ("W: 30 cm", "cm", "30.00"),
        ("36", "mm", "3.60"),
    ],
)
def test_a_length_in_its_own_unit(text: str, unit: str, centimetres: str) -> None:
    assert parse_length(text, unit) == Decimal(centimetres)


@pytest.mark.parametrize("text", ["", "wide", "0", "-3", "12 furlongs", "1/0", "9000", "1e3"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_length(text)


def test_three_lengths_in_one_cell() -> None:
    assert parse_dimensions('12 x 9 x 6 "') == [Decimal("30.48"), Decimal("22.86"), Decimal("15.24")]
    assert parse_dimensions("30 × 22cm") == [Decimal("30.00"), Decimal("22.00")]


def test_words_for_grades() -> None:
    assert parse_grade("Very good condition") == "very_good"
    assert parse_grade("loved") is None
    with pytest.raises(Refused, match="below Good"):
        parse_grade("Fair")


@pytest.mark.parametrize(
    ("text", "code"),
    [("Japan", "JP"), ("jp", "JP"), ("JPN", "JP"), ("UK", "GB"), ("Italie", "IT")],
)
def test_countries_by_name_and_code(text: str, code: str) -> None:
    assert parse_country(text) == code


def test_years_and_days() -> None:
    today = date(2026, 11, 21)
    assert parse_year("c. 1995", today) == (1995, "estimated")
    assert parse_date("13/11/2021", "", today) == date(2021, 11, 13)
    assert parse_date("05/11/2021", "mdy", today) == date(2021, 5, 11)
    for refused in ("2027", "95", "1650"):
        with pytest.raises(Refused):
            parse_year(refused, today)
    for refused in ("05/11/2021", "2027-01-01", "31/02/2021", "yesterday"):
        with pytest.raises(Refused):
            parse_date(refused, "", today)
