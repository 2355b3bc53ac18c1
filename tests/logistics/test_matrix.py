"""Every fault of the provider × buying and voiding: never two paid labels, none lost, nothing left hanging."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logistics import labels
from logistics.gateway import CarrierError
from logistics.models import Label
from logistics.tasks import sweep_labels
from tests.factories.carrier import a_label, a_quotation
from tests.fakes.easypost import EasyPostDouble

pytestmark = pytest.mark.django_db
# The fault, how often, whether the provider acted by the time of the first answer.
FAULTS = [
    ("none", 0),
    ("timeout_before", 1),
    ("timeout_after", 1),
    ("http_500_before", 1),
    ("http_500_after", 1),
    ("rate_limit", 1),
    ("decline", 1),
    ("in_progress", 1),
    ("http_500_before", 3),
    ("http_500_after", 3),
]
ASKING_FAILS_TOO = (False, True)


def pass_minutes(minutes: int = 5) -> None:
    """Purchases become old enough to be given up, and everything that waits is due."""
    for label in Label.objects.all():
        label.started_at -= timedelta(minutes=minutes)
        if label.lookup_at:
            label.lookup_at = timezone.now() - timedelta(seconds=1)
        label.save(update_fields=["started_at", "lookup_at"])


def press(act: object) -> None:
    """What a person does: press the button, read the refusal."""
    try:
        act()  # type: ignore[operator]
    except CarrierError:
        return


def buy_until_there_is_one() -> None:
    """She presses again and again, with sweeps between; each press asks for fresh rates."""
    for _ in range(6):
        press(a_label)
        pass_minutes()
        sweep_labels()
        if Label.objects.filter(state="bought").exists():
            return


@pytest.mark.parametrize("lookup_fails", ASKING_FAILS_TOO)
@pytest.mark.parametrize(("fault", "times"), FAULTS)
def test_buying(easypost: EasyPostDouble, fault: str, times: int, lookup_fails: bool) -> None:
    if times:
        easypost.switch(fault, "shipments.buy", times, seconds=2)
    if lookup_fails:
        easypost.switch("http_500_before", "shipments.retrieve", 2)
    buy_until_there_is_one()
    pass_minutes()
    sweep_labels()
    books = easypost.summary()
    label = Label.objects.get(state="bought")
    assert books["paid"] == 1
    assert max(books["buys_per_shipment"].values()) == 1
    assert list(books["labels"]) == [label.shipment]
    assert set(Label.objects.values_list("state", flat=True)) <= {"bought", "failed"}
    assert Label.objects.filter(lookup_at__isnull=False).count() == 0


@pytest.mark.parametrize("lookup_fails", ASKING_FAILS_TOO)
@pytest.mark.parametrize(("fault", "times"), FAULTS)
def test_voiding(easypost: EasyPostDouble, fault: str, times: int, lookup_fails: bool) -> None:
    label = a_label()
    if times:
        easypost.switch(fault, "shipments.refund", times, seconds=2)
    if lookup_fails:
        easypost.switch("http_500_before", "shipments.retrieve", 2)
    for _ in range(6):
        label.refresh_from_db()
        if label.state == "bought":
            press(lambda: labels.void(label))
        pass_minutes()
        sweep_labels()
    label.refresh_from_db()
    assert label.state == "refunding"
    assert (easypost.summary()["refunds"], easypost.summary()["paid"]) == ({"submitted": 1}, 0)
    easypost.finish_refund(label.shipment)
    labels.settle(label.pk)
    assert a_label().state == "bought"
    assert easypost.summary()["paid"] == 1


@pytest.mark.parametrize(("fault", "times"), [fault for fault in FAULTS if fault[1]])
def test_asking_for_rates_costs_nothing_whatever_happens(
    easypost: EasyPostDouble, fault: str, times: int
) -> None:
    easypost.switch(fault, "shipments.create", times, seconds=2)
    for _ in range(times):
        press(a_quotation)
    easypost.switches.clear()
    assert labels.rates_of(a_quotation())
    assert (easypost.summary()["paid"], Label.objects.count()) == (0, 0)
