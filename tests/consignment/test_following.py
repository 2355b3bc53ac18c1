"""How a consigned piece goes on as its review ends: to the table, back to its owner, or kept."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from authentication.cases import closing, standing
from authentication.cases.opening import open_case
from authentication.cases.sweeping import sweep
from authentication.models import Case, SerialAlarm
from authentication.serials.deciding import decide
from catalog import holds
from catalog.models import Hold
from consignment.curation import examination, following
from consignment.logistics import outbound
from consignment.models import Consignment, Journey
from consignment.pieces import leaving
from consignment.pieces.states import ConsignmentRefused
from portero.core.models import Mail
from tests.factories import consignment as make
from tests.factories.authentication import a_reviewer, decided
from tests.factories.catalog import draft_item
from tests.factories.people import a_client, staff
from tests.factories.serials import a_serial

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
S = Consignment.State


def case_of(consignment: Any) -> Any:
    return standing.under_review(consignment.item.pk)


def second_look(consignment: Any, verdict: str) -> None:
    decided(open_case(consignment.item, "regrade", actor=None), verdict)


def test_a_received_piece_has_its_case_with_all_that_consignment_knows() -> None:
    mara = a_client("mara@example.com")
    make.a_consignor(user=mara)
    consignment = make.received()
    case = case_of(consignment)
    assert (case.kind, case.tier, case.value) == ("intake", "A", Decimal("8000.00"))
    assert (case.reference, case.opened_by) == (consignment.agreement.number, make.manager())
    assert {bar.person: bar.why for bar in case.bars.all()} == {
        make.manager(): "you took it in",
        mara: "it is yours",
    }
    assert case.claims["style"] == "Kelly 28"
    assert [photo.caption for photo in case.photos.all()] == ["When the parcel was opened"]


def test_passed_it_goes_on_once_under_the_clearance_of_its_case() -> None:
    consignment = make.received()
    number = case_of(consignment).number
    assert following.follow_cases() == 0, "nobody has looked yet"
    decided(case_of(consignment), "authentic")
    assert [following.follow_cases() for _ in range(2)] == [1, 0]
    after = make.fresh(consignment)
    assert (after.state, after.item.clearance.reference) == (S.CLEARED, number)
    assert after.events.get(kind="cleared").data == {"case": number}


def test_what_cannot_be_verified_goes_back_and_its_owner_reads_why() -> None:
    consignment = make.received()
    make.judged(consignment, "cannot_verify")
    letter = Mail.objects.get(kind="consigned_rejected")
    assert make.fresh(consignment).state == S.REJECTED
    assert "As I see it." in letter.text
    assert following.follow_cases() == 0


def test_a_counterfeit_stays_with_us_and_its_owner_is_told() -> None:
    consignment = make.received()
    make.judged(consignment, "counterfeit")
    assert make.fresh(consignment).state == S.LEGAL_HOLD
    assert "isn’t authentic" in Mail.objects.get(kind="consigned_legal_hold").text
    with pytest.raises(ConsignmentRefused):
        leaving.withdraw(consignment.pk, by_consignor=True)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("counterfeit", S.LEGAL_HOLD), ("cannot_verify", S.REJECTED), ("authentic", S.PREPARED)],
)
def test_listed_and_contradicted_it_is_off_the_shelf_and_others_decide(verdict: str, state: str) -> None:
    listed = make.listed()
    second_look(listed, "counterfeit")
    assert [following.follow_cases() for _ in range(2)] == [1, 0]
    after = make.fresh(listed)
    assert (after.state, after.item.state) == (S.PREPARED, "draft")
    assert not Mail.objects.filter(kind="consigned_legal_hold").exists(), "one person's word isn't told"
    assert sweep() == 1
    make.judged(after, verdict)
    assert make.fresh(listed).state == state


def test_while_a_client_is_paying_it_waits_for_her_hold_to_end() -> None:
    listed = make.listed()
    holds.place([listed.item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    second_look(listed, "counterfeit")
    assert (following.follow_cases(), make.fresh(listed).state) == (0, S.LISTED)
    holds.release("basket:1", reason="left", item_pks=[listed.item.pk])
    assert (following.follow_cases(), make.fresh(listed).state) == (1, S.PREPARED)


def test_a_case_that_was_closed_leaves_it_where_it_is_until_another_is_opened() -> None:
    consignment = make.received()
    closing.close(case_of(consignment).pk, reason="By mistake.")
    assert (following.follow_cases(), make.fresh(consignment).state) == (0, S.RECEIVED)
    again = examination.examine(consignment.pk, actor=make.manager())
    assert examination.examine(consignment.pk, actor=make.manager()) == again
    assert Case.objects.filter(item=consignment.item).count() == 2


def test_rejected_by_hand_nobody_needs_to_look() -> None:
    consignment = make.received()
    leaving.reject(consignment.pk, actor=make.manager(), reason="Not our standard.")
    assert Case.objects.get(item=consignment.item).state == "closed"


def test_withdrawn_it_is_still_looked_at_until_it_leaves() -> None:
    consignment = make.received()
    leaving.withdraw(consignment.pk, by_consignor=True)
    case = case_of(consignment)
    outbound.begin(consignment.pk, actor=make.manager())
    journey = consignment.journeys.get(way=Journey.Way.BACK)
    journey.label = make.a_label_of(journey)
    journey.save()
    outbound.handed_to_carrier(consignment.pk, actor=make.manager())
    case.refresh_from_db()
    assert (case.state, case.reason) == ("closed", "It went back to its owner.")


def test_a_counterfeit_that_its_owner_wants_back_in_a_hurry_is_kept() -> None:
    consignment = make.received()
    leaving.withdraw(consignment.pk, by_consignor=True)
    make.judged(consignment, "counterfeit")
    assert make.fresh(consignment).state == S.LEGAL_HOLD


def test_renewed_before_it_was_judged_its_review_goes_on() -> None:
    consignment = make.received()
    case = case_of(consignment)
    leaving.withdraw(consignment.pk, by_consignor=True)
    leaving.renew(consignment.pk, by_consignor=True)
    assert (case_of(consignment), make.fresh(consignment).state) == (case, S.RECEIVED)


def test_a_sweep_costs_the_same_however_many_pieces_wait(django_assert_num_queries: Any) -> None:
    make.received()
    make.received()
    a_reviewer()
    with django_assert_num_queries(3):  # received, failed, alarmed
        assert following.follow_cases() == 0


def test_a_listed_piece_leaves_the_shelf_once_an_alarm_about_its_number_stands() -> None:
    listed = make.listed()
    a_serial(item=listed.item)
    a_serial(item=draft_item(designer=listed.item.designer.name))
    assert following.follow_cases() == 0, "nobody has decided it"
    decide(SerialAlarm.objects.get().pk, "upheld", actor=staff(), reason="The other one is right.")
    assert [following.follow_cases() for _ in range(2)] == [1, 0]
    after = make.fresh(listed)
    assert (after.state, after.item.state) == (S.PREPARED, "draft")
