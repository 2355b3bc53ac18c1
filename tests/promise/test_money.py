"""What a claim gives back, from the books of its order: to the cent, once, and never more than was paid."""

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from orders.books.ledger import entries_of
from orders.books.models import TaxReversal
from orders.order.models import Order
from orders.payments import refunds
from orders.payments.models import Payment, RefundState
from orders.payments.refunds import desk
from orders.promise import answering, deciding, losing, money
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused
from portero.core.models import Mail
from tests.factories import claims as make
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")
EXPEDITED: dict[str, Any] = {"speed": "expedited"}
PARIS: dict[str, Any] = {
    "line4": "Paris",
    "state": "",
    "postcode": "75008",
    "country": "FR",
    "line1": "18 rue du Faubourg",
}


def left(order: Order) -> dict[str, Decimal]:
    return {entry.key: entry.left for entry in entries_of(order)}


def refund_of(claim: Claim) -> Any:
    refund = make.fresh(claim).refund
    assert refund is not None
    return refund


def test_of_an_order_of_one_piece_everything_goes_back_with_its_delivery() -> None:
    order = make.delivered_order(listed_item(price=Decimal("845.37")), **EXPEDITED)
    assert order.shipping_excl_tax > 0
    claim = make.not_authentic(order=order)
    refund = refund_of(claim)
    assert refund.amount == order.total_incl_tax
    assert set(left(order).values()) == {ZERO}
    assert (claim.refund_kind, refund.state) == ("full", RefundState.READY)
    reversed_tax = TaxReversal.objects.filter(split__refund=refund).aggregate(sum=Sum("amount"))["sum"]
    assert reversed_tax == order.tax_components.aggregate(sum=Sum("amount"))["sum"]


def test_of_two_pieces_each_takes_its_tax_and_its_part_of_the_delivery() -> None:
    cheap, dear = listed_item(price=Decimal("1000.00")), listed_item(price=Decimal("3000.00"), title="Kelly")
    order = make.delivered_order(cheap, dear, **EXPEDITED)
    line = order.lines.get(product=dear.product)
    before = left(order)
    claim = make.not_authentic(order=order, line=line)
    after = left(order)
    assert after[f"line-{line.pk}"] == ZERO
    assert after["delivery"] == before["delivery"] - before["delivery"] * 3 / 4
    tax = line.tax_components.filter(of="price").aggregate(sum=Sum("amount"))["sum"]
    other = order.lines.exclude(pk=line.pk).get()
    assert after[f"line-{other.pk}"] == Decimal("1000.00")
    of_delivery = refund_of(claim).amount - Decimal("3000.00") - tax - before["delivery"] * 3 / 4
    assert (
        ZERO <= of_delivery <= Decimal("20.00")
    )  # the tax on its part of the delivery, where the state has one


def test_the_last_piece_takes_all_that_is_left() -> None:
    first, second = listed_item(price=Decimal("1000.01")), listed_item(price=Decimal("999.98"), title="Kelly")
    order = make.delivered_order(first, second, **EXPEDITED)
    for line in order.lines.order_by("pk"):
        claim = make.reviewed_as("counterfeit", make.under_review(make.received(order=order, line=line)))
        make.not_authentic(claim)
    assert set(left(order).values()) == {ZERO}
    payment = Payment.objects.get(order=order)
    assert payment.refunded_amount == payment.captured_amount


def test_abroad_the_duties_of_the_piece_go_back_and_the_others_stay() -> None:
    item, other = listed_item(price=Decimal("1200.00")), listed_item(price=Decimal("500.00"), title="Twilly")
    order = make.delivered_order(item, other, **PARIS)
    line = order.lines.get(product=item.product)
    hers = line.border_charges.aggregate(sum=Sum("amount"))["sum"]
    assert hers > 0
    claim = make.not_authentic(order=order, line=line)
    parts = refund_of(claim).split.parts.filter(kind="border").aggregate(sum=Sum("amount"))["sum"]
    assert parts == hers


