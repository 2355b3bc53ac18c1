"""Who decides a claim, after what, and what follows for the money, the piece and its certificate."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from authentication.cases import closing
from authentication.cases import outside as cases
from authentication.cases.refusals import CaseRefused
from authentication.cases.reviewing import begin
from authentication.certificates import standing
from authentication.models import Bar, Case, Certificate, Review
from catalog.models import Custody, GradeDecision, Item
from consignment.curation import following
from consignment.models import Consignment, PayoutHold
from orders.payments.models import Refund
from orders.promise import answering, arriving, deciding, inspecting, outside, reviewing, sending
from orders.promise.models import Claim, ClaimDecision, Kind
from orders.promise.states import ClaimRefused
from portero.core.models import Mail
from tests.factories import claims as make
from tests.factories import consignment as consigned
from tests.factories.authentication import a_reviewer, an_expert, reviewed
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db


def cheap_order() -> Any:
    """Of a piece that one reviewer is enough for."""
    return make.delivered_order(listed_item(price=Decimal("400.00"), designer="Prada", style="Galleria"))


def standing_of(claim: Claim) -> str:
    return str(standing.standing_of(Certificate.objects.get(promise_claims=claim)))


def held(claim: Claim) -> bool:
    return PayoutHold.objects.filter(reference=claim.number, lifted_at=None).exists()


def of_a_consigned_piece() -> Any:
    """The order of a piece that Mara consigned."""
    return make.delivered_order(consigned.listed().item)


def test_from_the_opening_to_the_end_the_certificate_is_disputed_and_the_payout_held() -> None:
    claim = make.opened(of_a_consigned_piece())
    assert (standing_of(claim), held(claim)) == ("disputed", True)
    claim = make.sent_back(
        make.going_back_to_her(
            make.decided_authentic(
                make.reviewed_as(
                    "authentic", make.under_review(make.received(make.in_transit(make.label_sent(claim))))
                )
            )
        )
    )
    assert (standing_of(claim), held(claim)) == ("disputed", True)
    claim = make.closed(claim)
    assert (standing_of(claim), held(claim)) == ("sold", False)
    assert claim.item.__class__.objects.get(pk=claim.item_id).state == "sold"


def test_not_authentic_the_consigned_piece_is_kept_and_its_certificate_revoked() -> None:
    claim = make.not_authentic(order=of_a_consigned_piece())
    assert standing_of(claim) == "revoked"
    assert Item.objects.get(pk=claim.item_id).state == "draft"
    following.follow_cases()
    assert Consignment.objects.get(item=claim.item).state == "legal_hold"
    assert Item.objects.get(pk=claim.item_id).state == "withdrawn"
    assert held(claim)
    assert not held(make.refunded(claim))
    assert not claim.order.claims.filter(released_at=None).exists()


def test_what_nobody_can_verify_is_refunded_and_goes_back_to_its_owner() -> None:
    claim = make.not_authentic(make.reviewed_as("cannot_verify", order=of_a_consigned_piece()))
    following.follow_cases()
    assert claim.state == "refunding"
    assert Consignment.objects.get(item=claim.item).state == "rejected"


def test_the_misdescribed_piece_is_its_consignors_again_and_goes_through_the_house_anew() -> None:
    claim = answering.choose(make.decided_condition(order=of_a_consigned_piece()), "refund")
    assert (claim.state, Item.objects.get(pk=claim.item_id).state) == ("refunding", "draft")
    assert Consignment.objects.get(item=claim.item).state == "received"
    row = Custody.objects.get(item=claim.item, until=None)
    assert (row.holder, row.person) == ("staff", make.unpacker())


@pytest.mark.parametrize(
    ("verdict", "verb", "sentence"),
    [
        ("authentic", deciding.not_authentic, "The review found it authentic."),
        ("counterfeit", deciding.authentic, "The review didn’t find it authentic."),
        ("cannot_verify", deciding.authentic, "The review didn’t find it authentic."),
        ("counterfeit", deciding.condition, "The review didn’t find it authentic."),
    ],
)
def test_nobody_decides_against_the_case(verdict: str, verb: Callable[..., Claim], sentence: str) -> None:
    claim = make.reviewed_as(verdict)
    with pytest.raises(ClaimRefused, match=sentence):
        verb(claim, actor=make.care(), reasons="I think otherwise.")
    assert (make.fresh(claim).state, ClaimDecision.objects.count(), Refund.objects.count()) == (
        "under_review",
        0,
        0,
    )


@pytest.mark.parametrize("verb", [deciding.authentic, deciding.not_authentic, deciding.condition])
def test_nobody_decides_before_the_case(verb: Callable[..., Claim]) -> None:
    claim = make.under_review()
    with pytest.raises(ClaimRefused, match=deciding.NOT_DECIDED):
        verb(claim, actor=make.care(), reasons="I know.")
    assert make.fresh(claim).state == "under_review"


def test_a_decision_says_why() -> None:
    claim = make.reviewed_as("authentic")
    with pytest.raises(ClaimRefused, match="Say why"):
        deciding.authentic(claim, actor=make.care(), reasons=" \n")
    assert not ClaimDecision.objects.exists()


def test_whoever_reviewed_graded_or_unpacked_it_neither_reviews_nor_decides_it() -> None:
    claim = make.under_review(order=make.certified_order())
    assert claim.case is not None
    first = Review.objects.filter(case__item=claim.item).exclude(case=claim.case).earliest("pk").reviewer
    grader = GradeDecision.objects.filter(item=claim.item).earliest("pk").decided_by
    barred = {bar.person_id: bar.why for bar in Bar.objects.filter(case=claim.case)}
    assert first is not None
    assert barred[first.pk] == reviewing.JUDGED
    assert barred[grader.pk] == reviewing.GRADED
    assert barred[make.unpacker().pk] == reviewing.UNPACKED
    for person in (first, grader):
        with pytest.raises(CaseRefused):
            begin(claim.case.pk, by=person)
    make.judge(claim, "authentic")
    with pytest.raises(ClaimRefused, match=deciding.YOU_JUDGED):
        deciding.authentic(claim, actor=first, reasons="It is.")


def test_whoever_opened_it_for_her_does_not_decide_it() -> None:
    claim = make.reviewed_as("authentic", actor=make.care())
    with pytest.raises(ClaimRefused, match=deciding.YOU_OPENED):
        deciding.authentic(claim, actor=make.care(), reasons="It is.")
    assert deciding.authentic(claim, actor=make.manager(), reasons="It is.").state == "decided_authentic"


def test_a_review_begins_with_the_tag_read_and_every_picture_taken() -> None:
    claim = make.in_transit()
    arriving.receive(claim, actor=make.unpacker())
    with pytest.raises(ClaimRefused, match="Read its tag"):
        reviewing.begin(claim, actor=make.care())
    inspecting.found(claim, tag=make.TAG, actor=make.unpacker(), checks=make.ALL_WELL)
    with pytest.raises(ClaimRefused, match="Not photographed: Front, Back"):
        reviewing.begin(claim, actor=make.care())
    assert not Case.objects.filter(kind="claim").exists()


def test_with_another_tag_only_a_manager_who_did_not_unpack_it_gives_money() -> None:
    claim = make.reviewed_as("counterfeit", tag="PT-0000")
    for actor, why in ((make.care(), "Seen."), (make.unpacker(), "Seen."), (make.manager(), "")):
        with pytest.raises(ClaimRefused, match="Its tag"):
            deciding.not_authentic(claim, actor=actor, reasons="Fake.", in_spite_of_tag=why)
    assert not Refund.objects.exists()
    claim = deciding.not_authentic(
        claim, actor=make.manager(), reasons="Fake.", in_spite_of_tag="It fell off."
    )
    assert (claim.state, claim.decisions.get().in_spite_of_tag) == ("refunding", "It fell off.")


@pytest.mark.parametrize("typed", ["pt-4417", " PT - 4417 ", "PT-4417"])
def test_a_tag_is_the_same_in_any_letters(typed: str) -> None:
    claim = make.received(tag=typed)
    assert claim.inspection is not None
    assert claim.inspection.tag_matches


def test_what_is_not_our_piece_goes_back_to_her_with_the_reasons() -> None:
    claim = make.under_review(tag="PT-0000")
    claim = deciding.not_ours(claim, actor=make.manager(), reasons="Another bag came.")
    assert (claim.state, claim.decision, claim.reasons) == ("going_back", "not_ours", "Another bag came.")
    assert Case.objects.get(kind="claim").state == "closed"
    assert make.closed(make.sent_back(claim)).state == "closed"
    assert not Refund.objects.exists()


def test_the_third_partys_word_is_the_last_and_stands_on_ours() -> None:
    claim = make.third_party()
    with pytest.raises(ClaimRefused, match=deciding.NOT_DECIDED):
        deciding.authentic(claim, actor=make.care(), reasons="We know.")
    claim = deciding.authentic(
        make.third_party_said("authentic", claim), actor=make.care(), reasons="She agrees."
    )
    assert claim.state == "going_back"
    assert [one.third_party for one in claim.decisions.all()] == [False, True]
    first, second = Case.objects.filter(kind="claim").order_by("pk")
    assert (second.prior, second.state) == (first, "passed")


def test_the_third_party_finds_it_counterfeit_and_everything_goes_back() -> None:
    claim = deciding.not_authentic(
        make.third_party_said("counterfeit"), actor=make.care(), reasons="Her word."
    )
    assert (claim.state, claim.decision) == ("refunding", "not_authentic")


def test_a_third_party_that_does_not_answer_is_replaced_by_another_and_not_by_us() -> None:
    claim = make.third_party()
    asked = Review.objects.get(case=claim.case, expert__isnull=False)
    cases.take_back(asked.pk, actor=make.care())
    with pytest.raises(ClaimRefused, match=deciding.NOT_DECIDED):
        deciding.authentic(claim, actor=make.care(), reasons="We know.")
    other = an_expert("Renée Vidal", email="renee@experts.example")
    outside.ask(claim, other, actor=make.care())
    claim = make.third_party_said("authentic", claim)
    assert Case.objects.get(promise_claim=claim).state == "passed"


def test_where_one_of_us_finds_it_counterfeit_after_all_that_stands() -> None:
    claim = make.third_party(order=cheap_order())
    cases.take_back(Review.objects.get(case=claim.case, expert__isnull=False).pk, actor=make.care())
    reviewed(Case.objects.get(promise_claim=claim), "counterfeit", a_reviewer("lotte"))
    claim = deciding.not_authentic(make.fresh(claim), actor=make.care(), reasons="The third of us sees it.")
    assert claim.state == "refunding"


def test_where_one_of_us_finds_it_authentic_the_third_party_still_decides() -> None:
    claim = make.third_party(order=cheap_order())
    cases.take_back(Review.objects.get(case=claim.case, expert__isnull=False).pk, actor=make.care())
    reviewed(Case.objects.get(promise_claim=claim), "authentic", a_reviewer("lotte"))
    with pytest.raises(ClaimRefused, match="hasn’t given her word"):
        deciding.authentic(make.fresh(claim), actor=make.care(), reasons="The third of us sees it.")
    claim = outside.ask(claim, an_expert(), actor=make.care())
    claim = deciding.authentic(
        make.third_party_said("authentic", claim), actor=make.care(), reasons="Her word."
    )
    assert claim.state == "going_back"


def test_a_case_outside_that_was_closed_is_opened_anew_on_ours() -> None:
    claim = make.third_party()
    closing.close(Case.objects.get(promise_claim=claim).pk, reason="By mistake.", actor=make.care())
    claim = outside.ask(make.fresh(claim), an_expert(), actor=make.care())
    assert Case.objects.get(promise_claim=claim).state == "outside"


def test_the_third_party_is_asked_for_once() -> None:
    claim = make.decided_authentic()
    claim = answering.not_confident(claim)
    with pytest.raises(ClaimRefused, match=answering.NOT_ASKED):
        answering.not_confident(claim)


def test_from_photographs_she_keeps_the_piece_with_the_allowance_or_sends_it_for_her_money() -> None:
    kept = make.opened(make.delivered_order(tag="PT-1"), kind=Kind.CONDITION)
    kept = deciding.condition(kept, actor=make.care(), reasons="Worn.", allowance=make.ALLOWANCE)
    kept = answering.choose(kept, "allowance")
    assert (kept.state, kept.refund_kind, kept.received_at) == ("refunding", "allowance", None)
    sent = make.opened(make.delivered_order(tag="PT-2"), kind=Kind.CONDITION)
    sent = deciding.condition(sent, actor=make.care(), reasons="Worn.", allowance=make.ALLOWANCE)
    sent = answering.choose(sent, "refund")
    assert (sent.state, sent.refund, sending.wants_label(sent)) == ("decided_condition", None, True)
    sent = deciding.take_back(make.received(make.in_transit(make.label_sent(sent))), actor=make.care())
    assert (sent.state, sent.refund_kind) == ("refunding", "full")
    assert Case.objects.get(item=sent.item, kind="intake").state == "open"


def test_from_photographs_nothing_is_decided_about_authenticity_nor_without_an_offer() -> None:
    claim = make.opened()
    with pytest.raises(ClaimRefused, match="reviewed first"):
        deciding.condition(claim, actor=make.care(), reasons="Worn.", allowance=make.ALLOWANCE)
    worn = make.opened(make.delivered_order(tag="PT-2"), kind=Kind.CONDITION)
    with pytest.raises(ClaimRefused, match="needs an allowance"):
        deciding.condition(worn, actor=make.care(), reasons="Worn.")
    assert not ClaimDecision.objects.exists()


def test_a_condition_as_described_may_be_doubted_further() -> None:
    claim = make.decided_authentic(kind=Kind.CONDITION)
    assert claim.decision == "as_described"
    claim = make.third_party_said("authentic", make.third_party(claim))
    claim = deciding.condition(claim, actor=make.care(), reasons="She is right.", allowance=make.ALLOWANCE)
    assert claim.state == "decided_condition"


def test_a_closed_case_is_opened_anew() -> None:
    claim = make.under_review()
    with pytest.raises(ClaimRefused, match="being reviewed"):
        reviewing.begin(claim, actor=make.care())
    closing.close(Case.objects.get(promise_claim=claim).pk, reason="By mistake.", actor=make.care())
    again = reviewing.begin(claim, actor=make.care())
    assert (again.state, again.case_id != claim.case_id) == ("under_review", True)


def test_lost_on_its_way_back_and_found_it_is_sent_again_and_not_judged_anew() -> None:
    claim = answering.choose(make.decided_condition(), "allowance")
    make.pay_out(claim)
    claim = make.lost(make.sent_back(make.fresh(claim)))
    claim = arriving.receive(claim, actor=make.unpacker())
    assert (claim.state, claim.lost_at, claim.back_sent_at, claim.back_tracking) == (
        "going_back",
        None,
        None,
        "",
    )
    assert Mail.objects.filter(kind="claim_received").count() == 1
    claim = make.fresh(make.closed(make.sent_back(claim)))
    assert (claim.state, claim.decisions.count(), Refund.objects.count()) == ("closed", 1, 1)


def test_what_comes_for_a_refund_decided_from_photographs_and_is_not_our_piece_goes_back() -> None:
    claim = deciding.condition(
        make.opened(kind=Kind.CONDITION),
        actor=make.care(),
        reasons="The corner is worn.",
        allowance=make.ALLOWANCE,
    )
    claim = make.received(make.label_sent(answering.choose(claim, "refund")), tag="PT-0000")
    claim = deciding.not_ours(claim, actor=make.manager(), reasons="It is another bag.")
    assert (claim.state, claim.decision, claim.refund) == ("going_back", "not_ours", None)
    assert make.closed(make.sent_back(claim)).state == "closed"
    assert Refund.objects.count() == 0
