"""An authenticator outside the house: asked by a link that expires, reminded, her word decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from authentication.cases import outside, reviewing
from authentication.cases.refusals import CaseRefused
from authentication.cases.sweeping import sweep
from authentication.models import Case
from portero.core.models import Mail
from tests.factories import authentication as make
from tests.factories.catalog import draft_item
from tests.factories.consignment import manager
from tests.factories.people import a_client

pytestmark = pytest.mark.django_db
SAID = "The stamp is of another year."


@pytest.fixture
def case() -> Case:
    """Two reviewers disagree."""
    case = make.a_case(draft_item())
    for name, verdict in (("anna", "authentic"), ("bea", "counterfeit")):
        case = make.reviewed(case, verdict, make.a_reviewer(name))
    return case


def ask(case: Case, **facts: Any) -> Any:
    return outside.ask(case.pk, make.an_expert(), actor=manager(), **facts)


def test_she_gets_the_link_by_mail_and_it_opens_what_she_is_asked(case: Case) -> None:
    review = ask(case, said="Look at the clasp.")
    letter = Mail.objects.get(kind="outside_asked")
    assert letter.to == "odile@experts.example"
    assert outside.token_of(review) in letter.text
    assert "Look at the clasp." in letter.text
    assert [part.count("Dear Odile Serre,") for part in (letter.text, letter.html)] == [1, 1]
    assert outside.asked(outside.token_of(review)) == review
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("outside", review.link_expires_at)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("authentic", "passed"), ("counterfeit", "counterfeit"), ("cannot_verify", "unverified")],
)
def test_her_word_decides(case: Case, verdict: str, state: str) -> None:
    review = ask(case)
    decided = outside.word(review.pk, verdict, SAID)
    assert decided.state == state
    assert decided.reason.endswith(SAID)
    with pytest.raises(Http404):
        outside.asked(outside.token_of(review))
    with pytest.raises(CaseRefused, match="expired, or was answered"):
        outside.word(review.pk, "counterfeit", SAID)


@pytest.mark.parametrize(("verdict", "reason"), [("authentic", " "), ("second_opinion", SAID), ("", SAID)])
def test_a_word_without_verdict_or_reason_is_none(case: Case, verdict: str, reason: str) -> None:
    review = ask(case)
    with pytest.raises(CaseRefused):
        outside.word(review.pk, verdict, reason)
    review.refresh_from_db()
    assert review.state == "begun"


def test_one_of_us_looks_first_and_one_outside_is_asked_at_a_time(case: Case) -> None:
    with pytest.raises(CaseRefused, match="One of us reviews it first"):
        ask(make.a_case(draft_item()))
    ask(case)
    with pytest.raises(CaseRefused, match="asked already"):
        ask(case)
    assert Mail.objects.filter(kind="outside_asked").count() == 1


def test_while_somebody_reviews_it_nobody_outside_is_asked(case: Case) -> None:
    reviewing.begin(case.pk, by=make.a_reviewer("cora"))
    with pytest.raises(CaseRefused, match="Somebody is reviewing it"):
        ask(case)


def test_she_is_reminded_once_and_then_it_is_ours_again(case: Case) -> None:
    now = timezone.now()
    review = ask(case, now=now)
    assert [sweep(now=now + timedelta(days=5, hours=1)) for _ in range(2)] == [1, 0]
    assert Mail.objects.filter(kind="outside_reminder").count() == 1
    late = now + timedelta(days=7, minutes=1)
    with pytest.raises(Http404):
        outside.asked(outside.token_of(review), now=late)
    with pytest.raises(CaseRefused):
        outside.word(review.pk, "authentic", SAID, now=late)
    assert [sweep(now=late) for _ in range(2)] == [1, 0]
    case.refresh_from_db()
    assert (case.state, reviewing.next_round(case)) == ("disagreed", 3)


def test_after_the_third_it_stays_outside_and_another_is_asked(case: Case) -> None:
    make.reviewed(case, "cannot_verify", make.a_reviewer("cora"))
    outside.take_back(ask(case).pk, actor=manager())
    case.refresh_from_db()
    assert (case.state, reviewing.next_round(case)) == ("outside", None)
    again = outside.ask(case.pk, make.an_expert("Paul Marin", email="paul@experts.example"), actor=manager())
    assert outside.word(again.pk, "authentic", SAID).state == "passed"


@pytest.mark.parametrize("email", ["Bea@portero.example", "mara@clients.example"])
def test_outside_is_nobody_of_the_house_nor_whose_piece_it_is(email: str) -> None:
    case = make.a_case(draft_item(), barred=[(a_client("mara@clients.example"), "it is yours")])
    make.reviewed(case, "second_opinion", make.a_reviewer("anna"))
    make.a_reviewer("bea")
    with pytest.raises(CaseRefused, match="ask somebody else"):
        outside.ask(case.pk, make.an_expert("Bea", email=email), actor=manager())
    case.refresh_from_db()
    assert (case.state, case.reviews.count(), Mail.objects.count()) == ("open", 1, 0)


def test_who_decided_outside_is_not_asked_about_the_same_piece_again(case: Case) -> None:
    outside.word(ask(case).pk, "authentic", SAID)
    claim = make.a_case(case.item, "claim")
    make.reviewed(claim, "counterfeit", make.a_reviewer("cora"))
    with pytest.raises(CaseRefused, match="decided on before"):
        ask(claim)
    again = make.an_expert("O. Serre", email="ODILE@experts.example")
    with pytest.raises(CaseRefused, match="decided on before"):
        outside.ask(claim.pk, again, actor=manager())
    assert outside.ask(claim.pk, make.an_expert("Ida", email="ida@experts.example"), actor=manager()).pk
