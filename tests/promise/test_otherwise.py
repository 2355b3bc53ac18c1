"""Her money went back another way: the claim ends, and the same sum never goes twice."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Item
from consignment.models import PayoutHold
from orders.payments import refunds
from orders.payments.models import Dispute, Payment, Refund
from orders.payments.refunds import desk
from orders.promise import answering, deciding, otherwise, sweeping
from orders.promise.desk import queues, showing, steps
from orders.promise.desk.access import claim_numbered
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused
from portero.core.mail.composing import compose
from portero.core.models import Mail
from portero.core.money import dollars
from tests.factories import claims as make
from tests.factories import consignment as consigned
from tests.factories.people import at_work, staff
from tests.promise.pages.steps import page_of

pytestmark = pytest.mark.django_db
WHY = "Your bank has paid it back to you."


def payment_of(claim: Claim) -> Payment:
    return Payment.objects.get(order=claim.order)


def disputed(claim: Claim, state: str) -> None:
    paid = payment_of(claim)
    facts: dict[str, Any] = {"decided_at": timezone.now()} if state == "lost" else {}
    Dispute.objects.create(
        payment=paid,
        provider=paid.provider,
        reference="dp_1",
        payment_reference=paid.reference,
        state=state,
        amount=paid.captured_amount,
        reason="fraudulent",
        opened_at=timezone.now(),
        **facts,
    )


def failed_for_good(claim: Claim) -> Claim:
    refund = make.fresh(claim).refund
    assert refund is not None
    desk.call_off(refund, actor=make.care(), reason="The card is closed.")
    return make.fresh(claim)


def ended(claim: Claim, why: str = WHY) -> Claim:
    return make.fresh(otherwise.paid_otherwise(claim, actor=make.manager(), reason=why))


def test_what_her_bank_took_back_ends_the_claim_with_all_that_it_held() -> None:
    claim = make.reviewed_as("counterfeit", order=make.delivered_order(consigned.listed().item))
    disputed(claim, "lost")
    claim = make.not_authentic(claim)
    assert claim.state == "decided_not_authentic"
    claim = ended(claim)
    assert (claim.state, claim.end_reason, claim.paid_otherwise) == ("closed", WHY, Decimal("0.00"))
    assert not PayoutHold.objects.filter(reference=claim.number, lifted_at=None).exists()
    assert not Refund.objects.exists()
    mail = Mail.objects.get(kind="claim_closed")
    compose(mail)
    assert WHY in mail.text


def test_while_her_bank_has_not_decided_it_waits() -> None:
    claim = make.reviewed_as("counterfeit")
    disputed(claim, "needs_response")
    claim = make.not_authentic(claim)
    with pytest.raises(ClaimRefused, match=otherwise.AT_HER_BANK):
        ended(claim)
    assert make.fresh(claim).state == "decided_not_authentic"


def test_what_was_refunded_by_hand_before_ends_it_and_the_piece_stays_here() -> None:
    claim = make.decided_condition()
    paid = payment_of(claim)
    refunds.ask(paid.pk, paid.captured_amount, reason="All of it.", actor=make.care())
    claim = ended(claim)
    assert (claim.state, claim.paid_otherwise) == ("closed", Decimal("0.00"))
    assert Item.objects.get(pk=claim.item_id).state == "draft"


def test_what_nothing_tells_of_is_not_closed_and_staff_read_what_to_do() -> None:
    claim = failed_for_good(make.not_authentic())
    with pytest.raises(ClaimRefused, match="record the dispute first") as refused:
        ended(claim)
    assert dollars(payment_of(claim).captured_amount, cents=True) in str(refused.value)
    assert (make.fresh(claim).state, make.fresh(claim).paid_otherwise) == ("refunding", None)


def test_once_the_dispute_is_recorded_as_lost_it_is_closed_and_nothing_is_booked() -> None:
    claim = failed_for_good(make.not_authentic())
    disputed(claim, "lost")
    claim = ended(claim)
    assert (claim.state, claim.paid_otherwise) == ("closed", Decimal("0.00"))
    assert not Refund.objects.exclude(state="failed").exists()


def test_a_refund_that_may_still_go_out_keeps_the_claim_open() -> None:
    claim = make.not_authentic()
    with pytest.raises(ClaimRefused, match=otherwise.UNDER_WAY):
        ended(claim)
    Refund.objects.update(state="failed", next_try_at=timezone.now())
    with pytest.raises(ClaimRefused, match=otherwise.NOT_CLOSED):
        ended(claim)
    assert (make.fresh(claim).state, make.fresh(claim).paid_otherwise) == ("refunding", None)


@pytest.mark.parametrize("situation", [make.opened, make.in_transit, make.received, make.going_back_to_her])
def test_where_no_money_is_owed_none_went_another_way(situation: Any) -> None:
    claim = situation()
    with pytest.raises(ClaimRefused, match=otherwise.NOT_OWED):
        ended(claim)
    assert make.fresh(claim).state == claim.state


def test_it_says_how() -> None:
    claim = make.lost()
    with pytest.raises(ClaimRefused, match=otherwise.SAY_HOW):
        ended(claim, " ")
    assert make.fresh(claim).state == "lost"


def test_another_piece_than_ours_is_not_kept_for_it() -> None:
    claim = answering.choose(
        deciding.condition(
            make.opened(kind="condition"), actor=make.care(), reasons="Worn.", allowance=make.ALLOWANCE
        ),
        "refund",
    )
    claim = make.received(make.in_transit(make.label_sent(claim)), tag="PT-9")
    with pytest.raises(ClaimRefused, match=otherwise.ANOTHER_TAG):
        ended(claim)
    assert make.fresh(claim).state == "received"


def test_accounting_closes_it_at_the_desk_and_others_do_not() -> None:
    claim = failed_for_good(make.not_authentic())
    disputed(claim, "lost")
    one = f"/staff/claims/{claim.number}/"
    assert steps.others_of(claim_numbered(claim.number)) == ["by_hand", "otherwise"]
    table: Client = at_work(make.unpacker())
    assert table.post(one, {"do": "otherwise", "reason": WHY}).status_code == 403
    assert make.fresh(claim).state == "refunding"
    accounting = at_work(staff("Accounting"))
    assert "Her money went back before" in accounting.get(one).content.decode()
    accounting.post(one, {"do": "otherwise", "reason": WHY})
    assert (make.fresh(claim).state, make.fresh(claim).end_reason) == ("closed", WHY)


@pytest.mark.parametrize("choice", ["refund", "allowance"])
def test_where_neither_choice_can_be_paid_she_reads_so_and_chooses_nothing(
    client: Client, choice: str
) -> None:
    claim = make.decided_condition()
    paid = payment_of(claim)
    refunds.ask(paid.pk, paid.captured_amount, reason="All of it.", actor=make.care())
    page = client.get(page_of(claim)).content.decode()
    assert ("nothing for you to choose" in page, 'name="choice"' in page) == (True, False)
    answer = client.post(page_of(claim, "choose/"), {"choice": choice}, follow=True).content.decode()
    assert (answering.NOTHING_TO_GIVE in answer, "can go back" in answer) == (True, False)
    assert (make.fresh(claim).choice, paid.refunds.count()) == ("", 1)
    assert "otherwise" in steps.others_of(claim_numbered(claim.number))


def test_what_is_at_her_bank_is_not_offered_to_her(client: Client) -> None:
    claim = make.decided_condition()
    disputed(claim, "needs_response")
    assert 'name="choice"' not in client.get(page_of(claim)).content.decode()
    answer = client.post(page_of(claim, "choose/"), {"choice": "refund"}, follow=True).content.decode()
    assert (answering.NOTHING_TO_GIVE in answer, "at the provider" in answer) == (True, False)
    assert make.fresh(claim).choice == ""


def to_settle() -> list[str]:
    return list(queues.BY_SLUG["settle"].waiting(timezone.now()).values_list("number", flat=True))


def test_what_nobody_can_choose_is_accountings_and_she_is_not_reminded(client: Client) -> None:
    claim = make.decided_condition()
    assert (sweeping.sweep(), to_settle()) == (0, [])
    disputed(claim, "needs_response")
    assert (sweeping.sweep(), sweeping.sweep(), to_settle()) == (1, 0, [claim.number])
    assert showing.turn_of(claim_numbered(claim.number)) == ("Accounting", "Look")
    page = client.get(page_of(claim)).content.decode()
    assert ("We look into it, and write to you" in page, ">You choose<" in page) == (True, False)
    assert claim.due_at is not None
    sweeping.sweep(now=claim.due_at - timedelta(hours=1))
    assert not Mail.objects.filter(kind="claim_reminder").exists()
    sweeping.sweep(now=claim.due_at)
    call = Mail.objects.filter(kind="claim_due").first()
    assert call is not None
    compose(call)
    assert "none of it can go back as usual" in call.text


def test_once_it_can_be_paid_again_she_chooses(client: Client) -> None:
    claim = make.decided_condition()
    disputed(claim, "needs_response")
    sweeping.sweep()
    Dispute.objects.update(state="won", decided_at=timezone.now())
    assert (sweeping.sweep(), to_settle()) == (1, [])
    assert ">You choose<" in client.get(page_of(claim)).content.decode()
    assert claim.due_at is not None
    sweeping.sweep(now=claim.due_at - timedelta(hours=1))
    assert Mail.objects.filter(kind="claim_reminder").count() == 1


def test_decided_when_nothing_is_left_the_mail_offers_nothing() -> None:
    claim = make.reviewed_as("authentic", kind="condition")
    paid = payment_of(claim)
    refunds.ask(paid.pk, paid.captured_amount, reason="All of it.", actor=make.care())
    claim = make.decided_condition(claim, allowance=None)
    assert to_settle() == [claim.number]
    mail = Mail.objects.get(kind="claim_condition")
    compose(mail)
    assert ("nothing for you to choose" in mail.text, "$0.00" in mail.text) == (True, False)


def test_what_came_for_a_refund_that_is_frozen_stands_among_those_to_settle(client: Client) -> None:
    opened = make.opened(kind="condition")
    decided = deciding.condition(opened, actor=make.care(), reasons="Worn.", allowance=make.ALLOWANCE)
    claim = make.received(make.in_transit(make.label_sent(answering.choose(decided, "refund"))))
    disputed(claim, "needs_response")
    sweeping.sweep()
    assert to_settle() == [claim.number]
    page = client.get(page_of(claim)).content.decode()
    assert ("We look into it, and write to you" in page, "Your refund is sent" in page) == (True, False)
