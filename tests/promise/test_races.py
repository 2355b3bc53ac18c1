"""Two at once: a claim or a return, one answer, one refund; nobody deadlocks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from orders.order.models import Order
from orders.payments.models import Refund
from orders.promise import answering, by_hand, deciding
from orders.promise.models import Claim, ClaimDecision
from orders.promise.states import ClaimRefused
from orders.returns import asking
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from tests.factories import claims as make
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[bool]:
    """All of them in threads of their own, begun together; which of them did it."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> bool:
        try:
            start.wait(timeout=60)
            act()
        except (ClaimRefused, ReturnRefused):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as threads:
        return [found.result(timeout=30) for found in [threads.submit(one, act) for act in acts]]


def test_a_claim_and_a_return_of_one_piece_at_once() -> None:
    order = make.delivered_order()
    line = order.lines.get()

    def returns() -> None:
        asking.ask(Order.objects.get(pk=order.pk), [asking.Wanted(line.pk, "changed_mind")])

    done = at_once(lambda: make.opened(Order.objects.get(pk=order.pk)), returns)
    assert sorted(done) == [False, True]
    assert Claim.objects.count() + Return.objects.count() == 1


@pytest.mark.parametrize("price", ["400.00", "4000.00"])
def test_accounting_books_what_it_paid_by_hand_twice_at_once(price: str) -> None:
    claim = make.lost(order=make.delivered_order(listed_item(price=Decimal(price))))
    amount, actor = by_hand.to_pay(claim), make.accountant()

    def booked(reference: str) -> None:
        told: dict[str, Any] = {"how": "check", "reference": reference, "reason": "By check."}
        by_hand.record(claim, actor=actor, amount=amount, **told)

    done = at_once(*(lambda number=number: booked(number) for number in ("1041", "1041", "1042")))
    assert sorted(done) == [False, False, True]
    assert Refund.objects.get().amount == amount


def test_she_clicks_both_choices_at_once() -> None:
    claim = make.decided_condition()
    done = at_once(
        *(lambda choice=choice: answering.choose(claim, choice) for choice in ("refund", "allowance") * 2)
    )
    assert sorted(done) == [False, False, False, True]
    assert Refund.objects.count() == 1
    found = make.fresh(claim)
    assert (found.choice, found.refund_kind) in {("refund", "full"), ("allowance", "allowance")}


def test_two_people_decide_at_once() -> None:
    claim = make.reviewed_as("counterfeit")
    people = (make.care(), make.manager())
    done = at_once(
        *(
            lambda actor=actor: deciding.not_authentic(claim, actor=actor, reasons="The stamp.")
            for actor in people
        )
    )
    assert sorted(done) == [False, True]
    assert (ClaimDecision.objects.count(), Refund.objects.count()) == (1, 1)
