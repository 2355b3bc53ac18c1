"""Random stories of buying, voiding and being interrupted: in the end one paid label at most, and each is known."""

import contextlib
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics import labels
from logistics.gateway import CarrierError, gateway
from logistics.models import LIVE, Label, Purpose
from logistics.tasks import sweep_labels
from tests.factories.carrier import a_dispatch
from tests.fakes.easypost import EasyPostDouble

pytestmark = pytest.mark.django_db
STEPS = ("buy", "void", "sweep", "minutes", "refund", "late purchase")
FAULTS = ("", "http_500_before", "http_500_after", "rate_limit", "decline", "in_progress")
CALLS = ("shipments.create", "shipments.buy", "shipments.refund", "shipments.retrieve")
Told = list[tuple[str, str, str]]


class Story:
    """One parcel, the double, and somebody who presses buttons."""

    def __init__(self, double: EasyPostDouble) -> None:
        self.double, self.reference = double, f"R-{uuid.uuid4().hex[:12]}"

    @property
    def labels(self) -> list[Label]:
        return list(Label.objects.filter(reference=self.reference))

    def paid(self) -> list[str]:
        """The shipments of this parcel that are paid for and not asked back, by the provider's own books."""
        rows = self.double.state.rows("shipment", refund_status=None)
        return [
            row["id"] for row in rows if row["postage_label"] and row["reference"].startswith(self.reference)
        ]

    def buy(self) -> None:
        quotation = labels.ask(a_dispatch(self.reference), Purpose.OUTBOUND)
        if rates := labels.rates_of(quotation):
            labels.buy(quotation, rates[0].id)

    def void(self) -> None:
        if found := labels.live(self.reference, Purpose.OUTBOUND):
            labels.void(found)

    def sweep(self) -> None:
        now = timezone.now()
        Label.objects.filter(reference=self.reference, lookup_at__isnull=False).update(lookup_at=now)
        sweep_labels()

    def minutes(self) -> None:
        for label in self.labels:
            label.started_at -= timedelta(minutes=5)
            label.save(update_fields=["started_at"])

    def refund(self) -> None:
        for row in self.double.state.rows("shipment", refund_status="submitted"):
            if row["reference"].startswith(self.reference):
                self.double.finish_refund(row["id"])

    def late_purchase(self) -> None:
        """A purchase that we gave up arrives at the provider after all, and its tracker tells us."""
        gone = next((label for label in self.labels if label.state == "failed"), None)
        if gone is not None:
            self.double.switches.clear()
            gateway(gone.driver).buy(gone.shipment, gone.rate, gone.insured_for)
            labels.settle(gone.pk)

    def end(self) -> None:
        """The provider answers again, and time passes."""
        self.double.switches.clear()
        for _ in range(6):
            self.minutes()
            self.sweep()
            self.refund()


@settings(max_examples=20)
@given(
    told=st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from(FAULTS), st.sampled_from(CALLS)), max_size=10
    )
)
def test_at_most_one_paid_label_and_none_lost(easypost: EasyPostDouble, told: Told) -> None:
    run(easypost, told)


@pytest.mark.drill
@settings(max_examples=500)
@given(
    told=st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from(FAULTS), st.sampled_from(CALLS)), max_size=25
    )
)
def test_five_hundred_stories(easypost: EasyPostDouble, told: Told) -> None:
    run(easypost, told)


def run(easypost: EasyPostDouble, told: Told) -> None:
    story = Story(easypost)
    acts: dict[str, Callable[[], None]] = {
        "buy": story.buy,
        "void": story.void,
        "sweep": story.sweep,
        "minutes": story.minutes,
        "refund": story.refund,
        "late purchase": story.late_purchase,
    }
    for step, fault, call in told:
        if fault:
            easypost.switch(fault, call)
        with contextlib.suppress(CarrierError):
            acts[step]()
        assert len([label for label in story.labels if label.state in LIVE]) <= 1
    story.end()
    good = {label.shipment for label in story.labels if label.state == "bought"}
    assert set(story.paid()) == good
    assert len(good) <= 1
    assert {label.state for label in story.labels} <= {"bought", "failed", "refunded", "not_refunded"}
    assert not [label for label in story.labels if label.lookup_at]
