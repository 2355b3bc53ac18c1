"""A case is opened with what is known: tier, list, photographs, who may not judge; and ended without a decision."""

from decimal import Decimal
from typing import Any

import pytest

from authentication.cases import bars, closing, standing
from authentication.cases.opening import Shown, open_case
from authentication.cases.refusals import CaseRefused
from authentication.models import Case
from catalog import listing
from tests.factories import authentication as make
from tests.factories.catalog import draft_item, listed_item
from tests.factories.condition import graded
from tests.factories.consignment import manager

pytestmark = pytest.mark.django_db


def test_it_is_opened_with_what_is_known() -> None:
    item, vera, mara = draft_item(), manager(), make.a_reviewer("mara")
    case = open_case(
        item,
        "intake",
        actor=vera,
        taken_in_by=[vera],
        barred=[(mara, "it is yours")],
        value=Decimal(800),
        photos=[Shown("submissions/1/a.webp", "Front, from its owner", 800, 1000)],
        claims={"year": "2019"},
    )
    assert (case.tier, case.tier_why, case.state, case.opened_by) == (
        "A",
        "A: hermes, any category",
        "open",
        vera,
    )
    assert {bar.person: bar.why for bar in case.bars.all()} == {vera: "you took it in", mara: "it is yours"}
    assert case.photos.get().caption == "Front, from its owner"
    assert case.events.get().data == {"kind": "intake", "tier": "A"}
    assert bars.reasons_against(case, mara) == ["Not for you: it is yours."]


def test_one_of_a_kind_is_open_at_a_time() -> None:
    item = draft_item()
    make.a_case(item)
    with pytest.raises(CaseRefused, match="open already"):
        make.a_case(item)
    assert make.a_case(item, "regrade").pk
    assert item.cases.count() == 2


def test_what_is_for_sale_is_taken_off_the_shelf_first() -> None:
    item = listed_item()
    with pytest.raises(CaseRefused, match="off the shelf"):
        make.a_case(item, "by_hand")
    assert not item.cases.exists()
    assert make.a_case(item, "regrade").state == "open", "a blind second look doesn't show"


def test_by_hand_it_says_why() -> None:
    with pytest.raises(CaseRefused, match="Say why"):
        make.a_case(draft_item(), "by_hand", reason=" ")


def test_a_later_doubt_knows_the_case_that_was_decided() -> None:
    item = draft_item()
    first = make.passed_case(item)
    assert make.a_case(item, "by_hand").prior == first


def test_closed_without_a_decision_it_clears_nothing() -> None:
    item = draft_item()
    case = make.a_case(item)
    review = make.begun_review(case)
    with pytest.raises(CaseRefused, match="Say why"):
        closing.close(case.pk, reason=" ")
    closed = closing.close(case.pk, reason="It went back.", actor=manager())
    review.refresh_from_db()
    assert (closed.state, closed.due_at, review.state) == ("closed", None, "handed_back")
    assert standing.last_word_on(item.pk) is None
    assert (item.clearance_id, closing.close_of(item, Case.Kind.INTAKE, reason="Twice.")) == (None, 0)


def test_a_piece_under_review_is_not_listed() -> None:
    item: Any = listed_item()
    listing.back_to_draft(item, reason="A doubt.")
    case = make.a_case(item, "by_hand")
    with pytest.raises(listing.ListingRefused, match="being reviewed"):
        listing.publish(item)
    make.decided(case, "authentic")
    graded(item)
    listing.publish(item)
    assert item.state == "listed"
