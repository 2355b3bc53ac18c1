"""Wires at the same moment: a credit is one row, an order is paid once, and every cent is applied or goes back."""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from catalog.models import Hold
from orders import expiry
from orders.order.models import Order
from orders.payments import wire_credits, wire_rounds, wires
from orders.payments.models import IncomingWire, Payment, Refund
from portero.core.models import Mail
from tests.factories.catalog import listed_item
from tests.factories.wires import a_credit, wired_order
from tests.races.together import Rendezvous, together, without_constraints

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = "mt940"


def every_cent_is_accounted_for(payment: Payment) -> None:
    """What came is what pays the order plus what goes back, of the wires or of the payment."""
    wires_ = IncomingWire.objects.filter(payment=payment)
    came = wires_.aggregate(s=Sum("amount"))["s"]
    sums = wires_.aggregate(a=Sum("applied_amount"), r=Sum("returned_amount"))
    assert came == sums["a"] + sums["r"]
    payment.refresh_from_db()
    applied = payment.amount if payment.state in {"captured", "stray"} else Decimal(0)
    assert sums["a"] == applied
    assert payment.refunded_amount == (payment.amount if payment.state == "stray" else 0)


@contextmanager
def meeting_before_the_wire_is_written(monkeypatch: pytest.MonkeyPatch, rivals: int) -> Any:
    place = Rendezvous(rivals)
    with monkeypatch.context() as patched:
        patched.setattr(wire_credits, "refuse_twin", place.after(wire_credits.refuse_twin))
        yield


def test_canary_without_lock_and_constraint_one_credit_is_two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    credit = a_credit("70.00")
    monkeypatch.setattr(wire_credits, "_one_at_a_time", lambda credit: None)
    with (
        without_constraints(payments_incomingwire=["payments_incomingwire_bank_reference_key"]),
        meeting_before_the_wire_is_written(monkeypatch, 2),
    ):
        together([lambda: wires.receive(credit, source=SOURCE)] * 2)
        assert IncomingWire.objects.count() == 2


def test_two_imports_of_the_same_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    payment = wired_order(listed_item())
    told = [a_credit(payment.amount, payment.reference), a_credit("70.00"), a_credit("70.00")]

    def import_it() -> int:
        return sum(wires.receive(credit, source=SOURCE)[1] for credit in told)

    with meeting_before_the_wire_is_written(monkeypatch, 2):
        answers = together([import_it, import_it])
    assert sum(answers) == 3
    assert IncomingWire.objects.count() == 3
    assert Order.objects.get().status == "confirmed"
    assert not Refund.objects.exists()
    assert Mail.objects.filter(kind="payment_confirmed").count() == 1


def test_typed_and_imported_at_once_is_one() -> None:
    credit = a_credit("70.00", bank_reference="FT-26325 00099")
    read = a_credit("70.00", "TRN FT2632500099", bank_reference="OTHER1")
    together(
        [lambda: wires.receive(credit, source="entered"), lambda: wires.receive(read, source=SOURCE)],
    )
    assert IncomingWire.objects.count() == 1


def test_canary_without_the_lock_two_halves_are_both_short(monkeypatch: pytest.MonkeyPatch) -> None:
    payment = wired_order(listed_item())
    room = Rendezvous(2)
    monkeypatch.setattr(wires, "lock_payment", lambda pk: (payment.order, Payment.objects.get(pk=pk)))
    monkeypatch.setattr(wires, "_room", room.after(wires._room))
    whole = [a_credit(payment.amount, payment.reference) for _ in range(2)]
    together([lambda c=c: wires.receive(c, source=SOURCE) for c in whole])  # type: ignore[misc]
    applied = IncomingWire.objects.aggregate(s=Sum("applied_amount"))["s"]
    assert applied == 2 * payment.amount


@pytest.mark.parametrize("over", [Decimal("0.00"), Decimal("40.00")])
def test_two_partial_wires_at_once(over: Decimal) -> None:
    payment = wired_order(listed_item())
    first = a_credit("1000.00", payment.reference)
    rest = a_credit(payment.amount - 1000 + over, payment.reference)
    together([lambda: wires.receive(first, source=SOURCE), lambda: wires.receive(rest, source=SOURCE)])
    wire_rounds.sweep()
    assert Order.objects.get().status == "confirmed"
    assert list(Refund.objects.values_list("amount", flat=True)) == ([over] if over else [])
    every_cent_is_accounted_for(payment)


@pytest.mark.parametrize("_round", range(4))
@pytest.mark.parametrize("short", [Decimal("0.00"), Decimal("25.00")])
def test_a_wire_and_the_end_of_the_hold(_round: int, short: Decimal) -> None:
    payment = wired_order(listed_item())
    credit = a_credit(payment.amount - short, payment.reference)
    now = timezone.now()
    Hold.objects.update(created_at=now - timedelta(hours=1), expires_at=now - timedelta(seconds=1))
    together([lambda: wires.receive(credit, source=SOURCE), expiry.expire_holds])
    expiry.expire_holds()
    wire_rounds.sweep()
    order = Order.objects.get()
    assert order.status == ("cancelled" if short else "confirmed")
    assert Hold.objects.filter(released_at=None).count() == 0
    every_cent_is_accounted_for(payment)


def test_two_rounds_at_once_remind_once() -> None:
    payment = wired_order(listed_item())
    Hold.objects.update(expires_at=timezone.now() + timedelta(hours=30))
    together([wire_rounds.sweep] * 3)
    assert Mail.objects.filter(kind="wire_reminder").count() == 1
    assert payment.events.filter(kind="reminded").count() == 1


def test_matched_to_two_orders_at_once_is_matched_to_one() -> None:
    one, other = wired_order(listed_item()), wired_order(listed_item(title="Kelly 28"))
    wire, _ = wires.receive(a_credit(one.amount), source=SOURCE)
    answers = together([lambda p=p: wires.match(wire, p, actor=None) for p in (one, other)])  # type: ignore[misc]
    assert sum(isinstance(answer, wires.WireRefused) for answer in answers) == 1
    assert sorted(Order.objects.values_list("status", flat=True)) == ["confirmed", "pending_payment"]
