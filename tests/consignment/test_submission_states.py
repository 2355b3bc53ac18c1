"""The machine of a submission: what it allows, the clock, and that the second one learns it was done."""

from datetime import timedelta

import pytest

from consignment.models import SubmissionEvent
from consignment.submissions import states
from tests.factories.submissions import a_draft, a_submission

pytestmark = pytest.mark.django_db


def test_coming_to_us_starts_the_clock_and_our_answer_stops_it() -> None:
    sent = a_submission()
    assert sent.quote_by == sent.touched_at + timedelta(hours=48)
    offered = states.move(sent.pk, "offered")
    assert offered.quote_by is None
    assert list(sent.events.values_list("kind", "by_consignor")) == [("sent", True), ("offered", False)]


def test_more_pictures_start_the_clock_again() -> None:
    sent = a_submission()
    states.move(sent.pk, "asked", said="The stamp, please.")
    again = states.move(sent.pk, "sent", by_consignor=True)
    assert again.quote_by is not None
    assert sent.quote_by is not None
    assert again.quote_by > sent.quote_by


def test_what_is_over_stays_over_and_no_event_is_written() -> None:
    sent = a_submission()
    states.move(sent.pk, "withdrawn", by_consignor=True)
    with pytest.raises(states.SubmissionRefused, match="Withdrawn"):
        states.move(sent.pk, "offered")
    sent.refresh_from_db()
    assert sent.state == "withdrawn"
    assert not SubmissionEvent.objects.filter(kind="offered").exists()


def test_a_draft_is_offered_nothing() -> None:
    draft = a_draft()
    with pytest.raises(states.SubmissionRefused):
        states.move(draft.pk, "offered")
    draft.refresh_from_db()
    assert draft.state == "draft"
