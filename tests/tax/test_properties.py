"""What holds for every sale: parts add up, nothing is negative, a whole refund gives everything back."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Category
from tests.tax.asking import PLACES, ask, question

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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=sales)
def test_the_order_of_lines_does_not_matter(sale: dict[str, Any]) -> None:
    assert _ask(sale)["tax"] == _ask(sale, items=sale["items"][::-1])["tax"]
