"""The decision follows the review: what it leaves open, with its sums before it is taken, and who may not take it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from orders.promise import money
from orders.promise.desk import decisions, steps
from orders.promise.desk.access import claim_numbered
from orders.promise.models import Claim, ClaimDecision, Kind
from portero.core.money import dollars
from tests.factories import claims as make
from tests.factories.authentication import an_expert
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
REASONS = {"reasons": "The stamp, the stitching and the hardware are right."}


def page_of(claim: Claim) -> str:
    return f"/staff/claims/{claim.number}/decide/"


def ways(claim: Claim) -> list[str]:
    return [one.name for one in decisions.open_to(claim_numbered(claim.number))]


@pytest.mark.parametrize(
    ("situation", "open_now"),
    [
        (make.opened, []),
        (lambda: make.opened(kind=Kind.CONDITION), ["condition"]),
        (make.received, []),
        (make.under_review, []),
        (lambda: make.reviewed_as("authentic"), ["authentic", "condition"]),
        (lambda: make.reviewed_as("authentic", kind=Kind.CONDITION), ["as_described", "condition"]),
        (lambda: make.reviewed_as("counterfeit"), ["not_authentic"]),
        (lambda: make.received(tag="PT-9999"), ["not_ours"]),
        (lambda: make.third_party_said("authentic"), ["authentic", "condition"]),
        (lambda: make.third_party_said("counterfeit"), ["not_authentic"]),
        (make.third_party, []),
        (make.decided_authentic, []),
    ],
)
def test_only_what_the_review_leaves_open_is_offered(
    situation: Callable[[], Claim], open_now: list[str]
) -> None:
    assert ways(situation()) == open_now


def test_authentic_with_reasons_that_she_reads(expert: Client) -> None:
    claim = make.reviewed_as("authentic")
    empty = expert.post(page_of(claim), {"do": "authentic", "reasons": ""})
    assert (empty.status_code, ClaimDecision.objects.count()) == (422, 0)
    expert.post(page_of(claim), {"do": "authentic", **REASONS})
    decided = make.fresh(claim)
    assert (decided.state, decided.reasons) == ("decided_authentic", REASONS["reasons"])


def test_not_authentic_shows_the_exact_sum_and_what_becomes_of_the_piece(expert: Client) -> None:
    claim = make.reviewed_as("counterfeit")
    page = expert.get(page_of(claim)).content.decode()
    assert f"Everything: {dollars(claim.order.total_incl_tax, cents=True)}" in page
    assert "never sold again" in page
    expert.post(page_of(claim), {"do": "not_authentic", **REASONS})
    refund = make.fresh(claim).refund
    assert refund is not None
    assert refund.amount == claim.order.total_incl_tax


def test_the_review_is_never_contradicted(expert: Client) -> None:
    claim = make.reviewed_as("counterfeit")
    answer = expert.post(page_of(claim), {"do": "authentic", **REASONS}, follow=True)
    assert "It has moved on meanwhile." in answer.content.decode()
    assert (make.fresh(claim).state, ClaimDecision.objects.count()) == ("under_review", 0)


def test_an_allowance_is_worked_out_with_its_tax_before_it_is_offered(expert: Client) -> None:
    claim = make.reviewed_as("authentic", kind=Kind.CONDITION)
    told = {"do": "condition", "allowance": "900", **REASONS}
    shown = money.allowance(claim.order, claim.line, Decimal("900.00")).total
    page = expert.post(page_of(claim), told)
    assert f"The allowance comes to {dollars(shown, cents=True)}" in page.content.decode()
    assert ClaimDecision.objects.count() == 0
    stale = expert.post(page_of(claim), {**told, "shown": "1.00"})
    assert (stale.status_code, ClaimDecision.objects.count()) == (422, 0)
    expert.post(page_of(claim), {**told, "shown": str(shown)})
    decided = make.fresh(claim)
    assert (decided.state, decided.allowance) == ("decided_condition", Decimal("900.00"))


@pytest.mark.parametrize("typed", ["0", "99999999", "a lot"])
def test_an_allowance_that_can_not_be_is_refused_beside_its_field(expert: Client, typed: str) -> None:
    claim = make.reviewed_as("authentic", kind=Kind.CONDITION)
    answer = expert.post(page_of(claim), {"do": "condition", "allowance": typed, **REASONS})
    assert (answer.status_code, ClaimDecision.objects.count()) == (422, 0)


def test_from_her_pictures_it_needs_an_allowance(care: Client) -> None:
    claim = make.opened(kind=Kind.CONDITION)
    answer = care.post(page_of(claim), {"do": "condition", "allowance": "", **REASONS})
    assert (answer.status_code, ClaimDecision.objects.count()) == (422, 0)


def test_whoever_judged_it_before_is_told_so_and_refused() -> None:
    claim = make.under_review(order=make.certified_order())
    first = User.objects.get(email="anna@portero.example")
    make.judge(claim, "authentic")
    browser = at_work(first)
    assert (
        "You judged this piece before: somebody else decides." in browser.get(page_of(claim)).content.decode()
    )
    answer = browser.post(page_of(claim), {"do": "authentic", **REASONS})
    assert (answer.status_code, ClaimDecision.objects.count()) == (422, 0)
    assert "You judged this piece before" in answer.content.decode()


def test_whoever_opened_it_for_her_does_not_decide_it(care: Client) -> None:
    claim = make.reviewed_as("authentic", actor=make.care())
    answer = care.post(page_of(claim), {"do": "authentic", **REASONS})
    assert (answer.status_code, make.fresh(claim).state) == (422, "under_review")
    assert "You opened it: somebody else decides." in answer.content.decode()


def test_with_another_tag_a_manager_says_why(expert: Client, manager: Client) -> None:
    claim = make.reviewed_as("counterfeit", tag="PT-9999")
    told = {"do": "not_authentic", **REASONS, "in_spite_of_tag": "She cut it off; the serial is ours."}
    refused = expert.post(page_of(claim), told)
    assert (refused.status_code, ClaimDecision.objects.count()) == (422, 0)
    assert "a manager who didn’t unpack it decides" in refused.content.decode()
    manager.post(page_of(claim), told)
    assert ClaimDecision.objects.get(claim=claim).in_spite_of_tag == "She cut it off; the serial is ours."


def test_what_is_not_our_piece_is_a_managers_word(expert: Client, manager: Client) -> None:
    claim = make.received(tag="PT-9999")
    one = f"/staff/claims/{claim.number}/"
    assert [
        "Decide that it is not ours" in browser.get(one).content.decode() for browser in (expert, manager)
    ] == [False, True]
    assert "Decide: not our piece" not in expert.get(page_of(claim)).content.decode()
    assert expert.post(page_of(claim), {"do": "not_ours", **REASONS}).status_code == 403
    manager.post(page_of(claim), {"do": "not_ours", **REASONS})
    assert (make.fresh(claim).state, make.fresh(claim).decision) == ("going_back", "not_ours")


def test_the_third_party_is_asked_at_the_desk_and_her_word_decides() -> None:
    claim = make.decided_authentic()
    care = at_work(make.care())
    care.post(f"/staff/claims/{claim.number}/", {"do": "not_confident"})
    manager = at_work(staff("Consignment manager", email="theo@portero.example"))
    one = f"/staff/claims/{claim.number}/"
    assert 'value="ask"' not in care.get(one).content.decode()
    manager.post(one, {"do": "ask", "expert": an_expert().pk, "said": "The stamp."})
    asked = make.fresh(claim)
    assert asked.case is not None
    assert (asked.state, asked.case.state) == ("third_party", "outside")
    make.third_party_said("counterfeit", asked)
    manager.post(page_of(claim), {"do": "not_authentic", **REASONS})
    assert make.fresh(claim).state == "refunding"
    assert ClaimDecision.objects.get(claim=claim, third_party=True).outcome == "not_authentic"


@pytest.mark.parametrize(("tag", "state"), [(make.TAG, "refunding"), ("PT-9", "received")])
def test_what_she_was_promised_by_pictures_is_refunded_once_it_is_here(
    care: Client, tag: str, state: str
) -> None:
    decided = make.decided_condition(make.opened(kind=Kind.CONDITION))
    one = f"/staff/claims/{decided.number}/"
    care.post(one, {"do": "refund"})
    waiting = claim_numbered(decided.number)
    assert (steps.next_of(waiting), steps.others_of(waiting)) == ("label", ["typed", "receive"])
    here = make.received(make.in_transit(make.label_sent(make.fresh(decided))), tag=tag)
    assert steps.next_of(claim_numbered(here.number)) == "take_back"
    answer = care.post(one, {"do": "take_back", "in_spite_of_tag": "It is hers."})
    assert (make.fresh(here).state, answer.status_code) == (state, 302 if state == "refunding" else 422)
    assert (make.fresh(here).refund is not None) == (state == "refunding")


def test_who_reviews_reads_no_address_of_hers(expert: Client, care: Client) -> None:
    claim = make.opened()
    pages = [browser.get(f"/staff/claims/{claim.number}/").content.decode() for browser in (expert, care)]
    assert [claim.order.contact.email in page for page in pages] == [False, True]
