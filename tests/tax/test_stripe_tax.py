"""Stripe Tax over real HTTP: its answer to the cent, remembered; own tables whenever it can't be trusted."""

import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from orders.tax.calculator import Sale, TaxableLine, TaxQuote
from orders.tax.local import LocalTables
from orders.tax.places import Destination
from orders.tax.stripe_tax import StripeTax
from orders.tax.stripe_tax.answers import Unusable, read
from orders.tax.stripe_tax.params import cents, params_of
from tests.fakes.stripe import StripeDouble

pytestmark = pytest.mark.django_db
OPERATION = "tax.calculations.create"
NEW_YORK = Destination(state="NY", zip="10021", city="New York", line1="740 Park Avenue")


@pytest.fixture
def double(settings: Settings) -> Iterator[StripeDouble]:
    cache.clear()
    with StripeDouble() as running:
        settings.STRIPE_API_BASE = running.url
        yield running


def _sale(to: Destination = NEW_YORK, *, on: date | None = None, **more: Any) -> Sale:
    lines = [
        TaxableLine("P-1", "handbag", Decimal("1890.00")),
        TaxableLine("P-2", "shoes", Decimal("95.00")),
    ]
    return Sale(lines=lines, shipping=Decimal("25.00"), to=to, on=on or timezone.localdate(), **more)


def _asked(double: StripeDouble) -> int:
    return len(double.state.rows("tax_calculation"))


def _answer(double: StripeDouble, sale: Sale) -> dict[str, Any]:
    StripeTax().quote(sale)
    return deepcopy(double.state.rows("tax_calculation")[-1])


def test_the_answer_is_told_line_by_line_and_by_jurisdiction(double: StripeDouble) -> None:
    quote = StripeTax().quote(_sale())
    assert quote.of_line("P-1") == Decimal("167.74")
    assert quote.of_line("P-2") == Decimal("0.00")
    assert quote.of_line(None) == Decimal("2.22")
    assert quote.provider == "Stripe Tax"
    assert quote.fallback == ""
    bag = [(c.jurisdiction, c.percent, c.amount) for c in quote.components if c.number == "P-1"]
    assert bag[0] == ("New York", Decimal(4), Decimal("75.60"))
    assert {c.rule for c in quote.components if c.number == "P-2"} == {"exempt"}
    assert all(c.source.startswith("Stripe Tax taxcalc_") for c in quote.components)


def test_the_same_sale_is_asked_once_and_another_again(double: StripeDouble) -> None:
    first, again = StripeTax().quote(_sale()), StripeTax().quote(_sale())
    assert again == first
    assert _asked(double) == 1
    StripeTax().quote(_sale(gift_wrap=Decimal("12.00")))
    assert _asked(double) == 2


