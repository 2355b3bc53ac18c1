"""Wires go back by hand: approved by a second person above the limit, paid once, called off with a reason."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from orders.payments import refunds
from orders.payments.gateway import Refused
from orders.payments.models import IncomingWire, Payment, Refund, RefundState
from orders.payments.refunds import asking
from portero.core.models import AuditEntry, Mail
from tests.factories.people import staff
from tests.payments.refunds.driver import Books

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return staff("Accounting", email="anna@portero.example")


@pytest.fixture
def ben() -> User:
    return staff("Accounting", email="ben@portero.example")


def asked(payment: Payment, amount: str, actor: User | None = None) -> Refund:
    return refunds.request(payment, Decimal(amount), reason="A scratch.", actor=actor)


def test_up_to_the_limit_one_person_pays(books: Books, wired: Payment, anna: User) -> None:
    refund = asked(wired, "1000.00", anna)
    assert refund.state == "to_pay"
    assert refunds.send(refund.pk) is False
    paid = refunds.mark_paid(refund, actor=anna, bank_reference=" FT 2611 21 ")
    assert (paid.state, paid.reference, paid.done_by) == ("done", "FT 2611 21", anna)
    assert Mail.objects.get(kind="refund_done").text.count("the account it came from") == 1
    with pytest.raises(refunds.RefundRefused):
        refunds.mark_paid(refund, actor=anna, bank_reference="FT 2")
    assert not books.asked


def test_above_it_another_person_approves(wired: Payment, anna: User, ben: User) -> None:
    refund = asked(wired, "1000.01", anna)
    assert refund.state == "to_approve"
    assert not Mail.objects.filter(kind="refund_on_its_way").exists()
    with pytest.raises(refunds.RefundRefused):
        refunds.mark_paid(refund, actor=ben, bank_reference="FT 1")
    with pytest.raises(refunds.RefundRefused, match="another person"):
        refunds.approve(refund, actor=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(approved_by=anna)
    approved = refunds.approve(refund, actor=ben)
    assert (approved.state, approved.approved_by) == ("to_pay", ben)
    assert Mail.objects.filter(kind="refund_on_its_way").count() == 1
    assert AuditEntry.objects.filter(action="payments.refund_approved", actor=ben).count() == 1


def test_slices_do_not_go_round_the_limit(wired: Payment) -> None:
    assert [asked(wired, "600.00").state, asked(wired, "600.00").state] == ["to_pay", "to_approve"]


def test_the_limit_is_a_figure(wired: Payment, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"wire_refund_two_person_usd": Decimal("5.00")}
    monkeypatch.setattr(asking, "figure", limits.__getitem__)
    assert asked(wired, "5.01").state == "to_approve"


def test_a_wire_without_an_order_goes_back_to_its_sender(anna: User) -> None:
    wire = IncomingWire.objects.create(
        amount=Decimal("50.00"), booked_on="2026-11-20", bank_reference="B-1", source="entered"
    )
    refund = refunds.request_for_wire(wire, Decimal("50.00"), reason="Nobody's.", actor=anna)
    assert refunds.mark_paid(refund, actor=anna, bank_reference="FT 1").state == "done"
    wire.refresh_from_db()
    assert wire.returned_amount == Decimal("50.00")
    assert not Mail.objects.exists()


def test_called_off_it_frees_the_sum_and_leaves_the_queue(wired: Payment, anna: User) -> None:
    refund = asked(wired, "10.00", anna)
    with pytest.raises(refunds.RefundRefused):
        refunds.call_off(refund, actor=anna, reason=" ")
    off = refunds.call_off(refund, actor=anna, reason="She keeps it.")
    wired.refresh_from_db()
    assert (off.state, wired.refunded_amount) == ("failed", Decimal(0))
    assert not refunds.waiting().exists()


def test_what_may_be_with_the_provider_is_not_called_off(books: Books, payment: Payment, anna: User) -> None:
    refund = asked(payment, "10.00")
    payment.calls.create(key="k-1", operation="refund", refund=refund)
    with pytest.raises(refunds.RefundRefused, match="may be with the provider"):
        refunds.call_off(refund, actor=anna, reason="Stop.")
    assert Refund.objects.get().state == RefundState.READY


def test_staff_try_a_failed_one_again_unless_its_sum_is_gone(
    books: Books, payment: Payment, anna: User
) -> None:
    books.before = Refused("Not enough money.")
    refund = asked(payment, str(payment.captured_amount))
    refunds.send(refund.pk)
    again = refunds.try_again(refund, actor=anna)
    assert again.state == "ready"
    refunds.send(refund.pk)
    asked(payment, "1.00")
    with pytest.raises(refunds.RefundRefused, match="More would go back"):
        refunds.try_again(refund, actor=anna)
    assert Refund.objects.get(pk=refund.pk).state == "failed"


@pytest.mark.parametrize(("amount", "reason"), [("0.00", "R"), ("99999.00", "R"), ("1.00", " ")])
def test_a_senseless_wish_is_refused(payment: Payment, anna: User, amount: str, reason: str) -> None:
    with pytest.raises(refunds.RefundRefused):
        refunds.ask(payment.pk, Decimal(amount), reason=reason, actor=anna)
    assert not Refund.objects.exists()
