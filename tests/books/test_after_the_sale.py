"""Returns, claims, allowances, exchanges and disputes on one order, one after the other: each cent goes back once."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from orders.books import splits
from orders.books.ledger import entries_of
from orders.books.splits import Choice
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Dispute, Payment, Refund
from orders.promise import answering
from orders.promise.models import Claim
from orders.returns.models import Return
from orders.tax.border import rows as border_rows
from tests.factories import claims, exchanges, returns
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")
PARIS: dict[str, Any] = {
    "line4": "Paris",
    "state": "",
    "postcode": "75008",
    "country": "FR",
    "line1": "18 rue du Faubourg",
}


def two_pieces(**facts: Any) -> Order:
    items = [
        listed_item(price=Decimal(price), title=title)
        for price, title in (("1999.99", "Kelly"), ("845.37", "Wallet"))
    ]
    return returns.shipped_order(*items, **facts)


def returned(order: Order, number: int = 0, **facts: Any) -> Return:
    """One piece of the order came back and was paid."""
    item = order.lines.order_by("pk")[number].product.item
    ret = returns.approved(returns.requested(order, items=[item]), **facts)
    ret = returns.accepted(returns.inspected(returns.received(returns.in_transit(ret))))
    return returns.refunded(ret)


def found_false(order: Order, number: int = 0) -> Claim:
    line = order.lines.order_by("pk")[number]
    return claims.not_authentic(
        claims.reviewed_as("counterfeit", claims.under_review(claims.received(order=order, line=line)))
    )


def back(order: Order) -> Decimal:
    """All that goes back of an order, in USD."""
    connection.check_constraints()
    found = Refund.objects.filter(payment__order=order).exclude(state="failed")
    return found.aggregate(sum=Sum("amount"))["sum"] or ZERO


def kept(order: Order) -> dict[str, Decimal]:
    return {entry.key: entry.left for entry in entries_of(order) if entry.left}


def test_a_claim_gives_no_duties_of_a_piece_that_was_returned_before() -> None:
    order = two_pieces(**PARIS)
    first = order.lines.order_by("pk")[0]
    theirs = sum(border_rows.of_line(order, first).values(), ZERO)
    assert theirs > 0
    returned(order, fault_ours=True)
    claim = found_false(order, 1)
    assert claim.refund is not None
    assert sum((left for key, left in kept(order).items() if key.startswith("border")), ZERO) == theirs
    assert back(order) == order.total_incl_tax - theirs


def test_of_a_returned_and_a_false_piece_only_the_fee_with_its_tax_and_the_way_of_the_first_stay() -> None:
    order = two_pieces(speed="expedited")
    returned(order)
    found_false(order, 1)
    stays = kept(order)
    first = order.lines.order_by("pk")[0]
    assert stays[f"line-{first.pk}"] == Decimal("15.00")
    assert ZERO < stays["delivery"] < order.shipping_excl_tax
    assert back(order) + sum(stays.values(), ZERO) == order.total_incl_tax


def test_an_allowance_and_then_all_of_it_is_all_of_it() -> None:
    order = returns.shipped_order(listed_item(price=Decimal("1999.99")), speed="expedited")
    offered = claims.decided_condition(order=order, allowance=Decimal("333.33"))
    taken = answering.choose(offered, "allowance")
    claims.pay_out(taken)
    claims.closed(claims.sent_back(claims.fresh(taken)))
    assert back(order) > Decimal("333.33")
    found_false(order)
    assert (back(order), kept(order)) == (order.total_incl_tax, {})


def test_an_allowance_and_then_a_return_keep_the_fee_with_its_tax() -> None:
    order = returns.shipped_order(listed_item(price=Decimal("1999.99")))
    line, off = order.lines.get(), Choice(sums={f"line-{order.lines.get().pk}": Decimal("333.33")})
    sum_of = splits.preview(order, off).total
    refunds.ask(order.payments.get().pk, sum_of, reason="A scratch", actor=returns.manager(), choice=off)
    returned(order)
    on_price = order.tax_components.filter(line=line, of="price")
    taxed = sum((kept(order).get(f"tax-{one.pk}", ZERO) for one in on_price), ZERO)
    # 8.875 % of the fee, as if she had bought for 15 USD.
    assert (kept(order)[f"line-{line.pk}"], taxed) == (Decimal("15.00"), Decimal("1.33"))


def lost(payment: Payment, amount: Decimal) -> None:
    Dispute.objects.create(
        payment=payment,
        provider=payment.provider,
        reference=f"dp_{payment.pk}",
        amount=amount,
        reason="fraudulent",
        state="lost",
        opened_at=timezone.now(),
        decided_at=timezone.now(),
    )


def test_of_what_her_bank_took_in_part_the_rest_goes_back_with_the_verdict() -> None:
    order = returns.shipped_order(listed_item(price=Decimal("2000.00")))
    ret = returns.inspected(returns.received(returns.in_transit(returns.approved(returns.requested(order)))))
    payment = order.payments.get()
    lost(payment, Decimal("1000.00"))
    ret = returns.refunded(returns.accepted(ret))
    assert ret.final is not None
    assert (ret.state, ret.final.total) == ("refunded", payment.captured_amount - 1000)
    assert back(order) == payment.captured_amount - 1000


def test_of_an_exchange_whose_first_money_her_bank_took_the_rest_is_what_she_paid_beside_it() -> None:
    new = exchanges.shipped(exchanges.bought())
    card = new.payments.get(method="card")
    origin = Payment.objects.exclude(order=new).get()
    lost(origin, origin.captured_amount)
    ret = returns.inspected(returns.received(returns.in_transit(returns.approved(returns.requested(new)))))
    ret = returns.refunded(returns.accepted(ret))
    assert ret.state == "refunded"
    assert back(new) == card.captured_amount


def test_a_false_piece_that_a_credit_paid() -> None:
    new = exchanges.shipped(exchanges.bought())
    claim = found_false(new)
    assert back(new) == new.total_incl_tax
    assert claim.refund is not None
    assert kept(new) == {}
