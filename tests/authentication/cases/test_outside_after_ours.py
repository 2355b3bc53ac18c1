"""A client who still doubts after our own review passed: an authenticator outside decides, on top of ours."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from authentication.cases import outside, standing
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, Review
from catalog.models import Item
from tests.factories.authentication import a_case, a_reviewer, an_expert, counterfeit_case, passed_case
from tests.factories.catalog import sold_item

pytestmark = pytest.mark.django_db
DOUBT = "PC-4821937"


@pytest.fixture
def item() -> Item:
    return sold_item()


def hers(item: Item, prior: Case | None, reference: str = DOUBT) -> Case:
    return a_case(item, "claim", prior=prior, reference=reference)


def asked(case: Case) -> Review:
    return outside.ask(case.pk, an_expert(), actor=a_reviewer("vera"))


def test_her_word_alone_decides_although_the_tier_wants_two(item: Item) -> None:
    ours = passed_case(item, "claim", reference=DOUBT)
    case = hers(item, ours)
    assert (ours.tier, standing.stands_on_ours(case)) == ("A", True)
    case = outside.word(asked(case).pk, "authentic", "As I see it.")
    assert case.state == "passed"


def test_her_word_that_it_is_counterfeit_counts_as_much(item: Item) -> None:
    case = hers(item, passed_case(item, "claim", reference=DOUBT))
    assert outside.word(asked(case).pk, "counterfeit", "The stamp.").state == "counterfeit"
    assert standing.doubted(item.pk)


@pytest.mark.parametrize(
    "before",
    [
        lambda item: passed_case(item, "claim", reference="PC-0000000"),
        lambda item: counterfeit_case(item, "claim", reference=DOUBT),
        lambda item: passed_case(item, "by_hand", reference=DOUBT),
    ],
)
def test_it_stands_on_nothing_but_our_passed_review_of_the_same_doubt(before: Any, item: Item) -> None:
    case = hers(item, before(item))
    assert not standing.stands_on_ours(case)
    with pytest.raises(CaseRefused, match="One of us reviews it first"):
        asked(case)
    assert not Review.objects.filter(case=case).exists()


def test_the_database_counts_no_other_review_with_hers(item: Item) -> None:
    case = hers(item, passed_case(item, "claim", reference="PC-0000000"))
    Case.objects.filter(pk=case.pk).update(state="outside")
    now = timezone.now()
    review = Review.objects.create(
        case=case, round=4, expert=an_expert(), begun_at=now, link_expires_at=now.replace(year=2099)
    )
    Review.objects.filter(pk=review.pk).update(
        state="submitted", submitted_at=now, verdict="authentic", reason="As I see it."
    )
    with pytest.raises(IntegrityError, match="Reviews decide a case"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="passed", decided_at=now, due_at=None)
