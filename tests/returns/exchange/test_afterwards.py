"""The order of an exchange is an order like any other: what goes back of it, whence and whither, and never too much."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from orders import bill, cancellation, staff_facts
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.disputes.freeze import refund_problem
from orders.payments.models import Dispute, Payment, Refund
from orders.payments.origin import gone_from
from orders.payments.reconciliation import books
from orders.payments.refunds import RefundRefused, sending
from tests.factories import exchanges as make
from tests.factories import returns
from tests.payments.refunds import driver

pytestmark = pytest.mark.django_db
Sent = list[tuple[str, Decimal]]


@pytest.fixture
def sent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What the provider is asked to give back: of which payment, and how much."""
    settings.PAYMENT_PROVIDERS = settings.PAYMENT_PROVIDERS | {
        "stripe": "tests.payments.refunds.driver.MemoryRefunds"
    }
    driver.BOOKS = driver.Books()
    told: Sent = []
    really = driver.MemoryRefunds.refund

    def refund(self: Any, payment: Payment, amount: Decimal, key: str) -> Any:
        told.append((payment.reference, amount))
        return really(self, payment, amount, key)

    monkeypatch.setattr(driver.MemoryRefunds, "refund", refund)
    return told


def send_all() -> None:
    for refund in Refund.objects.filter(next_try_at__isnull=False).order_by("pk"):
        sending.send(refund.pk)


def checked() -> None:
    """What the database checks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


@transaction.atomic
def written(rows: QuerySet[Any], **change: Any) -> None:
    """Changed by hand, past every verb."""
    rows.update(**change)
    checked()


def test_a_cancelled_exchange_gives_back_card_money_and_then_the_credit(sent: Sent) -> None:
    ret = make.bought()
    new, old = make.new_order(ret), ret.order
    cancellation.cancel_paid(new, reason="You cancelled it.", actor=None)
    checked()
    send_all()
    assert sent == [(f"pi_{new.number}", Decimal("587.93")), (f"pi_{old.number}", Decimal("2177.50"))]
    paid = Payment.objects.get(order=old)
    assert (paid.captured_amount, gone_from(paid)) == (Decimal("2221.05"), Decimal("2177.50"))
    assert [(row.label, row.amount) for row in bill.refunds_of(new)] == [("Refunded", Decimal("2765.43"))]
    assert [(row.label, row.amount) for row in bill.refunds_of(old)] == [
        (f"Credited to order {new.number}", Decimal("2177.50"))
    ]
    assert staff_facts.balance_of(new)[-1] == ("Kept", Decimal("0.00"))


def test_what_the_credit_paid_is_a_part_of_what_she_paid() -> None:
    ret = make.bought()
    new = make.new_order(ret)
    assert [(row.label, row.amount) for row in bill.credits_of(new, new.payments.all())] == [
        (f"Of it, credit from return {ret.number}", Decimal("2177.50")),
        ("Of it, paid beside the credit", Decimal("587.93")),
    ]


def test_a_part_comes_from_the_card_alone_as_long_as_it_reaches(sent: Sent) -> None:
    new = make.new_order(make.bought())
    card = new.payments.get(method="card")
    asked = refunds.ask(card.pk, Decimal("300.00"), reason="A scratch", actor=returns.manager())
    assert (asked.payment, asked.amount, asked.rest_of) == (card, Decimal("300.00"), None)
    refunds.ask(card.pk, Decimal("400.00"), reason="Another one", actor=None)
    send_all()
    assert [amount for _, amount in sent] == [Decimal("300.00"), Decimal("287.93"), Decimal("112.07")]
    checked()


def test_never_more_than_was_captured() -> None:
    new = make.new_order(make.bought())
    card = new.payments.get(method="card")
    with pytest.raises(RefundRefused, match=r"At most \$2,765.43"):
        refunds.ask(card.pk, Decimal("2765.44"), reason="Too much", actor=None)
    credit = new.payments.get(method="credit")
    with pytest.raises(IntegrityError), transaction.atomic():
        refunds.request(credit, Decimal("2177.51"), reason="Too much")
    assert not Refund.objects.filter(payment__order=new).exists()


def test_what_she_exchanged_for_can_be_returned_like_anything_else(sent: Sent) -> None:
    new = make.shipped(make.bought())
    ret = returns.accepted(
        returns.inspected(returns.received(returns.in_transit(returns.approved(returns.requested(new)))))
    )
    checked()
    assert ret.final is not None
    # 2,500 and its tax, less the fee of 15 and the tax on it.
    assert ret.final.total == Decimal("2705.54")
    send_all()
    assert sent == [
        (f"pi_{new.number}", Decimal("587.93")),
        (f"pi_{Order.objects.earliest('pk').number}", Decimal("2117.61")),
    ]
    assert returns.fresh(ret).state == "refunded"


def test_what_she_exchanged_for_can_be_exchanged_again(sent: Sent) -> None:
    new = make.shipped(make.bought())
    again = make.accepted(make.wanted(new, make.of_price("1000.00")))
    checked()
    third = make.new_order(again)
    # The credit pays first, so that her card money is what comes back: 2,721.88 less 1,132.30.
    assert third.status == "confirmed"
    assert [(one.method, one.amount) for one in third.payments.all()] == [("credit", Decimal("1132.30"))]
    send_all()
    first = Order.objects.earliest("pk")
    assert sent == [(f"pi_{new.number}", Decimal("587.93")), (f"pi_{first.number}", Decimal("1001.65"))]
    cancellation.cancel_paid(third, reason="You cancelled it.", actor=None)
    checked()
    send_all()
    assert sent[2:] == [(f"pi_{first.number}", Decimal("1132.30"))]
    assert gone_from(Payment.objects.get(order=first)) == Decimal("2133.95")


def test_a_credit_and_its_refund_stay_together() -> None:
    ret = make.accepted(make.wanted(make.hers("2000.00"), make.of_price("2500.00")))
    checked()
    assert ret.refund is not None
    source, credit = Refund.objects.filter(pk=ret.refund.pk), Payment.objects.filter(source=ret.refund)
    changes: list[dict[str, Any]] = [
        {"state": "failed"},
        {"next_try_at": timezone.now()},
        {"amount": Decimal("1.00")},
    ]
    for change in changes:
        with pytest.raises(IntegrityError):
            written(source, **change)
    facts = {"captured_at": timezone.now(), "captured_amount": ret.refund.amount}
    with pytest.raises(IntegrityError):
        written(credit, state="captured", **facts)
    with pytest.raises(RefundRefused, match="pays another order"):
        refunds.call_off(ret.refund, actor=returns.manager(), reason="No")


def test_the_provider_is_compared_with_what_really_went_back(sent: Sent) -> None:
    ret = make.bought()
    cancellation.cancel_paid(make.new_order(ret), reason="You cancelled it.", actor=None)
    send_all()
    day = timedelta(days=1)
    found = books.refunds("stripe", [], timezone.now() - day, timezone.now() + day)
    assert sorted(one.amount for one in found) == [Decimal("587.93"), Decimal("2177.50")]
    assert ret.refund not in found


def test_money_that_her_bank_takes_back_does_not_go_back_through_the_credit() -> None:
    ret = make.bought()
    credit = make.new_order(ret).payments.get(method="credit")
    assert refund_problem(credit, Decimal("100.00")) == ""
    Dispute.objects.create(
        payment=Payment.objects.get(order=ret.order),
        provider="stripe",
        reference="dp_1",
        amount=Decimal("2221.05"),
        reason="fraudulent",
        state="needs_response",
    )
    assert "disputed" in refund_problem(credit, Decimal("100.00"))
