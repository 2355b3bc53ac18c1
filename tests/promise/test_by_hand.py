"""What accounting pays by hand under a claim is a refund like any other: booked once, and not beside a dispute."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from catalog.models import Item
from orders.books import report
from orders.books.ledger import entries_of
from orders.invoices import issuing
from orders.invoices.models import Kind, Paper
from orders.order.models import Order
from orders.payments import disputes, refunds
from orders.payments.models import Dispute, Payment, Refund
from orders.payments.reconciliation import books
from orders.payments.refunds import asking, desk, sending
from orders.promise import answering, by_hand, deciding, otherwise, sweeping, windows
from orders.promise.desk import steps
from orders.promise.desk.access import claim_numbered
from orders.promise.models import Claim
from orders.promise.shown import shown
from orders.promise.states import ClaimRefused
from orders.timeline import refund_steps
from portero.core.mail.composing import compose
from portero.core.models import AuditEntry, Mail
from portero.core.money import dollars
from tests.factories import claims as make
from tests.factories.catalog import listed_item
from tests.factories.people import at_work
from tests.promise.pages.steps import page_of

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")
WHY = "We sent you a check: your card is closed."


def owed(order: Order | None = None, **facts: Any) -> Claim:
    """Everything is hers, and its refund failed for good."""
    claim = make.not_authentic(order=order, **facts)
    assert claim.refund is not None
    desk.call_off(claim.refund, actor=make.care(), reason="The card is closed.")
    return make.fresh(claim)


def cheap() -> Claim:
    """Below the limit above which another person approves it."""
    return owed(make.delivered_order(listed_item(price=Decimal("400.00"))))


def payment_of(claim: Claim) -> Payment:
    return Payment.objects.get(order=claim.order)


def recorded(claim: Claim, **facts: Any) -> Claim:
    told: dict[str, Any] = {
        "how": "check",
        "reference": "1041",
        "reason": WHY,
        "amount": by_hand.to_pay(claim),
        "actor": make.accountant(),
    }
    return by_hand.record(claim, **told | facts)


def refund_of(claim: Claim) -> Refund:
    refund = make.fresh(claim).refund
    assert refund is not None
    return refund


def disputed(claim: Claim, state: str, amount: Decimal | None = None) -> None:
    paid = payment_of(claim)
    Dispute.objects.create(
        payment=paid,
        provider=paid.provider,
        reference="dp_1",
        payment_reference=paid.reference,
        state=state,
        amount=amount or paid.captured_amount,
        reason="fraudulent",
        decided_at=timezone.now() if state == "lost" else None,
    )


def test_it_is_a_refund_with_its_sum_who_when_how_and_under_which_number() -> None:
    claim = cheap()
    paid = payment_of(claim)
    claim = recorded(claim)
    refund = refund_of(claim)
    assert (claim.state, claim.end_reason, claim.paid_otherwise) == ("closed", WHY, ZERO)
    assert (refund.state, refund.amount, refund.reference) == ("done", paid.captured_amount, "Check 1041")
    assert (refund.done_by, refund.requested_by) == (make.accountant(), make.accountant())
    assert refund.done_at is not None
    assert refund.reason == f"Portero Promise, claim {claim.number}: everything, by hand. Check 1041."
    paid.refresh_from_db()
    assert paid.refunded_amount == paid.captured_amount
    assert AuditEntry.objects.filter(action="promise.paid_by_hand", actor=make.accountant()).count() == 1
    connection.check_constraints()


def test_the_books_agree_and_the_tax_report_takes_its_tax_off() -> None:
    claim = cheap()
    state, today = claim.order.taxed_sale.state, timezone.localdate()
    since, until = today - timedelta(days=30), today + timedelta(days=1)
    before = report.of_state(state, since, until)
    assert (before.tax > 0, before.tax_back) == (True, ZERO)
    recorded(claim)
    after = report.of_state(state, since, until)
    assert (after.tax_back, after.net_tax) == (after.tax, ZERO)
    assert after.gross_back == after.of("gross")
    assert {entry.left for entry in entries_of(claim.order)} == {ZERO}


def test_its_credit_note_says_that_it_did_not_go_back_to_the_card() -> None:
    claim = recorded(cheap())
    note = issuing.credit_note(refund_of(claim).pk)
    assert (note.kind, note.facts["total"]) == (Kind.CREDIT_NOTE, f"{refund_of(claim).amount:,.2f}")
    assert [one["how"] for one in note.facts["paid"]] == ["you by check"]
    assert note.facts["tax"]
    assert issuing.missing()[1] == []
    assert Paper.objects.filter(kind=Kind.CREDIT_NOTE).count() == 1


def test_she_has_one_mail_with_the_reason_and_reads_how_it_went_back(client: Any) -> None:
    claim = recorded(cheap())
    about_money = ["refund_on_its_way", "refund_done", "claim_refunded", "claim_closed"]
    mail = Mail.objects.get(kind__in=about_money)
    compose(mail)
    assert (mail.kind, WHY in mail.text, "credit note" in mail.text) == ("claim_closed", True, True)
    assert f"{dollars(refund_of(claim).amount, cents=True)} by check" in mail.text
    assert mail.enclosed == {"credit_note": [refund_of(claim).pk]}
    said = [step.note for step in refund_steps(Order.objects.get(pk=claim.order_id))]
    assert said[-1].endswith(", by check.")
    assert "Visa" not in shown(claim, "token").words.says
    page = client.get(page_of(claim)).content.decode()
    assert "has gone back to you by check" in page


def test_no_provider_hears_of_it_or_is_asked_about_it() -> None:
    claim = recorded(cheap())
    refund, payment = refund_of(claim), payment_of(claim)
    assert (refund.next_try_at, refund.calls.count(), sending.ask(refund)) == (None, 0, False)
    now = timezone.now()
    assert books.refunds(payment.provider, [], now - timedelta(days=1), now + timedelta(days=1)) == []


def test_above_the_limit_it_waits_for_a_second_person_and_is_then_paid() -> None:
    claim = recorded(owed(), reference="")
    refund = refund_of(claim)
    assert (claim.state, claim.end_reason, refund.state) == ("refunding", WHY, "to_approve")
    assert (payment_of(claim).refunded_amount, issuing.missing()[1]) == (refund.amount, [])
    with pytest.raises(refunds.RefundRefused, match="another person"):
        desk.approve(refund, actor=make.accountant())
    desk.approve(refund, actor=make.manager())
    assert not Mail.objects.filter(kind="refund_on_its_way").exists()
    desk.mark_paid(refund, actor=make.accountant(), bank_reference="Check 1041")
    claim = make.fresh(claim)
    assert (claim.state, claim.end_reason) == ("closed", WHY)
    assert (refund_of(claim).approved_by, refund_of(claim).done_by) == (make.manager(), make.accountant())
    assert Mail.objects.filter(kind="claim_closed").count() == 1
    assert issuing.credit_note(refund.pk).facts["total"] == f"{refund.amount:,.2f}"
    connection.check_constraints()


def test_the_limit_counts_what_was_paid_by_hand_of_the_order_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "figure", lambda name: Decimal("1500.00"))
    first, second = listed_item(price=Decimal("900.00")), listed_item(price=Decimal("900.00"), title="Kelly")
    order = make.delivered_order(first, second)
    one, other = (owed(order, line=line) for line in order.lines.order_by("pk"))
    assert recorded(one).state == "closed"
    assert refund_of(recorded(other, reference="1042")).state == "to_approve"


@pytest.mark.parametrize("made", [cheap, owed])
def test_twice_clicked_is_once_booked(made: Any) -> None:
    claim = made()
    amount = by_hand.to_pay(claim)
    recorded(claim)
    with pytest.raises(ClaimRefused):
        recorded(claim, amount=amount, reference="1042")
    assert Refund.objects.exclude(state="failed").count() == 1


def test_below_the_limit_it_needs_its_number() -> None:
    claim = cheap()
    with pytest.raises(ClaimRefused, match="number of the check"):
        recorded(claim, reference=" ")
    assert Refund.objects.exclude(state="failed").count() == 0
    assert make.fresh(claim).paid_otherwise is None


def test_one_check_of_a_payment_is_booked_once() -> None:
    first, second = listed_item(price=Decimal("400.00")), listed_item(price=Decimal("400.00"), title="Kelly")
    order = make.delivered_order(first, second)
    one, other = (owed(order, line=line) for line in order.lines.order_by("pk"))
    recorded(one)
    with pytest.raises(ClaimRefused, match="booked already"):
        recorded(other)
    assert recorded(other, reference="1042").state == "closed"
    known = windows.one_of(order, one.line_id)
    assert (known is not None and known.why_not, spent(order)) == (windows.GONE, order.total_incl_tax)


def spent(order: Order) -> Decimal:
    """What went back of it."""
    return sum((one.refunded_amount for one in order.payments.all()), ZERO)


@pytest.mark.parametrize("off", ["-0.01", "0.01", "-400.00"])
def test_it_is_what_is_owed_to_the_cent(off: str) -> None:
    claim = cheap()
    with pytest.raises(ClaimRefused, match="to the cent"):
        recorded(claim, amount=by_hand.to_pay(claim) + Decimal(off))
    assert make.fresh(claim).state == "refunding"


def test_never_more_than_was_captured() -> None:
    claim = cheap()
    paid = payment_of(claim)
    refunds.ask(paid.pk, Decimal("100.00"), reason="A gesture.", actor=make.care())
    with pytest.raises(ClaimRefused, match="to the cent"):
        recorded(claim, amount=paid.captured_amount)
    assert by_hand.to_pay(claim) == paid.captured_amount - 100
    claim = recorded(claim)
    with pytest.raises(refunds.RefundRefused, match="has been refunded"):
        refunds.ask(paid.pk, Decimal("0.01"), reason="More.", actor=make.care())
    with pytest.raises(refunds.RefundRefused, match=claim.number):
        desk.try_again(paid.refunds.order_by("pk")[0], actor=make.care())
    assert spent(claim.order) == paid.captured_amount


def test_what_her_bank_took_is_not_booked_again() -> None:
    claim = cheap()
    disputed(claim, "lost")
    with pytest.raises(ClaimRefused, match="Nothing of it is left"):
        recorded(claim, amount=payment_of(claim).captured_amount)
    assert otherwise.paid_otherwise(claim, actor=make.accountant(), reason="By your bank.").state == "closed"
    assert not Refund.objects.exclude(state="failed").exists()


def test_of_what_her_bank_took_in_part_only_the_rest_is_booked() -> None:
    claim = cheap()
    disputed(claim, "lost", Decimal("150.00"))
    paid = payment_of(claim)
    rest = paid.captured_amount - 150
    for too_much in (paid.captured_amount, rest + Decimal("0.01")):
        with pytest.raises(ClaimRefused, match="to the cent"):
            recorded(claim, amount=too_much)
    claim = recorded(claim, amount=rest)
    assert (claim.state, refund_of(claim).amount, refund_of(claim).state) == ("closed", rest, "done")
    back = [entry.back for entry in entries_of(claim.order)]
    assert sum(back) == rest
    connection.check_constraints()


def test_of_two_pieces_nobody_knows_for_which_her_bank_took_it() -> None:
    first, second = listed_item(price=Decimal("400.00")), listed_item(price=Decimal("300.00"), title="Kelly")
    order = make.delivered_order(first, second)
    claim = owed(order, line=order.lines.get(product=first.product))
    most = by_hand.to_pay(claim)
    disputed(claim, "lost", Decimal("150.00"))
    for wrong in (most - Decimal("150.01"), most + Decimal("0.01")):
        with pytest.raises(ClaimRefused, match="what her bank took is not booked again"):
            recorded(claim, amount=wrong)
    assert recorded(claim, amount=most - 150).state == "closed"


def test_while_her_bank_decides_nothing_is_booked() -> None:
    claim = cheap()
    disputed(claim, "needs_response")
    with pytest.raises(ClaimRefused, match=otherwise.AT_HER_BANK):
        recorded(claim, amount=payment_of(claim).captured_amount)
    assert (by_hand.to_pay(claim), make.fresh(claim).state) == (ZERO, "refunding")


def test_a_dispute_that_comes_while_it_waits_holds_it_back() -> None:
    claim = recorded(owed(), reference="")
    paid = payment_of(claim)
    Payment.objects.filter(pk=paid.pk).update(provider="authorizenet")
    disputes.enter(
        paid,
        amount=paid.captured_amount,
        reason="fraudulent",
        reference="dp_2",
        due_by=timezone.now() + timedelta(days=7),
        actor=make.accountant(),
    )
    refund = refund_of(claim)
    assert (refund.state, make.fresh(claim).state) == ("failed", "refunding")
    with pytest.raises(refunds.RefundRefused):
        desk.mark_paid(refund, actor=make.accountant(), bank_reference="Check 1041")
    desk.call_off(refund, actor=make.accountant(), reason="Her bank has it.")
    Dispute.objects.update(state="lost", decided_at=timezone.now())
    closed = otherwise.paid_otherwise(claim, actor=make.accountant(), reason="By your bank.")
    assert closed.state == "closed"
    assert not Refund.objects.exclude(state="failed").exists()


def test_a_dispute_that_comes_afterwards_takes_nothing_off_the_books_again() -> None:
    claim = recorded(cheap())
    disputed(claim, "lost")
    today = timezone.localdate()
    state = claim.order.taxed_sale.state
    found = report.of_state(state, today - timedelta(days=30), today + timedelta(days=1))
    assert (found.net_tax, spent(claim.order)) == (ZERO, claim.order.total_incl_tax)


def test_called_off_by_the_second_person_it_goes_back_as_usual_or_by_hand_again() -> None:
    claim = recorded(owed(), reference="")
    first = refund_of(claim)
    desk.call_off(first, actor=make.manager(), reason="Try the card again.")
    with pytest.raises(refunds.RefundRefused, match="to be paid by hand"):
        desk.try_again(first, actor=make.manager())
    shown_now = claim_numbered(claim.number)
    assert (steps.next_of(shown_now), steps.others_of(shown_now)) == (
        "refund_again",
        ["by_hand", "otherwise"],
    )
    claim = deciding.refund_again(claim, actor=make.care())
    assert (claim.paid_otherwise, claim.end_reason) == (None, "")
    make.pay_out(claim)
    assert (make.fresh(claim).state, spent(claim.order)) == ("refunded", claim.order.total_incl_tax)
    sweeping.sweep()
    assert Mail.objects.filter(kind="claim_closed").count() == 0


def test_by_hand_again_after_it_was_called_off() -> None:
    claim = recorded(owed(), reference="")
    desk.call_off(refund_of(claim), actor=make.manager(), reason="A slip.")
    claim = make.paid_by_hand(claim)
    assert (claim.state, spent(claim.order)) == ("closed", claim.order.total_incl_tax)
    connection.check_constraints()


def test_lost_it_is_paid_without_the_piece() -> None:
    claim = make.paid_by_hand(make.lost())
    assert (claim.state, claim.refund_kind, spent(claim.order)) == (
        "closed",
        "full",
        claim.order.total_incl_tax,
    )


def test_lost_after_an_allowance_the_rest_is_paid() -> None:
    order = make.delivered_order(listed_item(price=Decimal("900.00")))
    claim = make.decided_condition(order=order, allowance=Decimal("200.00"))
    claim = answering.choose(claim, "allowance")
    make.pay_out(claim)
    first = refund_of(claim)
    claim = make.paid_by_hand(make.lost(make.sent_back(claim)))
    assert (claim.state, claim.refund_kind, spent(order)) == ("closed", "full", order.total_incl_tax)
    assert refund_of(claim).amount == order.total_incl_tax - first.amount
    connection.check_constraints()


def test_a_piece_that_is_here_for_a_full_refund_is_ours() -> None:
    first, second = listed_item(price=Decimal("500.00")), listed_item(price=Decimal("300.00"), title="Kelly")
    order = make.delivered_order(first, second)
    claim = make.decided_condition(order=order, line=order.lines.get(product=first.product), allowance=None)
    disputed(claim, "lost", Decimal("400.00"))
    assert "by_hand" in steps.others_of(claim_numbered(claim.number))
    claim = recorded(claim, amount=Decimal("200.00"))
    assert (claim.state, Item.objects.get(pk=claim.item_id).state) == ("closed", "draft")
    assert refund_of(claim).amount == Decimal("200.00")
    connection.check_constraints()


@pytest.mark.parametrize("situation", [make.opened, make.in_transit, make.going_back_to_her])
def test_where_no_money_is_owed_none_is_booked(situation: Any) -> None:
    claim = situation()
    with pytest.raises(ClaimRefused, match=otherwise.NOT_OWED):
        recorded(claim, amount=Decimal("1.00"))
    assert not Refund.objects.exists()


def test_accounting_books_it_at_the_desk_and_others_do_not() -> None:
    claim = cheap()
    one = f"/staff/claims/{claim.number}/"
    amount = str(by_hand.to_pay(claim))
    told = {"do": "by_hand", "how": "transfer", "amount": amount, "reference": "FT-77", "reason": WHY}
    for person in (make.unpacker(), make.care()):
        assert at_work(person).post(one, told).status_code == 403
    assert not Refund.objects.exclude(state="failed").exists()
    accounting = at_work(make.accountant())
    assert f'value="{amount}"' in accounting.get(one).content.decode()
    wrong = accounting.post(one, told | {"amount": "1.00"})
    assert (wrong.status_code, "to the cent" in wrong.content.decode()) == (422, True)
    for _ in range(2):
        assert accounting.post(one, told).status_code == 302
    assert (make.fresh(claim).state, refund_of(claim).reference) == ("closed", "Bank transfer FT-77")
    assert Refund.objects.exclude(state="failed").count() == 1
