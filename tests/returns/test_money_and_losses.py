"""The refund of a return: once, followed until it has arrived; what the carrier lost; what goes back to her."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from catalog import custody
from orders.books.ledger import entries_of
from orders.payments import refunds
from orders.payments.gateway import RefundStanding, RefundTruth
from orders.payments.models import Dispute, Refund, RefundState
from orders.payments.reconciliation import books
from orders.payments.refunds import booking, desk, sending
from orders.returns import back_labels, going_back, inspecting, losing, refunding
from orders.returns.models import Return
from orders.returns.states import ReturnRefused
from portero.core.models import Mail
from tests.factories import returns as make

pytestmark = pytest.mark.django_db
TRACKING = make.TRACKING


def mailed(kind: str) -> int:
    return Mail.objects.filter(kind=kind).count()


def test_the_refund_is_asked_for_with_the_last_verdict_and_mailed_when_it_is_done() -> None:
    ret = make.accepted()
    assert ret.refund is not None
    assert (ret.refund.state, ret.refund.requested_by, ret.refund.reason) == (
        RefundState.READY,
        make.bench(),
        f"Return {ret.number}",
    )
    assert (mailed("return_accepted"), mailed("return_refunded")) == (1, 0)
    ret = make.refunded(ret)
    assert (ret.state, mailed("return_refunded"), mailed("refund_done")) == ("refunded", 1, 0)
    connection.check_constraints()


def test_while_it_is_with_the_provider_she_isn_t_written_to_again() -> None:
    ret = make.accepted()
    assert ret.refund is not None
    truth = RefundTruth(RefundStanding.PENDING, "re_1", ret.refund.amount)
    booking.book(ret.refund.pk, truth)
    ret.refund.refresh_from_db()
    assert (ret.refund.state, mailed("refund_on_its_way")) == (RefundState.SENT, 0)
    booking.book(ret.refund.pk, replace(truth, standing=RefundStanding.DONE))
    assert (make.fresh(ret).state, mailed("return_refunded"), mailed("refund_done")) == ("refunded", 1, 0)


def test_one_that_fails_keeps_the_return_open_until_it_has_arrived() -> None:
    ret = make.accepted()
    assert ret.refund is not None
    booking.failed(ret.refund.pk, "The card is closed.")
    assert make.fresh(ret).state == "refunding"
    desk.try_again(ret.refund, actor=make.manager())
    assert make.refunded(make.fresh(ret)).state == "refunded"
    assert Refund.objects.count() == 1


def test_where_it_can_not_arrive_she_is_paid_another_way() -> None:
    ret = make.accepted()
    assert ret.refund is not None
    with pytest.raises(ReturnRefused, match="nothing will be tried again"):
        refunding.paid_another_way(ret, actor=make.manager(), reason="By check 1041.")
    booking.failed(ret.refund.pk, "The card is closed.", again=False)
    desk.call_off(ret.refund, actor=make.manager(), reason="The account is closed.")
    done = refunding.paid_another_way(ret, actor=make.manager(), reason="By check 1041.")
    assert (done.state, done.order.events.get(kind="return_paid_otherwise").public) == ("refunded", False)


def given_up() -> Return:
    """Its refund failed for good."""
    ret = make.accepted()
    assert ret.refund is not None
    booking.failed(ret.refund.pk, "The card is closed.", again=False)
    desk.call_off(ret.refund, actor=make.manager(), reason="The account is closed.")
    return ret


def test_what_she_was_paid_another_way_counts_and_is_not_asked_for_again() -> None:
    ret = given_up()
    refunding.paid_another_way(ret, actor=make.manager(), reason="By check 1041.")
    refund, payment = Refund.objects.get(), ret.order.payments.get()
    assert (refund.state, refund.reference, refund.done_by, refund.closed_at) == (
        RefundState.DONE,
        f"{ret.number}: By check 1041.",
        make.manager(),
        None,
    )
    assert payment.refunded_amount == refund.amount == ret.shown.total
    assert (mailed("return_refunded"), mailed("refund_done")) == (0, 0)
    with pytest.raises(refunds.RefundRefused, match="has been refunded"):
        refunds.ask(payment.pk, refund.amount, reason="The return.", actor=make.carer())
    reversed_tax = sum(entry.back for entry in entries_of(ret.order) if entry.kind == "tax")
    assert (reversed_tax, Refund.objects.count()) == (ret.shown.tax, 1)
    now = timezone.now()
    assert books.refunds(payment.provider, [], now - timedelta(days=1), now + timedelta(days=9)) == []
    assert not sending.ask(refund)
    connection.check_constraints()


def test_what_went_back_by_another_refund_since_counts_once_and_a_person_looks() -> None:
    ret = given_up()
    payment = ret.order.payments.get()
    refunds.ask(payment.pk, refunds.left(payment), reason="Instead.", actor=make.carer())
    done = refunding.paid_another_way(ret, actor=make.manager(), reason="By check 1041.")
    payment.refresh_from_db()
    assert (done.state, payment.needs_review, payment.refunded_amount) == (
        "refunded",
        True,
        payment.captured_amount,
    )
    assert make.fresh(ret).refund.state == RefundState.FAILED  # type: ignore[union-attr]


def test_an_arrival_that_is_told_twice_is_one() -> None:
    ret = make.refunded()
    assert ret.refund is not None
    booking.failed(ret.refund.pk, "The bank sent it back.", again=False)
    desk.try_again(ret.refund, actor=make.manager())
    ret.refund.refresh_from_db()
    make.arrives(ret.refund)
    assert (make.fresh(ret).state, ret.order.events.filter(kind="return_refunded").count()) == ("refunded", 1)


def test_where_all_was_refunded_meanwhile_nothing_more_goes_back() -> None:
    ret = make.inspected()
    payment = ret.order.payments.get()
    refunds.ask(payment.pk, refunds.left(payment), reason="A gesture.", actor=make.carer())
    ret = make.accepted(ret)
    assert ret.final is not None
    assert (ret.state, ret.refund, ret.final.total) == ("refunded", None, Decimal("0.00"))
    connection.check_constraints()


def test_lost_and_refunded_without_the_piece() -> None:
    ret = make.lost(refund=True)
    piece = ret.pieces.get()
    assert ret.refund is not None
    assert (ret.state, piece.verdict, piece.came_back_at, piece.item.state) == (
        "refunding",
        "lost",
        None,
        "sold",
    )
    assert ret.refund.amount == ret.shown.total
    assert ret.order.claims.get().released_at is None
    connection.check_constraints()
    assert make.refunded(make.fresh(ret)).state == "refunded"


def test_lost_and_undecided_it_may_be_found() -> None:
    ret = make.lost()
    assert (ret.state, ret.pieces.get().verdict, ret.refund) == ("lost", "", None)
    found = make.accepted(make.inspected(make.received(ret)))
    assert (found.state, found.pieces.get().verdict) == ("refunding", "accepted")


def test_lost_and_decided_it_can_not_be_received() -> None:
    ret = make.lost(refund=True)
    with pytest.raises(ReturnRefused, match="can’t become “Received”"):
        make.received(ret)
    assert make.fresh(ret).received_at is None


def test_found_after_the_money_went_back_it_is_ours() -> None:
    ret = make.refunded(make.fresh(make.lost(refund=True)))
    piece = losing.turned_up(ret.pieces.get(), actor=make.bench())
    piece.item.refresh_from_db()
    assert (piece.came_back_at is not None, piece.item.state) == (True, "draft")
    with pytest.raises(ReturnRefused, match="Only a lost piece"):
        losing.turned_up(piece, actor=make.bench())
    assert piece.item.cases.count() == 1


def test_lost_and_closed_without_money_says_why() -> None:
    ret = losing.close(make.lost(), actor=make.manager(), reason="The carrier shows it was never posted.")
    assert (ret.state, ret.refund, Refund.objects.count()) == ("closed", None, 0)
    assert "never posted" in Mail.objects.get(kind="return_lost").text


def test_closed_without_money_and_found_it_is_inspected() -> None:
    ret = losing.close(make.lost(), actor=make.manager(), reason="The carrier shows it was never posted.")
    ret = make.received(ret)
    piece = ret.pieces.get()
    assert (ret.state, ret.ended_at, piece.over_at, piece.verdict) == ("received", None, None, "")
    assert make.accepted(make.inspected(ret)).state == "refunding"
    connection.check_constraints()


def test_what_is_closed_because_she_has_it_again_is_not_received() -> None:
    ret = make.sent_back()
    going_back.delivered(ret.pieces.get(), timezone.now())
    with pytest.raises(ReturnRefused, match="This return is over"):
        make.received(make.fresh(ret))
    assert (make.fresh(ret).state, ret.pieces.get().verdict) == ("closed", "refused")


@pytest.mark.parametrize("made", [make.requested, make.approved, make.received, make.refunded])
def test_only_what_is_on_its_way_is_lost(made: Callable[[], Return]) -> None:
    ret = made()
    with pytest.raises(ReturnRefused):
        losing.lost(ret, actor=make.manager(), reason="Gone.", refund=True)
    assert ret.pieces.get().verdict in {"", "accepted"}


def test_what_was_refused_is_with_her_again_and_it_is_over() -> None:
    ret = make.sent_back()
    piece = ret.pieces.get()
    assert piece.sent_back_at is not None
    assert ret.due_at == ret.alarm_at == piece.sent_back_at + timedelta(days=14)
    assert (piece.back_tracking, ret.state, mailed("return_going_back")) == (TRACKING, "going_back", 1)
    at = timezone.now() + timedelta(days=2)
    going_back.delivered(piece, at)
    going_back.delivered(piece, at + timedelta(days=1))
    piece.refresh_from_db()
    assert (piece.back_at, make.fresh(ret).state, piece.item.state) == (at, "closed", "sold")


def test_what_comes_back_to_us_undelivered_is_sent_once_more() -> None:
    ret = make.sent_back()
    piece = going_back.came_back(ret.pieces.get(), actor=make.bench())
    held = custody.custody_of(piece.item)
    assert (piece.back_tracking, piece.sent_back_at, piece.back_times) == ("", None, 1)
    assert (held is not None and held.person, make.fresh(ret).state) == (make.bench(), "going_back")
    assert back_labels.reference_of(piece) == f"{ret.number}-{piece.pk}-1"
    assert make.fresh(ret).due_at == make.fresh(ret).alarm_at != ret.due_at
    with pytest.raises(ReturnRefused, match="hasn’t been sent"):
        going_back.came_back(piece, actor=make.bench())
    ret = make.sent_back(make.fresh(ret))
    going_back.delivered(ret.pieces.get(), timezone.now())
    assert make.fresh(ret).state == "closed"


def test_what_is_lost_on_its_way_back_ends_with_a_reason_and_without_money() -> None:
    ret = make.sent_back()
    with pytest.raises(ReturnRefused, match="She reads it"):
        going_back.lost(ret.pieces.get(), actor=make.manager(), reason=" ")
    piece = going_back.lost(ret.pieces.get(), actor=make.manager(), reason="The carrier has paid.")
    event = ret.order.events.get(kind="return_lost_back")
    assert (make.fresh(ret).state, event.public, event.reason) == ("closed", True, "The carrier has paid.")
    assert (piece.back_at, piece.verdict, Refund.objects.count()) == (None, "refused", 0)
    with pytest.raises(ReturnRefused, match="isn’t on its way any more"):
        going_back.lost(piece, actor=make.manager(), reason="The carrier has paid.")


def test_only_what_was_refused_goes_back_and_once() -> None:
    ret = make.accepted()
    with pytest.raises(ReturnRefused, match="Only a refused piece"):
        going_back.send(ret.pieces.get(), tracking=TRACKING, carrier="USPS", actor=make.bench())
    sent = make.sent_back(order=make.shipped_order(make.a_piece("Kelly")))
    with pytest.raises(ReturnRefused, match="already"):
        going_back.send(sent.pieces.get(), tracking=TRACKING, carrier="USPS", actor=make.bench())
    assert mailed("return_going_back") == 1


@pytest.mark.parametrize(("tracking", "carrier"), [("12", "USPS"), (TRACKING, " ")])
def test_it_goes_under_a_number_of_a_carrier(tracking: str, carrier: str) -> None:
    ret = make.refused()
    with pytest.raises(ReturnRefused):
        going_back.send(ret.pieces.get(), tracking=tracking, carrier=carrier, actor=make.bench())
    assert ret.pieces.get().sent_back_at is None


def test_what_is_not_sent_is_not_delivered() -> None:
    ret = make.refused()
    with pytest.raises(ReturnRefused, match="hasn’t been sent"):
        going_back.delivered(ret.pieces.get(), timezone.now())
    assert make.fresh(ret).state == "going_back"


def disputed(ret: Return, state: str, amount: str = "") -> None:
    """Her bank wants all of it back, or this amount."""
    payment = ret.order.payments.get()
    Dispute.objects.create(
        payment=payment,
        provider=payment.provider,
        reference="dp_1",
        amount=Decimal(amount) if amount else payment.captured_amount,
        reason="fraudulent",
        state=state,
        decided_at=timezone.now() if state == "lost" else None,
    )


def test_what_her_bank_has_taken_for_good_comes_home_and_nothing_more_goes_back() -> None:
    ret = make.inspected()
    disputed(ret, "lost")
    ret = make.accepted(ret)
    piece = ret.pieces.get()
    assert ret.final is not None
    assert (ret.state, ret.final.total, ret.final.tax) == ("refunded", Decimal("0.00"), Decimal("0.00"))
    assert (piece.item.state, piece.came_back_at is None, Refund.objects.count()) == ("draft", False, 0)
    text = Mail.objects.get(kind="return_accepted").text
    assert ("has gone back to you already" in text, "$0.00 goes back" in text) == (True, False)
    connection.check_constraints()


def test_what_her_bank_has_left_us_goes_back_and_not_a_cent_more() -> None:
    ret = make.inspected()
    paid = ret.order.payments.get().captured_amount
    disputed(ret, "lost", "5000.00")
    ret = make.accepted(ret)
    assert ret.final is not None
    assert ret.refund is not None
    assert (ret.state, ret.final.total, ret.refund.amount) == ("refunding", paid - 5000, paid - 5000)
    assert (ret.final.fee, ret.refund.split.fee_kept) == (Decimal("15.00"), Decimal("15.00"))
    back = sum(reversal.amount for reversal in ret.refund.split.reversals.all())
    assert (back, ret.final.price + ret.final.tax) == (ret.final.tax, paid - 5000 + 15)
    text = Mail.objects.get(kind="return_accepted").text
    assert "Price, less what your bank gave back" in text
    connection.check_constraints()
    assert make.refunded(ret).state == "refunded"
    connection.check_constraints()


def test_what_her_bank_took_beside_the_piece_changes_nothing() -> None:
    ret = make.inspected()
    disputed(ret, "lost", "10.00")
    ret = make.accepted(ret)
    assert ret.final is not None
    assert (ret.final.total, ret.final.price) == (ret.shown.total, ret.shown.price)


def test_while_her_bank_decides_the_piece_waits() -> None:
    ret = make.inspected()
    disputed(ret, "under_review")
    with pytest.raises(ReturnRefused, match="is disputed"):
        make.accepted(ret)
    piece = ret.pieces.get()
    assert (make.fresh(ret).state, piece.verdict, piece.item.state) == ("received", "", "sold")


def test_while_her_bank_takes_the_money_back_nothing_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    ret = make.inspected()
    monkeypatch.setattr(refunding, "refund_problem", lambda *args: "Her bank takes it back.")
    with pytest.raises(ReturnRefused, match="Her bank"):
        inspecting.accept(ret.pieces.get(), actor=make.bench())
    piece = ret.pieces.get()
    assert (make.fresh(ret).state, piece.verdict, piece.item.state, Refund.objects.count()) == (
        "received",
        "",
        "sold",
        0,
    )