def test_an_allowance_is_taken_off_the_price_and_its_tax_with_it() -> None:
    order = make.delivered_order(listed_item(price=Decimal("2000.00")))
    claim = make.decided_condition(order=order, allowance=Decimal("500.00"))
    before = left(order)
    claim = answering.choose(claim, "allowance")
    line = order.lines.get()
    charged = order.tax_components.filter(of="price").aggregate(sum=Sum("amount"))["sum"]
    refund = refund_of(claim)
    assert (claim.state, claim.refund_kind) == ("going_back", "allowance")
    assert left(order)[f"line-{line.pk}"] == before[f"line-{line.pk}"] - 500
    assert abs(refund.amount - 500 - charged / 4) < Decimal("0.03")


@pytest.mark.parametrize("offer", ["0.00", "-1.00", "2000.00", "2000.01"])
def test_an_allowance_is_less_than_the_price(offer: str) -> None:
    order = make.delivered_order(listed_item(price=Decimal("2000.00")))
    claim = make.reviewed_as("authentic", order=order, kind="condition")
    with pytest.raises(ClaimRefused, match=r"An allowance is"):
        deciding.condition(claim, actor=make.care(), reasons="Worn.", allowance=Decimal(offer))
    assert make.fresh(claim).state == "under_review"


def test_the_mail_of_a_misdescribed_condition_names_no_grade() -> None:
    claim = make.decided_condition()
    texts = {mail.kind: mail.text for mail in Mail.objects.filter(kind__startswith="claim_")}
    grade = f"{claim.item.get_grade_display()}. {claim.item.number}"
    assert claim.item.grade
    assert grade in texts["claim_received"]
    assert grade not in texts["claim_condition"]
    assert claim.item.number in texts["claim_condition"]


def test_lost_on_the_way_back_after_an_allowance_the_rest_goes_back() -> None:
    order = make.delivered_order(listed_item(price=Decimal("2000.00")))
    claim = answering.choose(make.decided_condition(order=order, allowance=Decimal("500.00")), "allowance")
    make.pay_out(claim)
    lost = losing.lost(make.sent_back(claim), actor=make.care(), reason="Given up.")
    claim = losing.refund(lost, actor=make.care(), reason="It won't be found.")
    assert claim.state == "refunding"
    assert set(left(order).values()) == {ZERO}
    payment = Payment.objects.get(order=order)
    assert payment.refunded_amount == order.total_incl_tax
    assert payment.refunds.order_by("pk")[0].amount < refund_of(claim).amount


def test_what_was_refunded_by_hand_before_is_not_given_twice() -> None:
    order = make.delivered_order(listed_item(price=Decimal("2000.00")))
    payment = Payment.objects.get(order=order)
    refunds.ask(payment.pk, Decimal("100.00"), reason="A gesture.", actor=make.care())
    claim = make.not_authentic(order=order)
    assert refund_of(claim).amount == order.total_incl_tax - 100


def test_a_refund_that_was_called_off_is_asked_for_again_and_no_other() -> None:
    claim = make.not_authentic()
    with pytest.raises(ClaimRefused, match=r"refunded already"):
        deciding.refund_again(claim, actor=make.care())
    first = refund_of(claim)
    desk.call_off(first, actor=make.care(), reason="The wrong card.")
    again = refund_of(deciding.refund_again(claim, actor=make.care()))
    assert (again.amount, again.pk > first.pk) == (first.amount, True)
    assert money.done(make.fresh(claim)) is False


def test_while_her_bank_disputes_the_money_the_decision_stands_and_the_refund_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frozen = "Her bank takes it back itself."
    claim = make.reviewed_as("counterfeit")
    monkeypatch.setattr(money, "refund_problem", lambda *_: frozen)
    claim = make.not_authentic(claim)
    assert (claim.state, claim.refund, claim.refund_problem) == ("decided_not_authentic", None, frozen)
    assert claim.item.__class__.objects.get(pk=claim.item_id).state == "withdrawn"
    monkeypatch.setattr(money, "refund_problem", lambda *_: "")
    assert deciding.refund_again(claim, actor=make.care()).state == "refunding"


def test_she_is_told_of_a_refund_once_when_it_is_asked_for_and_once_when_it_has_gone() -> None:
    claim = make.refunded(make.not_authentic())
    kinds = ["claim_not_authentic", "claim_refunded", "refund_on_its_way", "refund_done"]
    found = Mail.objects.filter(kind__in=kinds).order_by("pk")
    assert list(found.values_list("kind", flat=True)) == ["claim_not_authentic", "claim_refunded"]
    total = f"{claim.order.total_incl_tax:,.2f}"
    assert all(total in mail.text for mail in found)
