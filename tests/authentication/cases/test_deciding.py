"""What the submitted reviews of a case mean: they agree, they don't, the third, the authenticator outside."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from authentication.cases import deciding, second_looks, standing
from authentication.cases.deciding import meaning
from authentication.cases.sweeping import sweep
from authentication.models import Case, SerialAlarm
from authentication.serials import deciding as alarms
from authentication.serials.alarms import blocking
from catalog import holds, listing
from catalog.models import Hold, Item
from tests.factories import authentication as make
from tests.factories.catalog import draft_item, listed_item
from tests.factories.condition import graded
from tests.factories.serials import a_serial

pytestmark = pytest.mark.django_db
A, C, N, S = "authentic", "counterfeit", "cannot_verify", "second_opinion"


@pytest.mark.parametrize(
    ("tier", "said", "state"),
    [
        ("A", {}, None),
        ("A", {1: A}, None),
        ("A", {2: A}, None),
        ("A", {1: A, 2: A}, "passed"),
        ("A", {1: C, 2: C}, "counterfeit"),
        ("A", {1: N, 2: N}, "unverified"),
        ("A", {1: S, 2: S}, "disagreed"),
        ("A", {1: A, 2: C}, "disagreed"),
        ("A", {1: A, 2: S}, "disagreed"),
        ("A", {1: A, 2: C, 3: A}, "passed"),
        ("A", {1: A, 2: C, 3: C}, "counterfeit"),
        ("A", {1: A, 2: C, 3: N}, "outside"),
        ("A", {1: S, 2: S, 3: A}, "outside"),
        ("A", {1: A, 2: S, 3: C}, "outside"),
        ("A", {1: A, 3: A}, "passed"),
        ("A", {1: A, 2: C, 3: N, 4: C}, "counterfeit"),
        ("A", {1: C, 2: N, 4: A}, "passed"),
        ("B", {1: A}, "passed"),
        ("B", {1: C}, "counterfeit"),
        ("B", {1: N}, "unverified"),
        ("B", {1: S}, "disagreed"),
        ("B", {1: S, 3: A}, "passed"),
        ("B", {1: S, 3: S}, "outside"),
        ("B", {1: S, 4: N}, "unverified"),
    ],
)
def test_meaning(tier: str, said: dict[int, str], state: str | None) -> None:
    assert meaning(tier, said) == state


def test_two_people_who_agree_pass_it_and_clear_it() -> None:
    item = draft_item()
    case = make.passed_case(item)
    assert (case.tier, case.state, case.due_at) == ("A", "passed", None)
    clearance: Any = item.clearance
    assert (clearance.kind, clearance.reference) == ("authentication", case.number)
    decided: Any = item.log.filter(kind="decided").get()
    assert f'"case":"{case.number}","outcome":"passed"' in decided.body


def test_one_person_is_not_enough_in_tier_a() -> None:
    item = draft_item()
    case = make.reviewed(make.a_case(item), A)
    item.refresh_from_db()
    assert (case.state, item.clearance) == ("open", None)


def test_a_third_decides_by_majority_and_the_reasons_are_theirs() -> None:
    item = draft_item()
    case = make.a_case(item)
    for name, verdict in (("anna", C), ("bea", A)):
        case = make.reviewed(case, verdict, make.a_reviewer(name))
    assert case.state == "disagreed"
    case = make.reviewed(case, C, make.a_reviewer("cora"))
    assert (case.state, case.reason) == ("counterfeit", "As I see it.")
    assert case.events.get(kind="counterfeit").data == {"verdicts": {"1": C, "2": A, "3": C}}
    item.refresh_from_db()
    assert item.clearance is None


@pytest.mark.parametrize("kind", ["claim", "regrade", "seeded"])
def test_what_only_asks_again_gives_no_clearance(kind: str) -> None:
    item = draft_item()
    assert make.passed_case(item, kind).state == "passed"
    item.refresh_from_db()
    assert item.clearance is None


def test_a_claim_that_passes_leaves_the_clearance_that_there_was() -> None:
    item = draft_item()
    first = make.passed_case(item)
    make.passed_case(item, "claim")
    clearance: Any = item.clearance
    assert clearance.reference == first.number


@pytest.mark.parametrize("verdict", [C, N])
def test_what_failed_last_is_not_listed_whatever_it_passed_before(verdict: str) -> None:
    item = listed_item()
    listing.back_to_draft(item, reason="A doubt.")
    make.decided(make.a_case(item, "by_hand"), verdict)
    with pytest.raises(listing.ListingRefused, match="didn't pass its last review"):
        listing.publish(item)
    item.refresh_from_db()
    assert item.state == "draft"


def test_a_known_fake_is_never_listed_also_if_somebody_was_taken_in_by_it() -> None:
    item = listed_item()
    listing.back_to_draft(item, reason="It is a fake.")
    make.passed_case(item, "seeded")
    with pytest.raises(listing.ListingRefused, match="known fake"):
        listing.publish(item)


@pytest.fixture
def passed() -> Item:
    """For sale; it has passed its review."""
    item = draft_item(listed_at=timezone.now())
    make.passed_case(item)
    graded(item)
    listing.publish(item)
    return item


def test_a_second_look_that_contradicts_takes_the_piece_off_the_shelf_and_others_decide(passed: Item) -> None:
    look = make.counterfeit_case(passed, "regrade")
    passed.refresh_from_db()
    case: Any = standing.under_review(passed.pk)
    assert (look.state, passed.state, case.kind) == ("counterfeit", "draft", "by_hand")
    assert (case.prior, case.events.get().said) == (passed.cases.get(kind="intake"), second_looks.REASON)
    with pytest.raises(listing.ListingRefused, match="being reviewed"):
        listing.publish(passed)
    make.decided(case, A)
    listing.publish(passed)
    assert (passed.state, sweep()) == ("listed", 0)


def test_while_a_client_is_paying_a_contradicted_piece_waits_for_her(passed: Item) -> None:
    holds.place([passed], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    make.counterfeit_case(passed, "regrade")
    assert (sweep(), standing.under_review(passed.pk)) == (0, None)
    holds.release("basket:1", reason="left", item_pks=[passed.pk])
    assert [sweep(), sweep()] == [1, 0]
    passed.refresh_from_db()
    assert passed.state == "draft"


def test_a_second_look_at_what_failed_before_contradicts_nothing() -> None:
    item = draft_item()
    make.counterfeit_case(item)
    make.decided(make.a_case(item, "regrade"), N)
    assert (standing.under_review(item.pk), sweep()) == (None, 0)


def test_a_second_look_that_passes_keeps_what_failed_before_off_the_shelf() -> None:
    item = listed_item()
    listing.back_to_draft(item, reason="A doubt.")
    make.decided(make.a_case(item, "by_hand"), N)
    make.passed_case(item, "regrade")
    with pytest.raises(listing.ListingRefused):
        listing.publish(item)


def test_with_an_alarm_about_its_number_it_waits_until_that_is_decided() -> None:
    item = draft_item()
    a_serial(item=item)
    a_serial()
    case = make.decided(make.a_case(item), A)
    assert (case.state, case.events.filter(kind="waits").count()) == ("open", 1)
    alarm: SerialAlarm = blocking(item).get()
    alarms.decide(alarm.pk, "harmless", actor=make.a_reviewer(), reason="A typing error.")
    assert Case.objects.get(pk=case.pk).state == "passed"


def test_followed_twice_it_is_decided_once() -> None:
    case = make.passed_case(draft_item())
    again = deciding.follow(case.pk, actor=None, now=timezone.now())
    assert (again.state, case.events.filter(kind="passed").count()) == ("passed", 1)
