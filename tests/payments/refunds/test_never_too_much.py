"""Never more goes back than was received: the database refuses it to forms, shells and rivals alike."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from orders.payments import refunds
from orders.payments.models import IncomingWire, Payment, Refund, RefundState
from tests.factories.orders import confirmed_order
from tests.races.together import together

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


def row(payment: Payment, amount: Decimal, state: str = "ready") -> Refund:
    return Refund(payment=payment, amount=amount, reason="R", state=state)


def refunded(payment: Payment) -> Decimal:
    return Payment.objects.values_list("refunded_amount", flat=True).get(pk=payment.pk)


def refuses(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.fixture
def payment() -> Payment:
    return confirmed_order().payments.get()


def test_a_cent_too_much_is_refused_however_it_is_written(payment: Payment) -> None:
    whole = payment.captured_amount
    refuses(row(payment, whole + CENT).save)
    refuses(lambda: Refund.objects.bulk_create([row(payment, whole), row(payment, CENT)]))
    row(payment, whole - CENT).save()
    small = Refund.objects.create(payment=payment, amount=CENT, reason="R", state="ready")
    refuses(lambda: Refund.objects.filter(pk=small.pk).update(amount=CENT * 2))
    refuses(lambda: _sql("update payments_refund set amount = amount + 0.01 where id = %s", [small.pk]))
    refuses(lambda: _sql(INSERT, [payment.pk]))
    assert refunded(payment) == whole


INSERT = (
    "insert into payments_refund (payment_id, amount, reason, state, requested_at, tries, reference, voided, problem)"
    " values (%s, 0.01, 'R', 'ready', now(), 0, '', false, '')"
)


def _sql(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_failed_one_frees_its_sum_and_can_not_take_it_back(payment: Payment) -> None:
    failed = Refund.objects.create(
        payment=payment, amount=payment.captured_amount, reason="R", state="failed"
    )
    assert refunded(payment) == 0
    row(payment, CENT).save()
    refuses(lambda: Refund.objects.filter(pk=failed.pk).update(state=RefundState.READY))
    assert refunded(payment) == CENT


def test_the_sum_can_not_be_written_by_hand(payment: Payment) -> None:
    row(payment, Decimal("10.00")).save()
    Payment.objects.filter(pk=payment.pk).update(refunded_amount=0)
    payment.refunded_amount = Decimal(0)
    payment.save()  # read before the refund was asked for
    for written in (1, -1, 0):
        _sql("update payments_payment set refunded_amount = %s where id = %s", [written, payment.pk])
    assert refunded(payment) == Decimal("10.00")
    refuses(row(payment, payment.captured_amount - Decimal("9.99")).save)


def test_of_a_new_payment_nothing_has_gone_back(payment: Payment) -> None:
    facts = {
        "attempt": 9,
        "state": "failed",
        "captured_amount": 0,
        "captured_at": None,
        "authorised_at": None,
    }
    for name, value in (facts | {"pk": None, "reference": "", "refunded_amount": Decimal(5)}).items():
        setattr(payment, name, value)
    payment.save(force_insert=True)
    assert refunded(payment) == 0


def test_moving_or_deleting_a_refund_moves_its_sum(payment: Payment) -> None:
    refund = Refund.objects.create(payment=payment, amount=CENT, reason="R", state="ready")
    other = confirmed_order().payments.get()
    Refund.objects.filter(pk=refund.pk).update(payment=other)
    assert (refunded(payment), refunded(other)) == (Decimal(0), CENT)
    Refund.objects.filter(pk=refund.pk).delete()
    assert refunded(other) == 0


def test_what_was_captured_can_not_shrink_below_what_went_back(payment: Payment) -> None:
    row(payment, payment.captured_amount).save()
    refuses(lambda: Payment.objects.filter(pk=payment.pk).update(amount=CENT, captured_amount=CENT))


def test_nothing_goes_back_of_what_was_never_captured() -> None:
    order = confirmed_order()
    Payment.objects.filter(order=order).update(
        state="cancelled", captured_amount=0, captured_at=None, authorised_at=None
    )
    refuses(row(order.payments.get(), CENT).save)


def test_a_wire_gives_back_only_what_no_payment_uses(payment: Payment) -> None:
    wire = IncomingWire.objects.create(
        amount=Decimal("100.00"),
        applied_amount=Decimal("60.00"),
        payment=payment,
        booked_on="2026-11-20",
        bank_reference="B-1",
        source="entered",
    )
    refuses(lambda: refunds.request_for_wire(wire, Decimal("40.01"), reason="Too much."))
    refunds.request_for_wire(wire, Decimal("40.00"), reason="Too much.")
    refuses(lambda: IncomingWire.objects.filter(pk=wire.pk).update(applied_amount=Decimal("60.01")))
    wire.refresh_from_db()
    assert (wire.returned_amount, wire.applied_amount) == (Decimal("40.00"), Decimal("60.00"))


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_everything_at_once_get_it_once() -> None:
    payment = confirmed_order().payments.get()

    def ask() -> Refund:
        return Refund.objects.create(
            payment_id=payment.pk, amount=payment.captured_amount, reason="R", state="ready"
        )

    answers = together([ask, ask, ask])
    assert sorted(type(answer).__name__ for answer in answers) == [
        "IntegrityError",
        "IntegrityError",
        "Refund",
    ]
    assert refunded(payment) == payment.captured_amount