def test_what_is_remembered_names_nobody(double: StripeDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []
    monkeypatch.setattr(cache, "set", lambda key, value, seconds: kept.extend([key, value]))
    StripeTax().quote(_sale())
    assert "Park Avenue" not in str(kept)
    assert isinstance(kept[1], TaxQuote)


def test_handling_and_gift_wrap_are_told_beside_the_pieces(double: StripeDouble) -> None:
    quote = StripeTax().quote(_sale(handling=Decimal("10.00"), gift_wrap=Decimal("20.00")))
    beside = {c.of: c.base for c in quote.components if c.number is None and c.level == "state"}
    assert beside == {"price": Decimal("25.00"), "handling": Decimal("10.00"), "gift wrap": Decimal("20.00")}


def test_one_line_of_shipping_and_handling_is_asked_as_one() -> None:
    told = params_of(_sale(handling=Decimal("10.00"), combined=True))
    assert told["shipping_cost"]["amount"] == 3500
    assert [line["reference"] for line in told["line_items"]] == ["P-1", "P-2"]


def test_an_exempt_buyer_is_told_to_stripe(double: StripeDouble) -> None:
    quote = StripeTax().quote(_sale(exemption="NY-118"))
    assert quote.total == Decimal("0.00")
    assert {c.rule for c in quote.components} == {"exempt buyer, certificate NY-118"}
    another = StripeTax().quote(_sale(exemption="NY-119"))
    assert {c.rule for c in another.components} == {"exempt buyer, certificate NY-119"}


@pytest.mark.parametrize("fault", ["http_500_before", "http_500_after", "timeout_before", "timeout_after"])
def test_a_provider_that_fails_or_is_late_is_replaced_by_our_tables(
    double: StripeDouble, settings: Settings, fault: str
) -> None:
    settings.STRIPE_TAX_TIMEOUT_SECONDS = 0.5
    double.switch(fault, OPERATION)
    quote = StripeTax().quote(_sale())
    ours = LocalTables().quote(_sale())
    assert quote.components == ours.components
    assert quote.total == Decimal("169.96")
    assert quote.fallback in {"APIError", "APIConnectionError"}
    assert "own tables" in quote.warnings[-1]


def test_after_a_failure_the_next_pages_do_not_wait_for_stripe(double: StripeDouble) -> None:
    double.switch("http_500_before", OPERATION)
    StripeTax().quote(_sale())
    quote = StripeTax().quote(_sale(gift_wrap=Decimal("12.00")))
    assert quote.fallback == "it was silent a moment ago"
    assert _asked(double) == 0
    cache.clear()
    assert StripeTax().quote(_sale()).fallback == ""


def test_a_dead_provider_is_replaced_by_our_tables(settings: Settings) -> None:
    cache.clear()
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert StripeTax().quote(_sale()).fallback == "APIConnectionError"


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_nothing_is_asked_but_what_is_known_is_used(double: StripeDouble) -> None:
    with transaction.atomic():
        blind = StripeTax().quote(_sale())
    assert (blind.fallback, _asked(double)) == ("RuntimeError", 0)
    known = StripeTax().quote(_sale())
    with transaction.atomic():
        assert StripeTax().quote(_sale()) == known
    assert _asked(double) == 1


@pytest.mark.parametrize(
    "sale",
    [
        _sale(Destination(country="CA", state="ON", zip="M5V 2T6")),
        _sale(Destination(state="OR", zip="97201", city="Portland")),
        _sale(on=date(2026, 1, 5)),
        replace(_sale(), lines=[]),
    ],
    ids=["abroad", "no registration", "long ago", "nothing sold"],
)
def test_what_stripe_has_no_say_in_is_not_asked(double: StripeDouble, sale: Sale) -> None:
    assert StripeTax().quote(sale) == LocalTables().quote(sale)
    assert _asked(double) == 0


def test_parts_of_a_cent_are_never_sent() -> None:
    with pytest.raises(ValueError, match="parts of a cent"):
        cents(Decimal("10.005"))


def _line(answer: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = answer["line_items"]["data"][0]
    return line


def _part(answer: dict[str, Any]) -> dict[str, Any]:
    part: dict[str, Any] = _line(answer)["tax_breakdown"][0]
    return part


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "currency": lambda a: a.update(currency="eur"),
    "sum": lambda a: a.update(tax_amount_exclusive=a["tax_amount_exclusive"] + 1),
    "line sum": lambda a: _line(a).update(amount_tax=1),
    "other line": lambda a: _line(a).update(reference="P-9"),
    "other amount": lambda a: _line(a).update(amount=5),
    "line missing": lambda a: a["line_items"]["data"].pop(),
    "line twice": lambda a: a["line_items"]["data"].append(_line(a)),
    "more pages": lambda a: a["line_items"].update(has_more=True),
    "no lines": lambda a: a.pop("line_items"),
    "negative": lambda a: _part(a).update(amount=-1),
    "float": lambda a: _part(a).update(taxable_amount=18.9),
    "rate": lambda a: _part(a)["tax_rate_details"].update(percentage_decimal="a lot"),
    "nameless": lambda a: _part(a).update(jurisdiction=None),
    "breakdown": lambda a: _line(a).update(tax_breakdown={"amount": 1}),
}


@pytest.mark.parametrize("how", WRONG)
def test_an_answer_that_does_not_add_up_is_no_answer(double: StripeDouble, how: str) -> None:
    sale = _sale()
    answer = _answer(double, sale)
    assert read(answer, sale).total == Decimal("169.96")
    WRONG[how](answer)
    with pytest.raises(Unusable):
        read(answer, sale)


def test_an_unknown_reason_and_an_exempt_part_without_a_rate_are_read(double: StripeDouble) -> None:
    sale = _sale()
    answer = _answer(double, sale)
    part = answer["line_items"]["data"][1]["tax_breakdown"][0]
    part |= {"taxability_reason": "taxable_basis_reduced", "tax_rate_details": None}
    part["jurisdiction"]["level"] = "borough"
    told = next(c for c in read(answer, sale).components if c.number == "P-2")
    assert (told.rule, told.percent, told.level) == ("taxable basis reduced", Decimal(0), "state")


def test_two_threads_that_ask_at_once_get_the_same_tax(double: StripeDouble) -> None:
    StripeTax().quote(_sale(on=timezone.localdate() + timedelta(days=1)))
    found: list[Decimal] = []
    body = params_of(_sale())

    def ask() -> None:
        found.append(read(StripeTax._ask(body), _sale()).total)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [Decimal("169.96")] * 2
