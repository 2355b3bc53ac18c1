"""Which tax goes back, from an order's books and what is owed at the new place; sums in USD."""

from dataclasses import replace
from decimal import Decimal

import pytest

from orders.books.ledger import Entry, entries_of
from orders.order.models import Order
from orders.readdressing.giving_back import given_back
from orders.readdressing.pricing import ChangeRefused
from orders.tax.calculator import Component, TaxQuote
from tests.factories.orders import confirmed_order

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


@pytest.fixture
def entries() -> list[Entry]:
    order: Order = confirmed_order()
    return entries_of(order)


def owed(entries: list[Entry]) -> list[Component]:
    """The frozen tax as a quote would answer it for the same place."""
    frozen = [(entry, entry.component) for entry in entries if entry.component]
    return [
        Component(
            number=entry.line.upc if entry.line else None,
            jurisdiction=c.jurisdiction,
            level=c.level,
            percent=c.percent,
            base=c.base,
            amount=c.amount,
            rule=c.rule,
            source=c.source,
            of=c.of,
        )
        for entry, c in frozen
    ]


def test_the_same_tax_gives_nothing_back(entries: list[Entry]) -> None:
    assert given_back(entries, TaxQuote(tuple(owed(entries)))) is None


def test_one_jurisdiction_less_goes_back_whole(entries: list[Entry]) -> None:
    gone, *rest = owed(entries)
    assert rest
    split = given_back(entries, TaxQuote(tuple(rest)))
    assert split is not None
    assert [(share.amount, share.base) for share in split.shares] == [(gone.amount, gone.base)]


def test_a_cent_that_rounding_moved_is_made_up_by_the_rest(entries: list[Entry]) -> None:
    gone, more, *rest = owed(entries)
    there = TaxQuote((replace(more, amount=more.amount + CENT), *rest))
    split = given_back(entries, there)
    assert split is not None
    charged = sum(entry.charged for entry in entries if entry.kind == "tax")
    assert split.total == gone.amount - CENT
    assert charged - split.total == there.total


def test_a_jurisdiction_that_was_not_charged_is_refused(entries: list[Entry]) -> None:
    first, *rest = owed(entries)
    with pytest.raises(ChangeRefused):
        given_back(entries, TaxQuote((replace(first, jurisdiction="Elsewhere"), *rest)))


def test_more_of_one_is_refused_though_the_sum_is_less(entries: list[Entry]) -> None:
    _, more, *rest = owed(entries)
    with pytest.raises(ChangeRefused):
        given_back(entries, TaxQuote((replace(more, amount=more.amount + 2 * CENT), *rest)))


def test_tax_that_went_back_before_is_left_to_care(entries: list[Entry]) -> None:
    known = [replace(entry, back=CENT) if entry.kind == "tax" else entry for entry in entries]
    assert given_back(known, TaxQuote(tuple(owed(entries)))) is None
    with pytest.raises(ChangeRefused):
        given_back(known, TaxQuote())
