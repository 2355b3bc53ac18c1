"""Refunds of real orders: what they consist of is frozen with them, by the state's rule, in the database's bounds."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from orders.books import splits
from orders.books.ledger import entries_of
from orders.books.models import RefundPart, RefundSplit, TaxReversal
from orders.books.splits import Choice
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.refunds.states import RefundRefused
from tests.factories.catalog import listed_item
from tests.factories.orders import confirmed_order
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
BEVERLY_HILLS = {
    "line4": "Beverly Hills",
    "state": "CA",
    "postcode": "90210",
    "line1": "9500 Wilshire Boulevard",
}


@pytest.fixture
def carer(db: None) -> User:
    return staff("Customer care")


def sold(price: str = "1000.00", **address: Any) -> tuple[Order, Payment]:
    order = confirmed_order(listed_item(price=Decimal(price)), **address)
    return order, order.payments.get()


def line_key(order: Order) -> str:
    return f"line-{order.lines.get().pk}"


def ask(payment: Payment, choice: Choice, actor: User) -> Refund:
    order = payment.order
    shown = splits.preview(order, choice).total
    refund = refunds.ask(payment.pk, shown, reason="Came back.", actor=actor, choice=choice)
    connection.check_constraints()
    return refund


def test_every_order_has_where_and_when_it_was_taxed() -> None:
    order, _ = sold()
    sale = order.taxed_sale
    assert (sale.country, sale.state, sale.taxed, sale.ambiguous) == ("US", "NY", True, False)
    elsewhere = confirmed_order(listed_item(title="Kelly"), state="OH", postcode="43004", line4="Blacklick")
    assert (elsewhere.taxed_sale.state, elsewhere.taxed_sale.taxed) == ("OH", False)


def test_a_fee_kept_lowers_the_tax_back_in_new_york_only(carer: User) -> None:
    order, payment = sold()
    choice = Choice(whole=frozenset({line_key(order)}), fee_kept=Decimal("15.00"))
    refund = ask(payment, choice, carer)
    goods = RefundPart.objects.get(split__refund=refund)
    assert (goods.kind, goods.amount) == ("goods", Decimal("985.00"))
    assert refund.amount == Decimal("985.00") + Decimal("87.42")  # 8.875 % of 985.00, half up
    assert "part refunded" in refund.split.rule
    other, paid = sold(**BEVERLY_HILLS)
    charged = sum(c.amount for c in other.tax_components.filter(of="price"))
    back = ask(paid, Choice(whole=frozenset({line_key(other)}), fee_kept=Decimal("15.00")), carer)
    assert back.amount == Decimal("985.00") + charged


def test_all_that_is_left_is_exactly_what_was_charged(carer: User) -> None:
    order, payment = sold()
    choice = Choice(whole=frozenset({line_key(order)}), fee_kept=Decimal("15.00"))
    ask(payment, choice, carer)
    refunds.ask(payment.pk, refunds.left(payment_now(payment)), reason="The rest.", actor=carer)
    connection.check_constraints()
    assert all(entry.left == 0 for entry in entries_of(order))
    for component in order.tax_components.all():
        reversals = component.reversals.all()
        assert sum(r.amount for r in reversals) == component.amount
        assert sum(r.base for r in reversals) == component.base


def test_a_sum_without_a_choice_is_divided_like_the_bill() -> None:
    order, payment = sold()
    half = payment.captured_amount / 2
    refund = refunds.request(payment, half.quantize(Decimal("0.01")), reason="Between us.")
    connection.check_constraints()
    split = RefundSplit.objects.get(refund=refund)
    tax = sum(r.amount for r in split.reversals.all())
    assert split.how == "in_proportion"
    assert sum(p.amount for p in split.parts.all()) + tax == refund.amount
    assert abs(tax - order.total_tax / 2) <= Decimal("0.02")


def test_a_failed_refund_frees_its_parts_and_can_only_be_taken_up_while_they_are_free(carer: User) -> None:
    order, payment = sold()
    choice = Choice(whole=frozenset({line_key(order)}))
    first = ask(payment, choice, carer)
    refunds.call_off(first, actor=carer, reason="Wrong piece.")
    assert all(entry.back == 0 for entry in entries_of(order))
    ask(payment_now(payment), choice, carer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=first.pk).update(state=RefundState.READY)
    assert Refund.objects.get(pk=first.pk).state == RefundState.FAILED


def test_what_staff_saw_is_what_goes_back_or_nothing(carer: User) -> None:
    order, payment = sold()
    choice = Choice(whole=frozenset({line_key(order)}))
    with pytest.raises(RefundRefused, match="look again"):
        refunds.ask(payment.pk, Decimal("1000.00"), reason="Came back.", actor=carer, choice=choice)
    assert not Refund.objects.exists()


def test_the_database_refuses_more_than_was_charged_and_any_change(carer: User) -> None:
    order, payment = sold()
    refund = ask(payment, Choice(whole=frozenset({line_key(order)})), carer)
    with transaction.atomic():
        other = Refund.objects.create(payment=payment, amount=Decimal("1.00"), reason="x", state="ready")
        split = RefundSplit.objects.create(refund=other, how="chosen")
        line, component = order.lines.get(), order.tax_components.filter(of="price").first()
        refuses(lambda: RefundPart.objects.create(split=split, kind="goods", line=line, label="x", amount=1))
        refuses(lambda: RefundPart.objects.create(split=split, kind="border", label="Duty", amount=1))
        refuses(lambda: TaxReversal.objects.create(split=split, component=component, base=0, amount=1))
        refuses(connection.check_constraints)  # a refund of 1.00 of which nothing is known
        transaction.set_rollback(True)
    refuses(lambda: refund.split.parts.update(amount=1))
    refuses(lambda: refund.split.reversals.all().delete())
    refuses(order.taxed_sale.delete)


def refuses(write: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def payment_now(payment: Payment) -> Payment:
    return Payment.objects.get(pk=payment.pk)
