"""Both books side by side: what agrees, and every way in which they can differ; each difference is one task."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from orders.payments import reconciliation
from orders.payments.gateway import REFUND
from orders.payments.models import Difference, IncomingWire, Payment, ReconciliationRun, Refund
from orders.payments.reconciliation import report
from tests.factories.catalog import listed_item
from tests.factories.ledger import Ledger, tell_movement
from tests.factories.orders import confirmed_order, pending_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger")]
ZERO = Decimal("0.00")


@pytest.fixture
def at() -> datetime:
    """When the money moved: long enough ago to be listed."""
    return timezone.now() - timedelta(hours=6)


@pytest.fixture
def paid(paid: Payment, at: datetime) -> Payment:
    """The captured payment, listed by the provider under its reference."""
    Payment.objects.filter(pk=paid.pk).update(captured_at=at)
    tell_movement(paid.reference, paid.captured_amount, at=at)
    return Payment.objects.get(pk=paid.pk)


def run(provider: str = "stripe") -> ReconciliationRun:
    now = timezone.now()
    done = reconciliation.reconcile(provider, now - timedelta(days=1), now)
    assert done is not None
    assert done.state == "done", done.problem
    _sums_tell_the_differences(done)
    return done


def _sums_tell_the_differences(done: ReconciliationRun) -> None:
    """To the cent: what the sums differ by is what the lines differ by."""
    gap = ZERO
    for line in done.lines.filter(their_currency="USD"):
        sign = -1 if line.kind == REFUND else 1
        gap += sign * ((line.ours or ZERO) - (line.theirs or ZERO))
    gap += sum((line.ours or ZERO for line in done.lines.exclude(their_currency="USD")), ZERO)
    assert report.sums(done)[-1][-1] == gap


def found() -> list[tuple[str, str]]:
    return list(reconciliation.waiting().values_list("kind", "reference"))


def a_refund(payment: Payment, amount: str = "100.00", **facts: object) -> Refund:
    now = timezone.now() - timedelta(hours=5)
    told = {"reference": "re_1", "state": "done", "done_at": now, "reason": "Asked for."} | facts
    return Refund.objects.create(payment=payment, amount=Decimal(amount), **told)


def test_what_both_sides_have_agrees(paid: Payment) -> None:
    a_refund(paid)
    tell_movement("re_1", "100.00", kind=REFUND, payment_reference=paid.reference)
    done = run()
    assert (done.found, found()) == (0, [])
    assert (
        (done.our_captures, done.our_captured)
        == (1, paid.amount)
        == (done.their_captures, done.their_captured)
    )
    assert (done.our_refunds, done.our_refunded) == (1, Decimal("100.00"))
    assert (done.their_refunds, done.their_refunded) == (1, Decimal("100.00"))


def test_a_capture_that_the_provider_does_not_list(paid: Payment) -> None:
    Ledger.movements = []
    assert run().found == 1
    assert found() == [("missing_there", paid.reference)]


def test_what_was_captured_a_moment_ago_need_not_be_listed_yet(paid: Payment) -> None:
    Ledger.movements = []
    Payment.objects.filter(pk=paid.pk).update(captured_at=timezone.now() - timedelta(minutes=10))
    assert run().our_captures == 0
    assert found() == []


def test_money_captured_for_nothing_of_ours(at: datetime) -> None:
    tell_movement("pi_stranger", "55.00", at=at)
    run()
    row = Difference.objects.get()
    assert (row.kind, row.reference, row.payment, row.theirs) == (
        "missing_here",
        "pi_stranger",
        None,
        Decimal("55.00"),
    )


@pytest.mark.parametrize("named_by", ["reference", "note"])
def test_money_captured_for_an_attempt_we_closed(at: datetime, named_by: str) -> None:
    order = pending_order()
    payment = Payment.objects.create(
        order=order,
        attempt=1,
        provider="stripe",
        amount=order.total_incl_tax,
        state="cancelled",
        reference="pi_closed" if named_by == "reference" else "",
    )
    tell_movement("pi_closed", payment.amount, at=at, note=f"{order.number}-1")
    run()
    row = Difference.objects.get()
    assert (row.kind, row.payment) == ("missing_here", payment)
    assert "the attempt is cancelled here" in row.about


def test_amounts_that_differ_by_a_cent(paid: Payment, at: datetime) -> None:
    Ledger.movements = []
    tell_movement(paid.reference, paid.amount - Decimal("0.01"), at=at)
    done = run()
    assert found() == [("amount", paid.reference)]
    assert report.sums(done)[0][-1] == Decimal("0.01")


def test_a_charge_captured_twice_differs_in_its_amount(paid: Payment, at: datetime) -> None:
    tell_movement("ch_again", paid.amount, payment_reference=paid.reference, at=at)
    run()
    row = Difference.objects.get()
    assert (row.kind, row.ours, row.theirs) == ("amount", paid.amount, paid.amount * 2)


def test_the_same_figure_in_another_currency_is_no_agreement(paid: Payment, at: datetime) -> None:
    Ledger.movements = []
    tell_movement(paid.reference, paid.amount, currency="cad", at=at)
    done = run()
    assert found() == [("currency", paid.reference)]
    assert (done.their_captures, done.their_captured) == (0, ZERO)


def test_a_refund_made_by_hand_at_the_provider(paid: Payment) -> None:
    tell_movement("re_hand", "40.00", kind=REFUND, payment_reference=paid.reference)
    run()
    row = Difference.objects.get()
    assert (row.kind, row.reference, row.payment) == ("refund_here", "re_hand", paid)


def test_a_refund_that_failed_here_and_went_out_there(paid: Payment) -> None:
    a_refund(paid, state="failed", done_at=None)
    tell_movement("re_1", "100.00", kind=REFUND, payment_reference=paid.reference)
    run()
    assert found() == [("refund_here", "re_1")]


def test_a_refund_that_the_provider_does_not_list(paid: Payment) -> None:
    a_refund(paid)
    run()
    assert found() == [("refund_there", "re_1")]


def test_refunds_of_different_amounts(paid: Payment) -> None:
    a_refund(paid)
    tell_movement("re_1", "99.00", kind=REFUND, payment_reference=paid.reference)
    run()
    assert found() == [("refund_amount", "re_1")]


def test_a_refund_whose_answer_never_came_is_found_by_payment_and_amount(paid: Payment) -> None:
    a_refund(paid, reference="", state="sent", done_at=None, tries=1)
    tell_movement("re_lost", "100.00", kind=REFUND, payment_reference=paid.reference)
    assert (run().found, found()) == (0, [])


def test_a_charge_voided_before_it_settled_is_listed_by_nobody(paid: Payment) -> None:
    Ledger.movements = []
    a_refund(paid, amount=str(paid.captured_amount), voided=True)
    done = run()
    assert (done.our_captures, done.our_refunds, found()) == (0, 0, [])


def test_around_midnight_the_clocks_may_differ(paid: Payment) -> None:
    now = timezone.now()
    Payment.objects.filter(pk=paid.pk).update(captured_at=now - timedelta(hours=23, minutes=59))
    Ledger.movements = []
    tell_movement(paid.reference, paid.amount, at=now - timedelta(hours=24, minutes=1))
    tell_movement("pi_of_the_day_before", "10.00", at=now - timedelta(hours=24, minutes=2))
    done = run()
    assert (done.our_captures, done.their_captures, found()) == (1, 1, [])


def test_what_accounting_has_wired_back_agrees(at: datetime, accountant: User) -> None:
    payment = confirmed_order().payments.get()
    Payment.objects.filter(pk=payment.pk).update(provider="wire", method="wire", captured_at=at)
    IncomingWire.objects.create(
        amount=payment.amount,
        applied_amount=payment.amount,
        payment=payment,
        booked_on=at.date(),
        bank_reference="bank-1",
        source="entered",
        matched_at=at,
    )
    a_refund(payment, reference="WB-1", done_by=accountant)
    done = run("wire")
    assert (done.found, done.our_refunds, done.their_refunds) == (0, 1, 1)


def test_wires_are_compared_with_what_was_credited(at: datetime) -> None:
    whole, short = (
        confirmed_order(listed_item(title=title)).payments.get() for title in ("Kelly 28", "Constance")
    )
    for payment, credited in ((whole, whole.amount), (short, short.amount - 5)):
        Payment.objects.filter(pk=payment.pk).update(provider="wire", method="wire", captured_at=at)
        IncomingWire.objects.create(
            amount=credited,
            applied_amount=credited,
            payment=payment,
            booked_on=at.date(),
            bank_reference=f"bank-{payment.pk}",
            source="entered",
            matched_at=at,
        )
    done = run("wire")
    assert found() == [("missing_there", short.reference)]
    assert (done.our_captures, done.their_captures) == (2, 1)


def test_a_wire_that_is_not_whole_yet_is_no_difference(at: datetime) -> None:
    order = pending_order()
    payment = Payment.objects.create(
        order=order, attempt=1, provider="wire", method="wire", amount=order.total_incl_tax, state="started"
    )
    IncomingWire.objects.create(
        amount=5,
        applied_amount=5,
        payment=payment,
        booked_on=at.date(),
        bank_reference="bank-1",
        source="entered",
        matched_at=at,
    )
    assert run("wire").found == 0
