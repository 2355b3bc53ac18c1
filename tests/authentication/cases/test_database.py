"""What a shell, an admin's form or SQL try past the verbs: the database says no, and names the rule."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from authentication.cases import outside
from authentication.cases.refusals import CaseRefused
from authentication.models import Bar, Case, CaseEvent, Evidence, Finding, Review
from catalog import stock
from catalog.models import Clearance, Item, ListingState
from consignment.models import Consignment
from tests.authentication.cases.refused import refused, sql, without
from tests.factories import authentication as make
from tests.factories import consignment as consigned
from tests.factories.catalog import draft_item, listed_item
from tests.factories.people import staff

pytestmark = pytest.mark.django_db
PASS = """
    update authentication_case set state = 'passed', decided_at = now(), due_at = null, ring_at = null where id = %s
"""
SUBMIT = """
    update authentication_review set state = 'submitted', verdict = 'authentic', submitted_at = now(), ring_at = null
    where id = %s
"""


@pytest.fixture
def case() -> Case:
    return make.a_case(draft_item())


def review_of(case: Case, name: str, **facts: Any) -> Review:
    return Review.objects.create(**{"case": case, "round": 1, "reviewer": make.a_reviewer(name)} | facts)


def test_a_barred_person_reviews_nothing(case: Case) -> None:
    Bar.objects.create(case=case, person=make.a_reviewer("anna"), why="she took it in")
    with refused("review_by_barred"):
        review_of(case, "anna")
    later = make.a_case(draft_item())
    assert review_of(later, "anna").pk, "another piece is another matter"


def test_who_decided_before_reviews_nothing() -> None:
    item = draft_item()
    make.passed_case(item)
    with refused("review_by_barred"):
        review_of(make.a_case(item, "claim"), "anna")


def test_the_consignor_and_who_opened_the_parcel_review_nothing(private: Any) -> None:
    mara = make.a_reviewer("mara")
    consigned.a_consignor(user=mara)
    case = consigned.received().item.cases.get()
    without("authentication_bar", "authentication_bar_append_only")
    Bar.objects.filter(case=case).delete()
    for person in (mara, consigned.manager()):
        with refused("review_by_barred"):
            Review.objects.create(case=case, round=1, reviewer=person)
    assert review_of(case, "anna").pk


def test_who_sells_as_a_guest_is_known_by_her_e_mail(private: Any) -> None:
    mara = staff("Authenticator", email="mara@example.com")
    assert consigned.a_consignor().user is None
    case = consigned.received().item.cases.get()
    assert case.bars.filter(person=mara, why="it is yours").exists()
    without("authentication_bar", "authentication_bar_append_only")
    Bar.objects.filter(case=case).delete()
    with refused("review_by_barred"):
        Review.objects.create(case=case, round=1, reviewer=mara)
    make.reviewed(case, "second_opinion", make.a_reviewer("anna"))
    User.objects.filter(pk=mara.pk).update(is_staff=False)
    with pytest.raises(CaseRefused, match="consigns"):
        outside.ask(case.pk, make.an_expert("M.", email=mara.email), actor=consigned.manager())


def test_a_review_that_is_not_wanted_is_refused(case: Case) -> None:
    for facts in ({"round": 3}, {"round": 4, "reviewer": None, "expert": make.an_expert()}):
        with refused("review_fits_case"):
            review_of(case, "anna", **facts)
    with refused("review_fits_case"):
        review_of(case, "anna", state="submitted", verdict="authentic", submitted_at=timezone.now())
    make.decided(case, "authentic")
    with refused("review_fits_case"):
        review_of(case, "cora")


def test_one_person_reviews_one_round(case: Case) -> None:
    review_of(case, "anna")
    with refused("review_person_once"):
        review_of(case, "anna", round=2)


@pytest.mark.parametrize(
    "spoil",
    [
        "delete from authentication_evidence; delete from authentication_finding",
        "delete from authentication_evidence",
        "update authentication_finding set result = ''",
        "update authentication_finding set result = 'absent', note = ''",
        "update authentication_review set looked_s = least_look_s - 1",
        "update authentication_review set looked_s = 100000",
    ],
)
def test_what_is_incomplete_is_not_submitted(case: Case, spoil: str) -> None:
    review = make.begun_review(case)
    make.found(review)
    sql(spoil)
    with refused("review_complete"):
        sql(SUBMIT, review.pk)


def test_the_least_look_is_not_hers_to_say(case: Case) -> None:
    review = review_of(case, "anna", least_look_s=0)
    review.refresh_from_db()
    assert review.least_look_s == 600
    for column, value in (
        ("least_look_s", 0),
        ("begun_at", timezone.now() - timedelta(days=1)),
        ("round", 2),
    ):
        with refused("review_stays"):
            Review.objects.filter(pk=review.pk).update(**{column: value})


def test_what_was_submitted_stays(case: Case) -> None:
    make.reviewed(case, "counterfeit")
    review = case.reviews.get()
    finding = review.findings.all()[0]
    for statement in (
        "update authentication_review set verdict = 'authentic' where id = %s",
        "update authentication_review set state = 'begun', submitted_at = null where id = %s",
        "delete from authentication_review where id = %s",
        "update authentication_finding set result = 'wrong' where review_id = %s",
        "delete from authentication_finding where review_id = %s",
        (
            "update authentication_evidence set sha256 = '0' where finding_id in"
            " (select id from authentication_finding where review_id = %s)"
        ),
        (
            "delete from authentication_evidence where finding_id in"
            " (select id from authentication_finding where review_id = %s)"
        ),
    ):
        with refused("review_stays"):
            sql(statement, review.pk)
    with refused("review_stays"):
        Evidence.objects.create(finding=finding, file="x", sha256="0", width=1, height=1)
    with refused("review_stays"):
        Finding.objects.create(review=review, check_made=finding.check_made)


def test_tier_a_does_not_pass_by_one_person_nor_against_another(case: Case) -> None:
    with refused("case_decided_by_reviews"):
        sql(PASS, case.pk)
    make.reviewed(case, "authentic", make.a_reviewer("anna"))
    with refused("case_decided_by_reviews"):
        sql(PASS, case.pk)
    make.reviewed(case, "counterfeit", make.a_reviewer("bea"))
    with refused("case_decided_by_reviews"):
        sql(PASS, case.pk)
    with refused("case_decided_by_reviews"):
        sql(PASS.replace("'passed'", "'counterfeit'"), case.pk)


def test_a_decision_is_not_dated_back_behind_another(case: Case) -> None:
    for name in ("anna", "bea"):
        review = make.begun_review(case, make.a_reviewer(name))
        make.found(review)
        sql(SUBMIT, review.pk)
    with refused("case_decided_by_reviews"):
        sql(PASS.replace("decided_at = now()", "decided_at = now() - interval '1 day'"), case.pk)
    sql(PASS, case.pk)


def test_a_case_is_not_born_decided_and_stays_what_it_is(case: Case) -> None:
    facts = {name: getattr(case, name) for name in ("item", "tier", "tier_why", "template")}
    with refused("case_decided_by_reviews"):
        Case.objects.create(number="C-1", kind="by_hand", state="passed", decided_at=timezone.now(), **facts)
    for column in ("tier = 'C'", "kind = 'regrade'", "value = 1"):
        with refused("case_stays"):
            sql(f"update authentication_case set {column} where id = %s", case.pk)
    make.decided(case, "counterfeit")
    for column in ("state = 'open', decided_at = null, due_at = now()", "reason = ''"):
        with refused("case_stays"):
            sql(f"update authentication_case set {column} where id = %s", case.pk)


def test_events_bars_and_photographs_are_appended(case: Case) -> None:
    Bar.objects.create(case=case, person=make.a_reviewer("anna"), why="she took it in")
    for table in ("caseevent", "bar"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            sql(f"delete from authentication_{table}")
    assert CaseEvent.objects.filter(case=case).count() == 1


def test_a_clearance_of_authenticity_needs_a_passed_case_of_that_very_piece() -> None:
    passed, other = draft_item(), draft_item()
    case = make.passed_case(passed)
    with refused("clearance_needs_passed_case"):
        Clearance.objects.create(kind="authentication", reference="C-0000000")
    stray = Clearance.objects.create(kind="authentication", reference=case.number)
    with refused("clearance_needs_passed_case"):
        Item.objects.filter(pk=other.pk).update(clearance=stray)
    imported = Clearance.objects.create(kind="imported", reference="file:1")
    Item.objects.filter(pk=other.pk).update(clearance=imported)
    with refused("clearance_needs_passed_case"):
        Clearance.objects.filter(pk=imported.pk).update(kind="authentication", reference=case.number)


def test_what_is_for_sale_gets_no_case_that_holds_it_back() -> None:
    item = listed_item()
    case = make.a_case(draft_item())
    facts = {name: getattr(case, name) for name in ("tier", "tier_why", "template", "due_at")}
    with refused("case_not_on_the_shelf"):
        Case.objects.create(number="C-2", kind="by_hand", item=item, **facts)


@pytest.mark.parametrize("verdict", ["counterfeit", "cannot_verify", ""])
def test_sql_lists_nothing_that_failed_or_is_being_reviewed(verdict: str) -> None:
    item = listed_item()
    Item.objects.filter(pk=item.pk).update(state=ListingState.DRAFT)
    case = make.a_case(item, "by_hand")
    if verdict:
        make.decided(case, verdict)
    with refused("listing_needs_passed_case"):
        sql("update catalog_item set state = 'listed' where id = %s", item.pk)


def test_a_consigned_piece_is_not_listed_under_an_imported_record(private: Any) -> None:
    consignment = consigned.approved()
    imported = Clearance.objects.create(kind="imported", reference="file:1")
    Item.objects.filter(pk=consignment.item.pk).update(
        clearance=imported, price=None, listed_at=timezone.now()
    )
    without("catalog_item", "consignment_guards_price")
    Item.objects.filter(pk=consignment.item.pk).update(price=consignment.approved_price)
    now = timezone.now()
    Consignment.objects.filter(pk=consignment.pk).update(
        state="listed", first_listed_at=now, term_ends_at=now
    )
    with refused("listing_needs_passed_case"):
        sql("update catalog_item set state = 'listed' where id = %s", consignment.item.pk)


def test_canary_without_the_rule_one_person_would_do(case: Case) -> None:
    make.reviewed(case, "authentic")
    without("authentication_case", "authentication_case_changes")
    sql(PASS, case.pk)
    case.refresh_from_db()
    assert case.state == "passed"


def test_a_new_piece_comes_with_nobody_elses_clearance() -> None:
    passed = draft_item()
    first = make.passed_case(passed)
    make.passed_case(passed, "by_hand")
    new = Item.objects.get(pk=passed.pk)
    new.pk, new.number, new.clearance = None, "P-900000-1", Clearance.objects.get(reference=first.number)
    stock.make_products([new])
    with refused("clearance_needs_passed_case"):
        new.save(force_insert=True)
