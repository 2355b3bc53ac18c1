"""Whatever happens to a chain of exchanges, in any order: no cent is lost, made, or given back twice."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Hold
from orders.books.ledger import entries_of
from orders.models import Claim
from orders.order.models import Order
from orders.payments.models import Payment, Refund
from orders.payments.origin import gone_from
from orders.returns.exchanging.models import Exchange
from orders.states import PAID
from tests.returns.exchange.machine import EVENTS, World, usual

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")
N = st.integers(0, 14)
STEP = st.one_of(
    st.tuples(st.just("usual"), N),
    st.tuples(st.just("usual"), N),
    st.tuples(st.just("usual"), N),
    st.tuples(st.sampled_from(sorted(EVENTS)), N),
)
HISTORY = st.lists(STEP, min_size=3, max_size=16)


def total(rows: Any, name: str = "amount") -> Decimal:
    return rows.aggregate(sum=Sum(name, default=ZERO))["sum"]


def check() -> None:
    """The promises about the money, and about the pieces."""
    at_providers = Payment.objects.filter(source__isnull=True, captured_amount__gt=0)
    cash = ZERO
    for payment in at_providers:
        gone = gone_from(payment)
        assert ZERO <= gone <= payment.captured_amount
        cash += payment.captured_amount - gone
    captured = total(Payment.objects.all(), "captured_amount")
    back = total(Refund.objects.exclude(state="failed"))
    set_aside = total(Payment.objects.filter(state="reserved"))
    # What the providers hold for us is what the orders kept, and what is on its way from one to another.
    assert cash == captured - back + set_aside
    for order in Order.objects.all():
        own = order.payments.filter(state="captured")
        assert (total(own) == order.total_incl_tax) == (order.status in PAID or own.exists())
        assert all(entry.left >= 0 for entry in entries_of(order))
    over = Order.objects.filter(status="cancelled")
    assert not Claim.objects.filter(order__in=over, released_at__isnull=True).exists()
    held = Hold.objects.filter(released_at__isnull=True)
    waiting = Exchange.objects.filter(over_at__isnull=True)
    assert {hold.holder for hold in held} <= {f"exchange:{one.ret.number}" for one in waiting}


def run(steps: list[tuple[str, int]]) -> set[str]:
    reached: set[str] = set()
    for event, n in steps:
        if World.do(WORLD[0], usual() if event == "usual" else event, n):
            reached |= set(Payment.objects.values_list("state", flat=True))
    check()  # histories of every length are played: each is looked at once, at its end
    return reached


WORLD: list[World] = []


def history(examples: int) -> Any:
    """A test of this many random histories, each in a transaction that is rolled back."""
    WORLD[:] = [World()]

    @settings(max_examples=examples)
    @given(steps=HISTORY)
    def play(steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            run(steps)
            transaction.set_rollback(True)

    return play


def test_no_cent_is_lost() -> None:
    history(100)()


@pytest.mark.drill
def test_no_cent_is_lost_in_two_thousand_histories() -> None:
    history(2000)()


def test_the_usual_way_goes_twice_through_a_dearer_piece() -> None:
    WORLD[:] = [World()]
    assert run([("usual", 4)] * 14) == {"captured", "reserved"}
    assert Order.objects.count() == 3
    assert Payment.objects.filter(method="credit", state="captured").count() >= 2
