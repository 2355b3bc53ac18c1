from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importing.amounts import parse_money
from catalog.importing.conditions import parse_grade, says_never_carried
from catalog.importing.countries import parse_country
from catalog.importing.days import parse_date
from catalog.importing.dimensions import parse_dimensions
from catalog.importing.lengths import parse_length
from catalog.importing.refusals import Refused
from catalog.importing.values import is_sold, parse_flag, parse_year
from catalog.importing.weights import parse_weight

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
        ("12.5k", "12500", ""),
        ("1.2E+04", "12000", ""),
        ("12.8万円", "128000", "JPY"),
        ("１２８，０００円（税込）", "128000", "JPY"),
        ("€ 1.234,56 EUR", "1234.56", "EUR"),
        ("Rs. 12,50,000", "1250000", "INR"),
        ("Est. Retail $15,000.00", "15000.00", "USD"),
        ("£7,400 (negotiable)", "7400", "GBP"),
        ("A$1,250", "1250", "AUD"),
        ("٣٢٠٠", "3200", ""),
    ],
)
def test_prices_as_people_write_them(text: str, amount: str, currency: str) -> None:
    assert parse_money(text) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text", ["Price on request", "POA", "P.O.A.", "n/a", "-", " Preis auf Anfrage ", "応相談"]
)
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
        "(1,250.00)",
        "~1200",
        "2026-01-01",
        "$1,250 $990",
        "100 excl. VAT",
        "Sold",
    ],
)
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_money(text)


@pytest.mark.parametrize("text", ["$3,000 – 5,000", "USD 8,000-12,000", "1200 to 1500"])
def test_a_range_is_told_from_a_price(text: str) -> None:
    with pytest.raises(Refused) as why:
        parse_money(text)
    assert why.value.code == "range"


def test_a_shared_sign_means_what_the_file_means() -> None:
    assert parse_money("$1,250", "", "CAD") == (Decimal(1250), "CAD")
    assert parse_money("¥580", "", "CNY") == (Decimal(580), "CNY")
    assert parse_money("US$1,250", "", "CAD") == (Decimal(1250), "USD")
    with pytest.raises(Refused, match="can be DKK"):
        parse_money("1250 kr")


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
        ('10-1/2"', "cm", "26.67"),
        ('12" (30 cm)', "cm", "30.48"),
        ("30cm (12 in)", "cm", "30.00"),
        ("approx. 30 см", "cm", "30.00"),
    ],
)
def test_a_length_in_its_own_unit(text: str, unit: str, centimetres: str) -> None:
    assert parse_length(text, unit) == Decimal(centimetres)


@pytest.mark.parametrize(
    "text", ["", "wide", "0", "-3", "12 furlongs", "1/0", "9000", "1e3", "30-32", "30/32"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_length(text)


@pytest.mark.parametrize(
    ("text", "width", "height", "depth"),
    [
        ('12 x 9 x 6 "', "30.48", "22.86", "15.24"),
        ('11"W x 8.75"H x 4"D', "27.94", "22.23", "10.16"),
        ("H22 W30 D16 cm", "30.00", "22.00", "16.00"),
        ("Ｗ30×Ｈ22×Ｄ16cm", "30.00", "22.00", "16.00"),
        ("Height: 22cm, Width: 30cm, Depth: 16cm", "30.00", "22.00", "16.00"),
        ("Length 30cm; Width 16cm; Height 22cm", "30.00", "22.00", "16.00"),
        ("11 1/2 x 9 1/4 x 6 in", "29.21", "23.50", "15.24"),
        ("B 30 x H 22 x T 16 cm", "30.00", "22.00", "16.00"),
    ],
)
def test_three_lengths_in_one_cell(text: str, width: str, height: str, depth: str) -> None:
    assert parse_dimensions(text) == {
        "width": Decimal(width),
        "height": Decimal(height),
        "depth": Decimal(depth),
    }


@pytest.mark.parametrize("text", ["One size", "30-35 x 22", "1 x 2 x 3 x 4"])
def test_what_says_no_dimensions_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_dimensions(text)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Very good condition", "very_good"),
        ("Like New", "excellent"),
        ("NWT", "pristine"),
        ("AB", "good"),
        ("Used - Excellent", "excellent"),
        ("Excellent to Very Good", "very_good"),
        ("Very good (Worn with little to no signs of wear)", "very_good"),
        ("Très bon état", "very_good"),
        ("Neuwertig", "excellent"),
        ("未使用", "pristine"),
        ("loved", None),
        ("B", None),
        ("9/10", None),
        ("Not good", None),
    ],
)
def test_words_for_grades(text: str, grade: str | None) -> None:
    assert parse_grade(text) == grade


@pytest.mark.parametrize("text", ["Fair", "Used - Fair", "For parts", "Good to fair", "Satisfaisant"])
def test_below_good_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="below Good"):
        parse_grade(text)


def test_never_carried_and_sold_in_words() -> None:
    assert (says_never_carried("New (with tags)"), says_never_carried("Like new")) == (True, False)
    assert (parse_flag("✓"), parse_flag("いいえ")) == (True, False)
    assert (is_sold("true", "Sold"), is_sold("true", "Availability"), is_sold("SOLD OUT", "Status")) == (
        True,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("text", "grams"), [("900", 900), ("0,9 kg", 900), ("2 lbs", 907), ("1 lb 4 oz", 567)]
)
def test_weights_in_grams(text: str, grams: int) -> None:
    assert parse_weight(text) == grams


@pytest.mark.parametrize("text", ["heavy", "45 ct", "0", "-1"])
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_weight(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Japan", "JP"),
        ("jp", "JP"),
        ("JPN", "JP"),
        ("UK", "GB"),
        ("Italie", "IT"),
        ("日本", "JP"),
        ("Made in Italy", "IT"),
        ("Munich, Germany", "DE"),
        ("Atlanta, Georgia, USA", "US"),
        ("Austin, TX", "US"),
    ],
)
def test_countries_by_name_and_code(text: str, code: str) -> None:
    assert parse_country(text) == code


def test_years_and_days() -> None:
    today = date(2026, 11, 21)
    assert parse_year("c. 1995", today) == (1995, "estimated")
    assert parse_date("13/11/2021", "", today) == date(2021, 11, 13)
    assert parse_year("2021 (Approximation)", today) == (2021, "estimated")
    assert parse_date("05/11/2021", "mdy", today) == date(2021, 5, 11)
    for text in ("5 Jan 2026", "Jan 5, 2026", "5 janvier 2026", "2026年1月5日", "20260105", "1767571200",
                 "Mon, 05 Jan 2026 10:00:00 GMT", "2026/1/5"):  # fmt: skip
        assert parse_date(text, "", today) == date(2026, 1, 5)
    for refused in ("2027", "95", "1650"):
        with pytest.raises(Refused):
            parse_year(refused, today)
    for refused in ("05/11/2021", "2027-01-01", "31/02/2021", "yesterday"):
        with pytest.raises(Refused):
            parse_date(refused, "", today)
