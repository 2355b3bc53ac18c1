"""A refund of a claim over two payments that failed in part: the rest is asked for anew, or went another way."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from orders.payments.models import Payment, Refund
from orders.payments.origin import together_with
from orders.payments.refunds import RefundRefused, desk
from orders.promise import answering, deciding, otherwise, way_back
from orders.promise.desk import queues, steps
from orders.promise.desk.access import claim_numbered
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused
from portero.core.money import dollars
from tests.factories import claims as make
from tests.factories import exchanges
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db


def over_two() -> Any:
    """A delivered order of 2,500 USD that a credit and a card have paid, the credit the larger part."""
    return exchanges.shipped(exchanges.bought())


def asked(claim: Claim) -> list[Refund]:
    refund = make.fresh(claim).refund
    assert refund is not None
    return together_with(refund)


def half_failed(claim: Claim) -> Claim:
    """The card has given back its part; that of the credit was called off."""
    card, credit = asked(claim)
    make.booked(card)
    desk.call_off(credit, actor=make.care(), reason="The card behind it is closed.")
    return make.fresh(claim)


def full() -> Claim:
    return half_failed(make.not_authentic(order=over_two()))


def the_allowance() -> Claim:
    """An allowance that is more than the card's part, so that both give."""
    claim = make.decided_condition(order=over_two(), allowance=Decimal("1500.00"))
    return half_failed(answering.choose(claim, "allowance"))


def to_settle() -> list[str]:
    found = queues.BY_SLUG["settle"].waiting(timezone.now())
    return list(found.values_list("number", flat=True))


@pytest.mark.parametrize("made", [full, the_allowance])
def test_what_is_missing_is_asked_for_anew_to_the_cent(made: Any) -> None:
    claim = made()
    first = asked(claim)
    owed = sum((one.amount for one in first), Decimal(0))
    assert to_settle() == [claim.number]
    shown = claim_numbered(claim.number)
    assert "refund_again" in [steps.next_of(shown), *steps.others_of(shown)]
    deciding.refund_again(claim, actor=make.care())
    anew = [one for one in asked(claim) if one not in first]
    assert sum(one.amount for one in anew) == owed - first[0].amount
    assert make.fresh(claim).refunded_amount == owed
    page = at_work(make.manager()).get(f"/staff/claims/{claim.number}/").content.decode()
    assert dollars(owed, cents=True) in page
    assert to_settle() == []
    for payment in Payment.objects.filter(order=claim.order):
        assert payment.refunded_amount <= payment.captured_amount


def test_once_asked_for_it_stands() -> None:
    claim = full()
    deciding.refund_again(claim, actor=make.care())
    count = Refund.objects.count()
    with pytest.raises(ClaimRefused, match="refunded already"):
        deciding.refund_again(claim, actor=make.care())
    assert Refund.objects.count() == count


@pytest.mark.parametrize("made", [full, the_allowance])
def test_the_failed_part_is_not_sent_beside_it(made: Any) -> None:
    claim = made()
    failed = asked(claim)[1]
    deciding.refund_again(claim, actor=make.care())
    with pytest.raises(RefundRefused, match=claim.number):
        desk.try_again(failed, actor=make.care())
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_the_last_part_ends_the_claim_and_she_reads_the_whole_sum() -> None:
    claim = full()
    owed = sum(one.amount for one in asked(claim))
    deciding.refund_again(claim, actor=make.care())
    assert make.fresh(claim).state == "refunding"
    make.booked(asked(claim)[-1])
    claim = make.fresh(claim)
    assert (claim.state, claim.refunded_amount) == ("refunded", owed)
    assert claim.order.events.filter(kind="claim_refunded", data__amount=str(owed)).exists()


def test_the_rest_may_have_gone_another_way() -> None:
    claim = full()
    missing = asked(claim)[1].amount
    accounting = at_work(make.accountant())
    told = {
        "do": "by_hand",
        "how": "check",
        "amount": str(missing),
        "reference": "1041",
        "reason": "By check.",
    }
    accounting.post(f"/staff/claims/{claim.number}/", told)
    last = asked(claim)[-1]
    assert (last.state, last.amount, last.reason.endswith("by hand. Check 1041.")) == (
        "to_approve",
        missing,
        True,
    )
    desk.approve(last, actor=make.manager())
    desk.mark_paid(last, actor=make.manager(), bank_reference="Check 1041")
    claim = make.fresh(claim)
    way = way_back.of_claim(claim)
    assert way is not None
    assert (claim.state, way.amount) == ("closed", claim.order.total_incl_tax)
    assert way.form.endswith(" and you by check")
    connection.check_constraints()


def test_of_an_allowance_the_rest_alone_went_another_way() -> None:
    claim = the_allowance()
    missing = asked(claim)[1].amount
    make.closed(make.sent_back(claim))
    claim = make.paid_by_hand(claim)
    last = asked(claim)[-1]
    assert (claim.state, last.amount, last.done_by) == ("closed", missing, make.manager())
    connection.check_constraints()


def test_while_a_part_is_under_way_nothing_is_asked_for_anew() -> None:
    claim = make.not_authentic(order=over_two())
    desk.call_off(asked(claim)[1], actor=make.care(), reason="Wrong.")
    with pytest.raises(ClaimRefused, match="refunded already"):
        deciding.refund_again(claim, actor=make.care())
    with pytest.raises(ClaimRefused, match=otherwise.UNDER_WAY):
        otherwise.paid_otherwise(claim, actor=make.manager(), reason="By check.")
    assert to_settle() == []


def test_the_database_keeps_a_second_refund_away_while_one_stands() -> None:
    claim = make.not_authentic(order=over_two())
    first, second = asked(claim)
    desk.call_off(second, actor=make.care(), reason="Wrong.")
    with pytest.raises(IntegrityError, match="refunded once"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(refund=second)
    assert make.fresh(claim).refund == first
