"""She wants an expert to go through it with her: her wish is kept, and answered with a time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.promise import appointments, queries
from orders.promise.states import ClaimRefused
from portero.core.models import Mail
from tests.factories import claims as make

pytestmark = pytest.mark.django_db


def test_a_wish_is_kept_and_answered_with_a_time() -> None:
    claim = make.opened(appointment="Any afternoon, by video.")
    assert [one.pk for one in queries.appointments()] == [claim.pk]
    at = timezone.now() + timedelta(days=2)
    claim = appointments.answer(claim, at=at, note="By video; the link follows.", actor=make.care())
    assert (claim.appointment_at, claim.appointment_by) == (at, make.care())
    assert "By video; the link follows." in Mail.objects.get(kind="claim_appointment").text
    assert not queries.appointments().exists()


def test_a_new_wish_takes_the_place_of_the_answer() -> None:
    claim = appointments.wish(make.opened(), "Monday.")
    at = timezone.now() + timedelta(days=2)
    appointments.answer(claim, at=at, note="At our office.", actor=make.care())
    claim = appointments.wish(claim, "Rather Friday.")
    assert (claim.appointment_wanted, claim.appointment_at, claim.appointment_note) == (
        "Rather Friday.",
        None,
        "",
    )
    assert queries.appointments().count() == 1


@pytest.mark.parametrize(("days", "note"), [(-1, "At our office."), (2, "  ")])
def test_an_answer_has_a_time_to_come_and_a_place(days: int, note: str) -> None:
    claim = make.opened(appointment="Any day.")
    with pytest.raises(ClaimRefused):
        appointments.answer(claim, at=timezone.now() + timedelta(days=days), note=note, actor=make.care())
    assert make.fresh(claim).appointment_answered_at is None
    assert not Mail.objects.filter(kind="claim_appointment").exists()


def test_nobody_answers_what_was_not_asked_or_has_ended() -> None:
    at = timezone.now() + timedelta(days=2)
    with pytest.raises(ClaimRefused, match="hasn’t asked"):
        appointments.answer(make.opened(), at=at, note="Here.", actor=make.care())
    with pytest.raises(ClaimRefused, match="has ended"):
        appointments.wish(make.withdrawn(order=make.delivered_order(tag="PT-2")), "Monday.")
