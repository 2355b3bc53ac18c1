"""From a case to the claim that it looks into: for those who see claims, but not for whoever may still judge it."""

import pytest
from django.test import Client

from accounts.models import User
from authentication.models import Review
from orders.promise.models import Claim
from tests.factories import claims as make
from tests.factories.authentication import a_reviewer
from tests.factories.people import at_work

pytestmark = pytest.mark.django_db


def leads(person: User, claim: Claim) -> bool:
    """Whether the page of its case leads to the claim."""
    client: Client = at_work(person)
    assert claim.case is not None
    answer = client.get(f"/staff/authentication/cases/{claim.case.number}/")
    assert answer.status_code == 200
    return f'href="/staff/claims/{claim.number}/"' in answer.content.decode()


def test_whoever_may_not_judge_it_finds_the_claim_and_whoever_may_does_not() -> None:
    claim = make.under_review(order=make.certified_order())
    first = Review.objects.filter(case__item=claim.item).exclude(reviewer=None).earliest("pk").reviewer
    assert first is not None
    assert [leads(first, claim), leads(a_reviewer("zoe"), claim)] == [True, False]


def test_nor_does_whoever_sits_before_it() -> None:
    claim = make.under_review()
    client = at_work(a_reviewer("zoe"))
    assert claim.case is not None
    page = client.post(
        f"/staff/authentication/cases/{claim.case.number}/begin/", follow=True
    ).content.decode()
    assert ("data-review=" in page, f"/staff/claims/{claim.number}/" in page) == (True, False)


def test_once_it_is_decided_everybody_who_sees_claims_is_led_there() -> None:
    claim = make.reviewed_as("authentic")
    assert leads(a_reviewer("zoe"), claim)


def test_without_the_right_to_see_claims_nobody_is() -> None:
    claim = make.reviewed_as("authentic")
    person = a_reviewer("zoe")
    group = person.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_claim"))
    assert not leads(User.objects.get(pk=person.pk), claim)
