"""An outside provider of landed costs: asked before the transaction, frozen as it answered, never waited for."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from orders.order.models import Order
from orders.placement import TotalChanged
from orders.quote import Quote, Wishes, quote_for
from orders.tax.border.remote import FALLBACK
from orders.tax.destination import Destination
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import a_bag, pending_order, total_of
from tests.fakes.landed import LandedCostDouble

pytestmark = pytest.mark.django_db
D = Decimal
NY = Destination(state="NY", zip="10021", city="New York")


@pytest.fixture
def double(settings: Settings) -> Iterator[LandedCostDouble]:
    settings.LANDED_COST_PROVIDER = "orders.tax.border.remote.OutsideProvider"
    settings.LANDED_COST_KEY = LandedCostDouble.secret
    settings.LANDED_COST_TIMEOUT_SECONDS = 0.5
    with LandedCostDouble() as running:
        settings.LANDED_COST_URL = running.url
        yield running


def quoted() -> Quote:
    return quote_for([abroad_item("JP")], Wishes(to=NY))


def test_its_answer_is_the_quote_guaranteed_until_its_end(double: LandedCostDouble) -> None:
    border = quoted().border
    assert (border.duty, border.tax, border.fees) == (D("1250.00"), D("0.00"), D("20.00"))
    assert (border.guaranteed, border.provider, border.reference) == (True, "outside", "lcq_1")
    assert border.valid_until is not None
    assert border.valid_until > timezone.now() + timedelta(days=2)


def test_it_learns_what_is_declared_and_nothing_of_her(double: LandedCostDouble) -> None:
    quoted()
    asked = double.asked[0]
    assert asked["destination"] == {"country": "US", "region": "NY", "postcode": "10021"}
    assert asked["lines"][0]["hs_code"] == "4202.21.90"
    assert "Whitfield" not in str(asked)


def test_an_order_freezes_what_was_answered_before_its_transaction(double: LandedCostDouble) -> None:
    order = pending_order(abroad_item("JP"))
    rows = order.border_charges.values_list("name", "amount", "guaranteed", "provider", "flagged")
    assert list(rows) == [
        ("Duty", D("1250.00"), True, "outside", False),
        ("Customs entry", D("20.00"), True, "outside", False),
    ]
    assert len(double.asked) == 1


def test_the_same_question_is_asked_once(double: LandedCostDouble) -> None:
    item = abroad_item("JP")
    for _ in range(3):
        quote_for([item], Wishes(to=NY))
    assert len(double.asked) == 1


def test_within_the_country_it_is_not_asked(double: LandedCostDouble) -> None:
    quote_for([listed_item()], Wishes(to=NY))
    assert double.asked == []


def test_an_expired_quote_is_asked_anew_at_placement_and_she_sees_the_new_total(
    double: LandedCostDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    bag = a_bag(abroad_item("JP"))
    double.lasts = timedelta(days=1)
    shown = total_of(bag)
    later = SimpleNamespace(now=lambda: timezone.now() + timedelta(days=2))
    monkeypatch.setattr("orders.tax.border.remote.timezone", later)
    double.lasts, double.duty = timedelta(days=9), D("0.11")
    with pytest.raises(TotalChanged) as changed:
        pending_order(bag=bag, shown_total=shown)
    assert changed.value.quote.total == shown + D("125.00")
    assert not Order.objects.exists()


@pytest.mark.parametrize("fault", ["timeout_before", "http_500_before", "rate_limit"])
def test_when_it_fails_our_tables_answer_and_staff_are_told(double: LandedCostDouble, fault: str) -> None:
    double.switch(fault, count=99, seconds=2)
    order = pending_order(abroad_item("JP"))
    assert set(order.border_charges.values_list("provider", "guaranteed", "flagged")) == {
        ("tables", False, True)
    }
    told = order.events.get(kind="landed_cost_fallback")
    assert not told.public
    assert double.asked == []


def test_after_a_failure_nobody_waits_for_it_again(double: LandedCostDouble) -> None:
    double.switch("http_500_before", count=1)
    assert quoted().border.flagged
    assert quoted().border.flagged
    assert double.asked == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "EUR"},
        {"lines": []},
        {"lines": "many"},
        {"valid_until": None},
        {"valid_until": "2020-01-01T00:00:00+00:00"},
        {"valid_until": "tomorrow"},
        {"fees": [{"name": "Entry", "amount": "-1"}]},
        {"fees": [{"name": "Entry", "amount": "0.001"}]},
        {"fees": [{"name": "Entry", "amount": "99999.00"}]},
        {"fees": [{"amount": "1.00"}]},
        {"fees": [{"name": "Entry", "amount": "1.00"}, {"name": "Entry", "amount": "2.00"}]},
    ],
)
def test_an_answer_that_cannot_be_charged_is_refused_whole(
    double: LandedCostDouble, wrong: dict[str, Any]
) -> None:
    double.more = wrong
    border = quoted().border
    assert (border.provider, border.flagged) == ("tables", True)
    assert FALLBACK in border.warnings


def test_a_rate_no_column_takes_is_refused(double: LandedCostDouble) -> None:
    part = {"kind": "duty", "name": "Duty", "percent": "1000", "base": "12500.00", "amount": "1.00"}
    item = abroad_item("JP")
    double.more = {"lines": [{"number": item.number, "hs_code": "", "charges": [part]}]}
    assert quote_for([item], Wishes(to=NY)).border.flagged


def test_each_parcel_keeps_the_reference_of_its_own_quote(double: LandedCostDouble) -> None:
    double.more = {"id": "lcq_" + 76 * "7"}
    order = pending_order(abroad_item("JP"), abroad_item("FR"), abroad_item("IT"))
    assert set(order.border_charges.values_list("reference", flat=True)) == {"lcq_" + 76 * "7"}


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_it_is_never_asked(double: LandedCostDouble) -> None:
    item = abroad_item("JP")
    with transaction.atomic():
        assert quote_for([item], Wishes(to=NY)).border.flagged
    assert double.asked == []
