"""Beat runs twice, and a piece is sold, withdrawn or handed over while somebody else is at it: each happens once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from catalog import custody, listing, pricing
from catalog.models import Custody, Item, PriceChange
from consignment.covenant import steps
from consignment.models import AppliedStep, Consignment
from consignment.pieces import leaving, sale
from consignment.pieces.locks import lock_listed
from consignment.vault import shelving
from tests.consignment.conftest import private
from tests.factories import consignment as make
from tests.races.together import Rendezvous, together

__all__ = ["private"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private"),
]
RIVALS = 4


def prices(item: Item) -> list[int]:
    return [int(change.amount) for change in PriceChange.objects.filter(item=item).order_by("pk")]


def test_canary_without_the_lock_two_sweeps_are_at_one_step_and_only_the_database_says_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    listed = make.listed()
    meet, set_price = Rendezvous(2), pricing.set_price

    def at_one_moment(*args: Any, **kwargs: Any) -> PriceChange:
        meet.wait()
        return set_price(*args, **kwargs)

    monkeypatch.setattr(steps, "lock_consignment_unless_busy", lambda pk: Consignment.objects.get(pk=pk))
    monkeypatch.setattr(pricing, "set_price", at_one_moment)
    now = listed.first_listed_at + timedelta(days=31)
    assert sorted(together([lambda: steps.sweep(now=now)] * 2)) == [0, 1]
    assert "waits: It is consigned" in caplog.text
    assert (prices(listed.item), AppliedStep.objects.count()) == ([8000, 7200], 1)


def test_sweeps_at_once_apply_a_step_once() -> None:
    listed = make.listed()
    now = listed.first_listed_at + timedelta(days=31)
    answers = together([lambda: steps.sweep(now=now)] * RIVALS)
    assert sorted(answers) == [0, 0, 0, 1]
    assert (prices(listed.item), AppliedStep.objects.count()) == ([8000, 7200], 1)


def test_sold_or_withdrawn_never_both() -> None:
    listed = make.listed()

    @transaction.atomic
    def sell() -> str:
        sale.sold(lock_listed([listed.item.pk]), order="R-1", at=listed.first_listed_at)
        listing.mark_all_sold([listed.item.pk], at=listed.first_listed_at)
        return "sold"

    def take_back() -> str:
        leaving.withdraw(listed.pk, by_consignor=True)
        return "withdrawn"

    answers: list[Any] = together([sell, take_back])
    after = make.fresh(listed)
    won = [answer for answer in answers if isinstance(answer, str)]
    assert won == [after.state] == [after.item.state]


def test_two_scans_at_once_leave_it_in_one_place() -> None:
    item = make.received().item
    for code in ("A-1", "A-2"):
        shelving.open_shelf(code)
    actor = make.manager()
    answers = together(
        [lambda code=code: shelving.shelve(item.number, code, actor=actor) for code in ("A-1", "A-2")]  # type: ignore[misc]
    )
    assert all(isinstance(answer, Custody) for answer in answers)
    where: Any = custody.custody_of(item)
    assert where.pk == max(answer.pk for answer in answers)
