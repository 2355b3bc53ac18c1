"""Who may take a case from the queue, what a review needs, and that it stays as it was given."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from authentication.cases import bars, reviewing
from authentication.cases.refusals import CaseRefused
from authentication.cases.sweeping import sweep
from authentication.models import Case, Check, Evidence, Finding, Review
from portero.core.figures import FIGURES
from tests.factories import authentication as make
from tests.factories.catalog import draft_item
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
LOOK = {"A": 600, "B": 360, "C": 240}


@pytest.fixture
def case() -> Case:
    return make.a_case(draft_item())


def test_two_reviews_of_tier_a_by_two_people(case: Case) -> None:
    anna, bea, cora = (make.a_reviewer(name) for name in ("anna", "bea", "cora"))
    assert [reviewing.begin(case.pk, by=one).round for one in (anna, bea, anna)] == [1, 2, 1]
    with pytest.raises(CaseRefused, match="Nobody has to review it now"):
        reviewing.begin(case.pk, by=cora)


def test_one_review_of_tier_c() -> None:
    case = make.a_case(draft_item(designer="Prada", style="Galleria", price=500))
    assert case.tier == "C"
    reviewing.begin(case.pk, by=make.a_reviewer("anna"))
    with pytest.raises(CaseRefused):
        reviewing.begin(case.pk, by=make.a_reviewer("bea"))
    assert case.reviews.count() == 1


def test_nobody_reviews_what_she_took_in_or_owns_also_in_a_later_case() -> None:
    item, anna = draft_item(), make.a_reviewer("anna")
    first = make.a_case(item, taken_in_by=[anna])
    with pytest.raises(CaseRefused, match="you took it in"):
        reviewing.begin(first.pk, by=anna)
    for name in ("bea", "cora"):
        make.reviewed(first, "authentic", make.a_reviewer(name))
    later = make.a_case(item, "by_hand")
    with pytest.raises(CaseRefused, match="you took it in"):
        reviewing.begin(later.pk, by=anna)
    assert Review.objects.filter(reviewer=anna).count() == 0


def test_nobody_reviews_what_she_decided_on_before() -> None:
    item = draft_item()
    make.passed_case(item)
    later = make.a_case(item, "claim")
    with pytest.raises(CaseRefused, match="You decided on this piece before"):
        reviewing.begin(later.pk, by=make.a_reviewer("anna"))
    assert reviewing.begin(later.pk, by=make.a_reviewer("cora")).round == 1


def test_who_has_submitted_does_not_review_it_again(case: Case) -> None:
    make.reviewed(case, "authentic", make.a_reviewer("anna"))
    with pytest.raises(CaseRefused, match="somebody else's"):
        reviewing.begin(case.pk, by=make.a_reviewer("anna"))


def test_who_is_no_authenticator_reviews_nothing(case: Case) -> None:
    with pytest.raises(CaseRefused, match="no authenticator"):
        reviewing.begin(case.pk, by=staff("Photographer", email="piet@portero.example"))
    assert not case.reviews.exists()


def test_a_bar_that_comes_too_late_is_refused(case: Case) -> None:
    anna = make.a_reviewer("anna")
    reviewing.begin(case.pk, by=anna)
    with pytest.raises(CaseRefused, match="reviews it already"):
        bars.bar(case, anna, "it is yours")


@pytest.mark.parametrize("tier", LOOK)
def test_the_least_look_is_that_of_the_tier_as_the_figures_say(tier: str) -> None:
    price = {"A": 6000, "B": 2000, "C": 500}[tier]
    case = make.a_case(draft_item(designer="Prada", style="Galleria", price=price))
    review = reviewing.begin(case.pk, by=make.a_reviewer())
    assert (case.tier, review.least_look_s) == (tier, LOOK[tier])
    assert FIGURES[f"look_minutes_tier_{tier.lower()}"].default == LOOK[tier] // 60, (
        "the database has the same"
    )


def test_without_findings_evidence_look_verdict_and_reason_it_is_not_submitted(case: Case) -> None:
    anna = make.a_reviewer("anna")
    review = reviewing.begin(case.pk, by=anna)
    stamp = case.template.checks.filter(evidence=Check.Evidence.ALWAYS)[0]
    Finding.objects.create(review=review, check_made=stamp, result="right")
    with pytest.raises(CaseRefused) as refused:
        reviewing.submit(review.pk, "counterfeit", by=anna)
    reasons = refused.value.reasons
    assert f"{stamp.title}: a photograph that shows it." in reasons
    assert sum(reason.endswith("no finding yet.") for reason in reasons) == case.template.checks.count() - 1
    assert reasons[-2:] == (
        "Say why: its owner reads it if we don't take the piece.",
        "Look at it for another 10 min: its tier asks for that.",
    )
    review.refresh_from_db()
    assert (review.state, review.verdict) == ("begun", "")


@pytest.mark.parametrize(
    ("result", "note", "shown", "lack"),
    [
        ("concern", "", False, "a photograph that shows it."),
        ("wrong", "", False, "a photograph that shows it."),
        ("absent", "", True, "say why it doesn't apply."),
        ("absent", "It has none.", False, ""),
        ("concern", "", True, ""),
    ],
)
def test_what_a_finding_needs(case: Case, result: str, note: str, shown: bool, lack: str) -> None:
    anna = make.a_reviewer("anna")
    review = make.begun_review(case, anna)
    make.found(review)
    finding = review.findings.filter(check_made__asks="")[0]
    Finding.objects.filter(pk=finding.pk).update(result=result, note=note)
    if not shown:
        Evidence.objects.filter(finding=finding).delete()
    if not lack:
        assert reviewing.submit(review.pk, "authentic", by=anna).state == "open"
        return
    with pytest.raises(CaseRefused) as refused:
        reviewing.submit(review.pk, "authentic", by=anna)
    assert refused.value.reasons == (f"{finding.check_made.title}: {lack}",)


def test_nobody_submits_for_another(case: Case) -> None:
    review = make.begun_review(case, make.a_reviewer("anna"))
    make.found(review)
    with pytest.raises(CaseRefused, match="somebody else's"):
        reviewing.submit(review.pk, "authentic", by=make.a_reviewer("bea"))
    given = make.reviewed(case, "authentic", make.a_reviewer("bea")).reviews.get(state="submitted")
    with pytest.raises(CaseRefused, match="nothing in it changes"):
        reviewing.submit(given.pk, "counterfeit", by=make.a_reviewer("bea"), reason="After all.")


def test_handed_back_it_is_somebody_elses(case: Case) -> None:
    anna, bea = make.a_reviewer("anna"), make.a_reviewer("bea")
    review = reviewing.begin(case.pk, by=anna)
    reviewing.hand_back(review.pk, actor=anna, reason="I know its owner.")
    assert reviewing.begin(case.pk, by=bea).round == 1
    with pytest.raises(CaseRefused, match="over already"):
        reviewing.hand_back(review.pk, actor=anna)
    assert [event.kind for event in case.events.all()] == ["opened", "begun", "handed_back", "begun"]


def test_no_event_tells_a_colleague_what_was_said(case: Case) -> None:
    make.reviewed(case, "counterfeit", make.a_reviewer("anna"))
    told = [(event.kind, event.data, event.said) for event in case.events.all()]
    assert told[-1] == ("submitted", {"round": 1}, "")
    logged: Any = list(case.item.log.filter(kind="reviewed").values_list("body", flat=True))
    assert len(logged) == 1
    assert "counterfeit" not in logged[0]


def test_one_that_was_left_alone_goes_back_to_the_queue(case: Case) -> None:
    now = timezone.now()
    review = reviewing.begin(case.pk, by=make.a_reviewer("anna"), now=now)
    assert sweep(now=now + timedelta(hours=23)) == 0
    assert [sweep(now=now + timedelta(hours=25)) for _ in range(2)] == [1, 0]
    review.refresh_from_db()
    assert (review.state, reviewing.next_round(case)) == ("handed_back", 1)
