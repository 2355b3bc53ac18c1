"""What the database refuses, whoever writes: the verbs are left out of it here."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from authentication.models import Review
from catalog import listing
from catalog.models import Item
from orders.payments import refunds
from orders.payments.models import Payment, Refund
from orders.promise import answering
from orders.promise.models import Claim, ClaimDecision, ClaimPhoto, ClaimReminder, ClaimState
from orders.promise.reviewing import judged_before
from orders.promise.states import ALLOWED
from orders.returns.models import ReturnPiece
from tests.factories import claims as make
from tests.factories import returns
from tests.factories.condition import graded

pytestmark = pytest.mark.django_db
Act = Callable[[Claim], object]


def refused(rule: str, act: Callable[[], object]) -> None:
    """The database says no, by this rule, and nothing of it is kept."""
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        _to_the_end(act)
    diagnostics: Any = no.value.__cause__
    assert rule in (diagnostics.diag.constraint_name or "")


def _to_the_end(act: Callable[[], object]) -> None:
    act()
    connection.check_constraints()


def rows() -> list[list[object]]:
    """All that is written of claims."""
    models: tuple[Any, ...] = (Claim, ClaimDecision, ClaimPhoto, ClaimReminder)
    return [list(model.objects.order_by("pk").values()) for model in models]


def change(**facts: Any) -> Act:
    return lambda claim: Claim.objects.filter(pk=claim.pk).update(**facts)


@pytest.mark.parametrize(
    ("rule", "act"),
    [
        ("claim_stays", change(words="Other words.")),
        ("claim_stays", change(kind="condition")),
        ("claim_stays", change(opened_at=timezone.now())),
        ("claim_stays", lambda claim: Claim.objects.filter(pk=claim.pk)._raw_delete("default")),
        ("claim_decision_follows_case", change(state="decided_authentic")),
        ("claim_decision_follows_case", change(state="decided_not_authentic")),
        ("claim_refunding_has_its_refund", change(state="refunding")),
        ("claim_refund_has_its_kind", change(refund_kind="full")),
        ("claim_ended_has_time_and_no_clock", change(state="closed")),
        ("claim_ended_has_time_and_no_clock", change(ended_at=timezone.now())),
        ("claim_moves_by_its_table", change(state="nowhere")),
        ("claim_moves_by_its_table", change(state="label_sent")),
        ("claim_moves_by_its_table", change(state="refunded", ended_at=timezone.now())),
        ("claim_sent_back_is_tracked", change(back_sent_at=timezone.now())),
        ("claim_stays", lambda claim: claim.photos.filter(source="buyer").update(file="other.webp")),
        ("claim_stays", lambda claim: claim.photos.filter(source="buyer")._raw_delete("default")),
        ("", lambda claim: claim.inspections.update(tag_matches=False)),
    ],
)
def test_of_a_claim_whose_piece_is_here(rule: str, act: Act) -> None:
    claim = make.received()
    before = rows()
    refused(rule, lambda: act(claim))
    assert rows() == before


@pytest.mark.parametrize(
    "act",
    [
        change(end_reason="Other."),
        change(ended_at=timezone.now()),
        change(state="opened"),
    ],
)
def test_what_has_ended_stays_ended(act: Act) -> None:
    claim = make.declined()
    refused("claim_stays", lambda: act(claim))


def revived(**facts: Any) -> Act:
    """Open again by SQL, with all that an open claim has."""
    at = timezone.now()
    told: dict[str, Any] = {"ended_at": None, "due_at": at, "ring_at": at, "reopened_at": at}
    return change(**told | facts)


@pytest.mark.parametrize(
    ("made", "rule", "act"),
    [
        (make.withdrawn, "claim_moves_by_its_table", revived(state="opened")),
        (make.withdrawn, "claim_moves_by_its_table", revived(state="under_review")),
        (make.lapsed, "claim_moves_by_its_table", revived(state="label_sent")),
        (make.lapsed, "claim_stays", revived(state="received", reopened_at=None)),
        (make.declined, "claim_moves_by_its_table", revived(state="received")),
        (make.refunded, "claim_moves_by_its_table", revived(state="refunding")),
        (make.closed, "claim_stays", revived(state="received")),
        (make.closed, "claim_stays", revived(state="going_back")),
    ],
)
def test_an_end_is_not_revived_but_by_the_table(made: Callable[[], Claim], rule: str, act: Act) -> None:
    claim = made()
    before = rows()
    refused(rule, lambda: act(claim))
    assert rows() == before


def test_the_table_of_the_database_is_that_of_the_verbs() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a, b from unnest(%s) a, unnest(%s) b where promise_may_follow(a, b)",
            [list(ClaimState.values), list(ClaimState.values)],
        )
        allowed = set(cursor.fetchall())
    assert allowed == {
        (before.value, after.value) for before, follows in ALLOWED.items() for after in follows
    }


def test_a_claim_begins_when_it_is_opened() -> None:
    claim = make.withdrawn()
    again = Claim.objects.get(pk=claim.pk)
    again.pk, again.number = None, "PC-0000000"
    refused("claim_moves_by_its_table", lambda: again.save(force_insert=True))


def test_reopened_while_a_return_is_open_it_is_refused() -> None:
    claim = make.withdrawn(order=make.delivered_order())
    returns.requested(claim.order)
    act = revived(state="received", received_at=timezone.now(), received_by=make.unpacker())
    refused("claim_or_return", lambda: act(claim))


def test_only_what_was_lost_and_paid_back_turns_up() -> None:
    claim = make.refunded()
    act = change(turned_up_at=timezone.now(), turned_up_by=make.unpacker())
    refused("claim_turned_up_was_lost_and_paid_back", lambda: act(claim))


def test_a_second_open_claim_of_a_line() -> None:
    claim = make.opened()
    again = Claim.objects.get(pk=claim.pk)
    again.pk, again.number = None, "PC-0000000"
    refused("claim_open_once_per", lambda: again.save(force_insert=True))


def test_a_claim_while_a_return_is_open_and_the_other_way_round() -> None:
    claim = make.opened()
    ret = returns.requested(make.delivered_order(tag="PT-9"))
    theirs = ret.pieces.get()
    stolen = {"line": claim.line, "item": claim.item, "shipment_line": claim.shipment_line}
    refused("claim_or_return", lambda: ReturnPiece.objects.create(ret=ret, reason="other", **stolen))
    mine = Claim.objects.get(pk=claim.pk)
    mine.pk, mine.number = None, "PC-0000000"
    mine.line, mine.item, mine.shipment_line = theirs.line, theirs.item, theirs.shipment_line
    refused("claim_or_return", lambda: mine.save(force_insert=True))
    assert (Claim.objects.count(), ReturnPiece.objects.count()) == (1, 1)


def decided(claim: Claim, outcome: str, **facts: Any) -> ClaimDecision:
    told: dict[str, Any] = {"reasons": "So.", "decided_by": make.care(), "case": claim.case}
    return ClaimDecision.objects.create(claim=claim, outcome=outcome, **told | facts)


def test_a_decision_follows_its_case_whoever_writes_it() -> None:
    claim = make.under_review(order=make.certified_order())
    for outcome in ("authentic", "not_authentic", "misdescribed"):
        refused("claim_decision_follows_case", partial(decided, claim, outcome))
    make.judge(claim, "authentic")
    refused("claim_decision_follows_case", lambda: decided(claim, "not_authentic"))
    refused("claim_decision_follows_case", lambda: decided(claim, "authentic", case=None))
    other = claim.item.cases.exclude(kind="claim").earliest("pk")
    refused("claim_decision_follows_case", lambda: decided(claim, "authentic", case=other))
    decided(claim, "authentic")
    refused("claim_decided_once_each", lambda: decided(claim, "authentic"))
    refused("", lambda: ClaimDecision.objects.update(reasons="Other."))


def test_nobody_decides_who_judged_the_piece_before_or_opened_the_claim() -> None:
    order = make.certified_order()
    claim = make.reviewed_as("authentic", make.under_review(make.received(order=order, actor=make.manager())))
    first = Review.objects.filter(case__item=claim.item).earliest("pk").reviewer
    assert first is not None
    assert first.pk in judged_before(claim)
    refused("claim_decision_by_others", lambda: decided(claim, "authentic", decided_by=first))
    refused("claim_decision_by_others", lambda: decided(claim, "authentic", decided_by=make.manager()))
    assert decided(claim, "authentic").pk


def test_the_refund_of_another_order() -> None:
    claim, other = make.received(), make.delivered_order(tag="PT-9")
    payment = Payment.objects.get(order=other)
    refund = refunds.ask(payment.pk, Decimal("10.00"), reason="A gesture.", actor=make.care())
    refused("claim_refund_of_its_order", lambda: change(refund=refund, refund_kind="full")(claim))


def test_all_of_the_money_while_the_piece_is_with_her() -> None:
    claim = make.in_transit()
    payment = Payment.objects.get(order=claim.order)
    refund = refunds.ask(payment.pk, Decimal("10.00"), reason="A gesture.", actor=make.care())
    act = change(refund=refund, refund_kind="full")
    refused("claim_refunded_means_here_or_lost", lambda: act(claim))
    refused("claim_allowance_was_chosen", lambda: change(refund=refund, refund_kind="allowance")(claim))


def test_what_was_refunded_is_not_sent_back_and_refunded_once() -> None:
    claim = make.not_authentic()
    back = change(back_sent_at=timezone.now(), back_tracking="9405511899", back_carrier="USPS")
    refused("claim_refunded_means_here_or_lost", lambda: back(claim))
    first = Refund.objects.get()
    first.pk = None
    refused("", lambda: change(refund=None)(claim))


def test_what_is_doubted_is_not_offered_and_what_was_misdescribed_not_before_it_is_graded_anew() -> None:
    claim = answering.choose(make.decided_condition(order=make.certified_order()), "refund")
    with pytest.raises(listing.ListingRefused, match=r"A claim about it is open\."):
        listing.publish(claim.item)
    make.refunded(claim)
    with pytest.raises(listing.ListingRefused, match=r"grade it anew first"):
        listing.publish(claim.item)
    graded(Item.objects.get(pk=claim.item_id), "good")
    listing.publish(Item.objects.get(pk=claim.item_id))
    assert Item.objects.get(pk=claim.item_id).state == "listed"


def test_canary_without_its_rule_a_decision_against_its_case_is_written() -> None:
    claim = make.under_review()
    with connection.cursor() as cursor:
        cursor.execute("alter table promise_claimdecision disable trigger promise_decides")
    assert decided(claim, "not_authentic").pk
