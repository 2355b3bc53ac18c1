"""What holds for every sale: parts add up, nothing is negative, a whole refund gives everything back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Category
from tests.tax.asking import PLACES, ask, question, tax

pytestmark = pytest.mark.django_db
prices = st.decimals(min_value=0, max_value=20_000, places=2).map(lambda d: f"{d:.2f}")
items = st.tuples(st.sampled_from(Category.TaxCategory.values), prices, st.integers(1, 3))
sales = st.fixed_dictionaries(
    {
        "city": st.sampled_from(sorted(PLACES)),
        "items": st.lists(items.map(lambda i: f"{i[0]}:{i[1]}:{i[2]}"), min_size=1, max_size=4),
        "shipping": prices,
        "handling": prices,
        "gift_wrap": prices,
        "pickup_offered": st.booleans(),
        "combined_shipping_and_handling": st.booleans(),
    }
)


def _ask(sale: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = sale | more
    return ask(question(told.pop("city"), " ".join(told.pop("items")), **told), assume_registered=True)


@settings(max_examples=150)
@given(sale=sales)
def test_the_parts_add_up_and_a_whole_refund_gives_everything_back(sale: dict[str, Any]) -> None:
    everything = {"items": list(range(len(sale["items"]))), "shipping": True}
    answer = _ask(sale, refund=everything)
    groups = [(line["tax"], line["breakdown"]) for line in answer["lines"]]
    groups.append((answer["shipping_tax"], answer["shipping_breakdown"]))
    for told, breakdown in groups:
        amounts = [Decimal(entry["amount"]) for entry in breakdown]
        assert sum(amounts, Decimal(0)) == Decimal(told)
        assert all(amount >= 0 for amount in amounts)
    assert sum(Decimal(told) for told, _ in groups) == Decimal(answer["tax"])
    assert answer["tax_refund"] == answer["tax"]


@settings(max_examples=50)
@given(sale=sales)
def test_the_order_of_lines_does_not_matter(sale: dict[str, Any]) -> None:
    assert _ask(sale)["tax"] == _ask(sale, items=sale["items"][::-1])["tax"]


@settings(max_examples=50)
@given(sale=sales, fee=prices, shipping=st.booleans(), pick=st.randoms(use_true_random=False))
def test_no_more_goes_back_than_was_charged(
    sale: dict[str, Any], fee: str, shipping: bool, pick: Any
) -> None:
    some = [n for n in range(len(sale["items"])) if pick.random() < 0.5]
    answer = _ask(sale, refund={"items": some, "fee_kept": fee, "shipping": shipping})
    without_fee = _ask(sale, refund={"items": some, "shipping": shipping})
    assert 0 <= Decimal(answer["tax_refund"]) <= Decimal(without_fee["tax_refund"]) <= Decimal(answer["tax"])


# From a dollar: Maryland's bracket leaves a price below 20 cents alone, and two of them not.
dear = st.decimals(min_value=1, max_value=20_000, places=2).map(lambda d: f"{d:.2f}")
dear_items = st.tuples(st.sampled_from(Category.TaxCategory.values), dear, st.integers(1, 3))
goods = st.lists(dear_items.map(lambda i: f"{i[0]}:{i[1]}:{i[2]}"), min_size=1, max_size=3)
places = st.sampled_from(sorted(PLACES))
no_holiday = st.dates(date(2026, 1, 1), date(2026, 7, 31)).map(str)


@settings(max_examples=100)
@given(city=places, first=goods, second=goods, on=no_holiday)
def test_two_sales_owe_what_one_owes_but_for_the_cent_of_each_rounding(
    city: str, first: list[str], second: list[str], on: str
) -> None:
    """Every rule counts the single item; Maryland rounds each sale up, so that two never owe less than one."""
    whole = Decimal(tax(city, " ".join(first + second), on))
    parts = Decimal(tax(city, " ".join(first), on)) + Decimal(tax(city, " ".join(second), on))
    assert abs(whole - parts) <= Decimal("0.01")
    if city == "Chevy Chase":
        assert parts >= whole


@settings(max_examples=50)
@given(
    city=places, category=st.sampled_from(Category.TaxCategory.values), price=prices, count=st.integers(1, 4)
)
def test_several_of_a_kind_owe_what_as_many_lines_owe(
    city: str, category: str, price: str, count: int
) -> None:
    one_by_one = " ".join([f"{category}:{price}"] * count)
    assert tax(city, f"{category}:{price}:{count}") == tax(city, one_by_one)


CHANGES = {
    "Short Hills": [(date(2017, 1, 1), "70.00", "68.75"), (date(2018, 1, 1), "68.75", "66.25")],
    "Palm Beach": [(date(2026, 1, 1), "70.00", "65.00")],
    "Springfield": [(date(2026, 7, 1), "95.00", "100.00")],
}


@settings(max_examples=60)
@given(city=st.sampled_from(sorted(CHANGES)), days=st.integers(-400, 400), which=st.integers(0, 1))
def test_a_rate_holds_from_its_first_day_until_before_the_next_ones(city: str, days: int, which: int) -> None:
    changes = CHANGES[city]
    on = date.fromordinal(changes[which % len(changes)][0].toordinal() + days)
    expected = changes[0][1]
    for first_day, _, after in changes:
        expected = after if on >= first_day else expected
    assert tax(city, "handbag:1000.00", str(on)) == expected
