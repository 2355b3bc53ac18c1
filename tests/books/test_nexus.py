"""The nexus watch: each state's own rule, 80 % told once, a registration ends it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from orders.books import crossings, nexus
from orders.books.models import NexusCrossing, NexusRule
from orders.tax.models import Registration
from portero.core.models import Mail
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
OHIO: dict[str, Any] = {"line4": "Columbus", "state": "OH", "postcode": "43215", "line1": "1 High Street"}


def watch_of(state: str, **facts: Any) -> nexus.Watch:
    rule = NexusRule(state=state, amount=Decimal("100000.00"), **facts)
    return nexus.Watch(state, state, rule, Decimal("81000.00"), 150, date(2026, 1, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("sales", "logic", "percent"),
    [(None, "either", 81), (200, "either", 81), (160, "either", 93), (200, "both", 75), (100, "both", 81)],
)
def test_the_rule_decides_what_counts(sales: int | None, logic: str, percent: int) -> None:
    assert watch_of("OH", sales=sales, logic=logic).percent == percent


@pytest.mark.parametrize(
    ("period", "windows"),
    [
        ("calendar", [("2025-01-01", "2026-01-01"), ("2026-01-01", "2026-11-22")]),
        ("rolling", [("2025-11-22", "2026-11-22")]),
        ("quarters", [("2025-09-01", "2026-09-01"), ("2025-12-01", "2026-11-22")]),
        ("to_september", [("2025-10-01", "2026-10-01"), ("2026-10-01", "2026-11-22")]),
    ],
)
def test_the_periods(period: str, windows: list[tuple[str, str]]) -> None:
    found = nexus.windows(period, date(2026, 11, 21))
    assert [(a.isoformat(), b.isoformat()) for a, b in found] == windows


def test_a_leap_day_has_a_year_before_it() -> None:
    assert nexus.windows("rolling", date(2028, 2, 28)) == [(date(2027, 2, 28), date(2028, 2, 29))]


def sell_into_ohio(price: str) -> None:
    confirmed_order(listed_item(price=Decimal(price)), **OHIO)


def ohio() -> nexus.Watch:
    return next(watch for watch in nexus.watches() if watch.state == "OH")


def test_paid_sales_count_and_registered_states_do_not() -> None:
    sell_into_ohio("9000.00")
    pending_order(listed_item(price=Decimal("9000.00")), **OHIO)
    confirmed_order(listed_item(price=Decimal("9000.00")))
    assert (ohio().sales, ohio().percent) == (1, 9)
    assert ohio().sum >= Decimal("9000.00")
    assert "NY" not in [watch.state for watch in nexus.watches()]


def test_each_crossing_is_told_once_and_again_after_it_fell_below() -> None:
    staff("Accounting")
    NexusRule.objects.filter(state="OH").update(amount=Decimal("10000.00"), sales=None)
    sell_into_ohio("8500.00")
    assert [crossings.sweep(), crossings.sweep()] == [1, 0]
    assert [mail.subject for mail in mails()] == ["Ohio: sales at 85 % of the nexus threshold"]
    sell_into_ohio("2000.00")
    assert crossings.sweep() == 1
    assert len(mails()) == 2
    NexusRule.objects.filter(state="OH").update(amount=Decimal("90000.00"))
    assert crossings.sweep() == 0
    assert not crossings.standing_crossings().exists()
    NexusRule.objects.filter(state="OH").update(amount=Decimal("10000.00"))
    assert crossings.sweep() == 2
    assert len(mails()) == 3  # who jumps over both reads the worse news only
    assert NexusCrossing.objects.filter(state="OH").count() == 4


def test_a_registration_ends_the_watch() -> None:
    NexusRule.objects.filter(state="OH").update(amount=Decimal("1000.00"))
    sell_into_ohio("2000.00")
    crossings.sweep()
    Registration.objects.create(state="OH", name="Ohio", since=date(2020, 1, 1), source="test")
    crossings.sweep()
    assert not crossings.standing_crossings().exists()


def test_the_page_shows_how_near_each_state_is() -> None:
    sell_into_ohio("9000.00")
    page = at_work(staff("Accounting")).get(reverse("books:nexus")).content.decode()
    assert "Ohio" in page
    assert "9 %" in page
    assert page.index("Ohio") < page.index("Texas")


def mails() -> list[Mail]:
    return list(Mail.objects.filter(kind="nexus_crossed").order_by("pk"))
