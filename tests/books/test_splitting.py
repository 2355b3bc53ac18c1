"""What a refund consists of: never more than was charged, a whole refund to the cent, many steps exactly at the end."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.books import splitting
from orders.books.dividing import divide
from orders.books.ledger import Entry
from orders.books.splitting import Choice, Split, SplitRefused
from orders.tax.models import TaxComponent

ZERO = Decimal("0.00")
SUMS = st.decimals(min_value="0.00", max_value="20000.00", places=2)
PRICES = st.decimals(min_value="0.01", max_value="20000.00", places=2)


def goods(pk: int, price: Decimal) -> Entry:
    return Entry(f"line-{pk}", "goods", f"Piece {pk}", price, ZERO, line=SimpleNamespace(pk=pk), of="price")


def tax(n: int, amount: Decimal, base: Decimal, *, line: Any = None, of: str = "price") -> Entry:
    component = TaxComponent(base=base, amount=amount)
    return Entry(f"tax-{n}", "tax", f"Tax {n}", amount, ZERO, line=line, of=of, component=component)


def bill(*prices: Decimal, rate: str = "0.08875", delivery: Decimal = Decimal("25.00")) -> list[Entry]:
    """Pieces, delivery and two jurisdictions' tax on each."""
    entries = [goods(n, price) for n, price in enumerate(prices, 1)]
    entries.append(Entry("delivery", "charge", "Delivery", delivery, ZERO, of="shipping"))
    for place, entry in enumerate(list(entries)):
        for level, part in enumerate((Decimal(rate), Decimal("0.00375"))):
            amount = (entry.charged * part).quantize(ZERO)
            entries.append(tax(10 * place + level, amount, entry.charged, line=entry.line, of=entry.of))
    return entries


def after(entries: list[Entry], split: Split) -> list[Entry]:
    """The books after a refund."""
    back = {share.entry.key: share for share in split.shares}
    return [
        replace(e, back=e.back + back[e.key].amount, base_back=e.base_back + back[e.key].base)
        if e.key in back
        else e
        for e in entries
    ]


def in_bounds(entries: list[Entry]) -> bool:
    sums = all(ZERO <= e.back <= e.charged for e in entries)
    return sums and all(ZERO <= e.base_back <= e.component.base for e in entries if e.component)


@given(total=SUMS, weights=st.lists(SUMS, min_size=1, max_size=6))
def test_a_divided_sum_adds_up(total: Decimal, weights: list[Decimal]) -> None:
    if total > sum(weights):
        total = sum(weights, ZERO)
    parts = divide(total, weights)
    assert sum(parts) == total
    assert all(ZERO <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(prices=st.lists(PRICES, min_size=1, max_size=3), delivery=PRICES)
def test_a_whole_refund_gives_back_everything(prices: list[Decimal], delivery: Decimal) -> None:
    entries = bill(*prices, delivery=delivery)
    split = splitting.whole(entries)
    assert split.total == sum(e.charged for e in entries)
    assert all(e.left == 0 for e in after(entries, split))
    assert all(e.base_back == e.component.base for e in after(entries, split) if e.component)


@given(prices=st.lists(PRICES, min_size=1, max_size=3), data=st.data())
def test_sums_in_many_steps_never_exceed_and_end_exactly(prices: list[Decimal], data: st.DataObject) -> None:
    entries = bill(*prices)
    for _ in range(data.draw(st.integers(1, 5))):
        left = sum((e.left for e in entries), ZERO)
        amount = data.draw(st.decimals(min_value=ZERO, max_value=left, places=2))
        split = splitting.in_proportion(entries, amount)
        assert split.total == amount
        entries = after(entries, split)
        assert in_bounds(entries)
    entries = after(entries, splitting.whole(entries))
    assert all(e.left == 0 for e in entries)


@given(price=PRICES, data=st.data())
def test_parts_of_a_price_take_their_tax_along_and_end_exactly(price: Decimal, data: st.DataObject) -> None:
    entries = bill(price)
    for _ in range(data.draw(st.integers(1, 5))):
        left = entries[0].left
        if not left:
            break
        part = data.draw(st.decimals(min_value="0.01", max_value=left, places=2))
        entries = after(entries, splitting.chosen(entries, Choice(sums={"line-1": part})))
        assert in_bounds(entries)
    if entries[0].left:
        entries = after(entries, splitting.chosen(entries, Choice(whole=frozenset({"line-1"}))))
    taxed = [e for e in entries if e.kind == "tax" and e.of == "price"]
    assert all(e.left == 0 and e.base_back == price for e in taxed)
    assert all(e.back == 0 for e in entries if e.of == "shipping")


def test_a_fee_is_kept_from_the_price_and_all_tax_goes_back_unless_the_rule_lowers_it() -> None:
    entries = bill(Decimal("1000.00"))
    choice = Choice(whole=frozenset({"line-1"}), fee_kept=Decimal("15.00"))
    assert splitting.chosen(entries, choice).total == Decimal("1077.50")
    assert splitting.chosen(entries, choice).tax == Decimal("92.50")
    lowered = splitting.chosen(entries, choice, Decimal("91.11"), "on the part refunded")
    assert [lowered.total, lowered.tax] == [Decimal("1076.11"), Decimal("91.11")]
    rest = splitting.whole(after(entries, lowered))
    assert {s.entry.key: s.amount for s in rest.shares} == {
        "line-1": Decimal("15.00"),
        "delivery": Decimal("25.00"),
        "tax-0": Decimal("1.33"),
        "tax-1": Decimal("0.06"),
        "tax-10": Decimal("2.22"),
        "tax-11": Decimal("0.09"),
    }


def test_the_delivery_goes_back_with_its_tax_alone() -> None:
    split = splitting.chosen(bill(Decimal("1000.00")), Choice(sums={"delivery": Decimal("25.00")}))
    assert {s.entry.key: s.amount for s in split.shares} == {
        "delivery": Decimal("25.00"),
        "tax-10": Decimal("2.22"),
        "tax-11": Decimal("0.09"),
    }


@pytest.mark.parametrize(
    "choice",
    [
        Choice(sums={"line-1": Decimal("1000.01")}),
        Choice(sums={"line-1": Decimal("-1.00")}),
        Choice(sums={"line-9": Decimal("1.00")}),
        Choice(sums={"tax-0": Decimal("1.00")}),
        Choice(whole=frozenset({"line-1"}), sums={"line-1": Decimal("1.00")}),
        Choice(whole=frozenset({"line-1"}), fee_kept=Decimal("1000.01")),
        Choice(sums={"line-1": Decimal("20.00")}, fee_kept=Decimal("15.00")),
    ],
)
def test_what_was_never_charged_is_refused(choice: Choice) -> None:
    with pytest.raises(SplitRefused):
        splitting.chosen(bill(Decimal("1000.00")), choice)


def test_the_base_goes_back_with_what_the_tax_lies_on() -> None:
    split = splitting.in_proportion(bill(Decimal("1000.00")), Decimal("500.00"))
    goods = next(share.amount for share in split.shares if share.entry.kind == "goods")
    bases = {share.base for share in split.shares if share.entry.kind == "tax" and share.entry.of == "price"}
    assert bases == {goods}


def test_more_than_is_left_is_refused() -> None:
    entries = bill(Decimal("10.00"))
    with pytest.raises(SplitRefused):
        splitting.in_proportion(entries, sum((e.charged for e in entries), ZERO) + Decimal("0.01"))
