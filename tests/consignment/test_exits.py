"""Every way a piece leaves us unsold, with the mails its owner reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from catalog import custody, holds
from catalog.models import Hold
from consignment.logistics import following, inbound, journeys, outbound, receiving
from consignment.models import Consignment, Journey
from consignment.pieces import leaving
from consignment.pieces.states import ConsignmentRefused
from logistics.models import Label
from portero.core.mail.models import Mail
from tests.factories import consignment as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
S = Consignment.State


def last_mail() -> Mail:
    return Mail.objects.filter(to="mara@example.com").latest("pk")


def read(kind: str, *sentences: str) -> None:
    """Her last mail is this one, and says so in text and in HTML."""
    mail = last_mail()
    assert mail.kind == f"consigned_{kind}"
    for sentence in sentences:
        assert sentence in mail.text
        assert sentence in mail.html.replace("&#x27;", "'")
    assert "http" in mail.text


def carried(journey: Any, status: str, **facts: Any) -> None:
    """The carrier says so, and the sweep reads it twice."""
    told = {"status": status, "status_at": timezone.now()} | facts
    Label.objects.filter(pk=journey.label_id).update(**told)
    following.sweep()
    following.sweep()


def sent_back(consignment: Any) -> None:
    """Its label back is bought, the carrier takes and delivers it."""
    journey = outbound.begin(consignment.pk, actor=make.manager(), said="Released.")
    label = make.a_label_of(journey, tracking_number="9405500", insured_for=make.START)
    journeys.labelled(journey.pk, label)
    journey.refresh_from_db()
    carried(journey, "in_transit")
    assert make.fresh(consignment).state == S.RETURNING
    where: Any = custody.custody_of(consignment.item)
    assert (where.holder, where.detail) == ("carrier", "9405500")
    read("returning", "9405500", "insured for $8,000")
    carried(journey, "delivered", delivered_at=timezone.now())
    where = custody.custody_of(consignment.item)
    assert (make.fresh(consignment).state, where.holder) == (S.RETURNED, "owner")
    assert custody.owner_of(consignment.item) is None
    read("returned", "The carrier has delivered your Hermès Kelly 28")


def test_rejected_with_the_reason_and_sent_back() -> None:
    consignment = make.prepared()
    leaving.reject(consignment.pk, actor=make.manager(), reason="The handle was replaced.")
    after = make.fresh(consignment)
    assert (after.state, after.item.state) == (S.REJECTED, "withdrawn")
    read("rejected", "The handle was replaced.", "at our cost")
    sent_back(after)


def test_a_rejection_needs_its_reason() -> None:
    consignment = make.received()
    with pytest.raises(ConsignmentRefused, match="Say why"):
        leaving.reject(consignment.pk, actor=make.manager(), reason=" ")
    assert make.fresh(consignment).state == S.RECEIVED


def test_withdrawn_from_the_shelf_and_sent_back() -> None:
    consignment = make.listed()
    leaving.withdraw(consignment.pk, by_consignor=True, said="I miss it.")
    after = make.fresh(consignment)
    assert (after.state, after.item.state) == (S.WITHDRAWN, "withdrawn")
    read("withdrawn", "As you asked, your Hermès Kelly 28 is no longer for sale.")
    sent_back(after)


def test_withdrawn_while_a_client_pays_is_refused() -> None:
    consignment = make.listed()
    holds.place([consignment.item], holder="b", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    with pytest.raises(ConsignmentRefused, match="A client is paying for it"):
        leaving.withdraw(consignment.pk, by_consignor=True)
    after = make.fresh(consignment)
    assert (after.state, after.item.state) == (S.LISTED, "listed")


def test_withdrawn_before_it_was_sent_its_label_is_of_no_use() -> None:
    consignment = make.with_label(make.agreed())
    leaving.withdraw(consignment.pk, by_consignor=True)
    assert make.fresh(consignment).state == S.CANCELLED
    assert consignment.journeys.get().closed_at is not None
    read("cancelled", "please don’t use it any more")


def test_withdrawn_before_anything_began_nothing_begins() -> None:
    consignment = make.agreed()
    leaving.withdraw(consignment.pk, by_consignor=True)
    with pytest.raises(ConsignmentRefused, match="wait for its label"):
        inbound.begin(consignment)
    assert not consignment.journeys.exists()


def test_on_the_road_it_is_not_withdrawn() -> None:
    consignment = make.with_label(make.agreed())
    carried(consignment.journeys.get(), "in_transit")
    with pytest.raises(ConsignmentRefused, match="on its way"):
        leaving.withdraw(consignment.pk, by_consignor=True)
    assert make.fresh(consignment).state == S.IN_TRANSIT


def test_reminded_and_then_not_received_and_welcome_after_all() -> None:
    consignment = make.with_label(make.agreed())
    now = timezone.now()
    reminders = [inbound.remind_due(now=now + timedelta(days=day)) for day in (6, 8, 8, 15)]
    assert reminders == [0, 1, 0, 1]
    read("reminder", "isn’t with the carrier yet")
    assert [inbound.give_up_due(now=now + timedelta(days=day)) for day in (20, 22, 22)] == [0, 1, 0]
    assert make.fresh(consignment).state == S.NOT_RECEIVED
    read("not_received", "hasn’t reached us within 21 days")
    assert make.received(consignment).state == S.RECEIVED


def test_reminded_twice_of_her_address_and_no_more() -> None:
    inbound.begin(make.agreed())
    now = timezone.now()
    reminders = [inbound.remind_due(now=now + timedelta(days=day)) for day in (6, 8, 8, 16, 24, 40)]
    assert reminders == [0, 1, 0, 1, 0, 0]
    read("address", "Tell us the address that you send it from", "It costs you nothing.")


def test_whoever_told_her_address_is_not_asked_for_it_again() -> None:
    journey = inbound.begin(make.agreed())
    Journey.objects.filter(pk=journey.pk).update(address=make.HOME)
    assert inbound.remind_due(now=timezone.now() + timedelta(days=8)) == 0
    assert make.mails_to() == []


def test_at_our_door_it_is_not_given_up() -> None:
    consignment = make.with_label(make.agreed())
    carried(consignment.journeys.get(), "delivered", delivered_at=timezone.now())
    assert inbound.give_up_due(now=timezone.now() + timedelta(days=40)) == 0
    events = list(consignment.events.values_list("kind", flat=True))
    assert events == ["agreed", "awaited", "in_transit", "at_our_door"]


def test_what_comes_back_undelivered_is_received_again() -> None:
    consignment = make.received()
    leaving.reject(consignment.pk, actor=make.manager(), reason="Too worn.")
    journey = outbound.begin(consignment.pk, actor=make.manager())
    journeys.labelled(journey.pk, make.a_label_of(journey))
    outbound.handed_to_carrier(consignment.pk, actor=make.manager())
    receiving.receive(consignment.pk, make.an_intake(), actor=make.manager())
    after = make.fresh(consignment)
    where: Any = custody.custody_of(after.item)
    assert (after.state, where.holder) == (S.RECEIVED, "staff")
    read("received", "brought it back to us")
    leaving.reject(consignment.pk, actor=make.manager(), reason="Too worn.")
    again = outbound.begin(consignment.pk, actor=make.manager())
    assert again.reference == f"{consignment.agreement.number}-3"


def test_a_counterfeit_stays_until_it_is_released() -> None:
    consignment = make.received()
    leaving.hold(consignment.pk, actor=make.manager(), reason="The stamp isn't the house's.")
    after = make.fresh(consignment)
    assert (after.state, after.item.state) == (S.LEGAL_HOLD, "withdrawn")
    read("legal_hold", "The stamp isn't the house's.")
    with pytest.raises(ConsignmentRefused, match="why the legal hold is lifted"):
        outbound.begin(consignment.pk, actor=make.manager())
    assert not Journey.objects.filter(way="back").exists()
    sent_back(after)


def test_unsold_at_the_end_of_its_term_it_may_stay() -> None:
    consignment = make.listed()
    end = consignment.term_ends_at
    assert [leaving.end_terms(now=end - timedelta(hours=1)), leaving.end_terms(now=end)] == [0, 1]
    assert leaving.end_terms(now=end) == 0
    read("withdrawn", "has ended", "Would you like to give it more time?")
    leaving.renew(consignment.pk, by_consignor=True, now=end)
    after = make.fresh(consignment)
    assert (after.state, after.item.state) == (S.PREPARED, "draft")
    assert after.term_ends_at == end + timedelta(days=180)
    again = make.listed(make.approved(after))
    assert (again.item.price, again.first_listed_at) == (make.START, consignment.first_listed_at)


def test_what_was_never_cleared_is_renewed_to_where_that_happens() -> None:
    consignment = make.received()
    leaving.withdraw(consignment.pk, by_consignor=True)
    assert leaving.renew(consignment.pk, by_consignor=True).state == S.RECEIVED


def test_the_term_waits_for_a_client_who_is_paying() -> None:
    consignment = make.listed()
    holds.place([consignment.item], holder="b", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
    assert leaving.end_terms(now=consignment.term_ends_at) == 0
    after = make.fresh(consignment)
    assert (after.state, after.due_at) == (S.LISTED, consignment.term_ends_at + timedelta(hours=1))
