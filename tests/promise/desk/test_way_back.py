"""The way back to her: a label bought once, or one that is typed; followed until she has the piece again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from logistics import tracking
from logistics.gateway import office
from logistics.models import Label, Purpose
from orders.promise import back_labels
from orders.promise.desk.access import claim_numbered
from orders.promise.models import Claim
from orders.promise.states import ClaimRefused
from tests.factories import claims as make
from tests.factories.carrier import easypost_running
from tests.fakes.easypost import EasyPostDouble

pytestmark = pytest.mark.django_db
TYPED = "9405511899560012340000"


@pytest.fixture(autouse=True)
def easypost(settings: Settings, _own_storage: None, tmp_path: Path) -> Iterator[EasyPostDouble]:
    with easypost_running(settings) as double:
        yield double


@pytest.fixture
def claim() -> Claim:
    """Decided, and to be sent back."""
    return make.going_back_to_her()


def page_of(claim: Claim) -> str:
    return f"/staff/claims/{claim.number}/"


def test_a_label_is_bought_printed_and_used(claim: Claim, table: Client) -> None:
    table.post(page_of(claim), {"do": "back_label"})
    label = Label.objects.get(purpose=Purpose.REFUSED)
    assert label.quotation is not None
    asked: dict[str, Any] = label.quotation.dispatch
    assert (asked["recipient"]["city"], asked["sender"]["name"]) == ("New York", office().name)
    assert (label.insured_for, label.signature) == (claim.line.line_price_excl_tax, True)
    shown = table.get(page_of(claim)).content.decode()
    assert f'value="{label.tracking_number}"' in shown
    assert 'value="back_label"' not in shown
    assert table.get(f"{page_of(claim)}label-back/").status_code == 200
    table.post(page_of(claim), {"do": "send", "carrier": label.carrier, "tracking": label.tracking_number})
    assert make.fresh(claim).back_tracking == label.tracking_number
    assert Label.objects.get(pk=label.pk).state == "bought"


def test_one_that_is_not_used_is_taken_back(claim: Claim, table: Client) -> None:
    label = back_labels.buy(claim_numbered(claim.number), actor=make.unpacker())
    table.post(page_of(claim), {"do": "send", "carrier": "USPS", "tracking": TYPED})
    label.refresh_from_db()
    assert (label.void_reason, label.state == "bought") == ("It left under another number.", False)


@pytest.mark.parametrize("made", [make.decided_authentic, make.sent_back])
def test_only_what_is_to_go_back_and_is_here_gets_one(made: Any) -> None:
    with pytest.raises(ClaimRefused, match="Only a piece that is to go back"):
        back_labels.buy(claim_numbered(made().number), actor=make.unpacker())
    assert not Label.objects.filter(purpose=Purpose.REFUSED).exists()


def test_what_needs_an_export_filing_is_bought_at_the_carrier(claim: Claim) -> None:
    found = claim_numbered(claim.number)
    found.order.shipping_address.country_id = "FR"
    with pytest.raises(ClaimRefused, match="only with an export filing"):
        back_labels.buy(found, actor=make.unpacker())
    assert not Label.objects.filter(purpose=Purpose.REFUSED).exists()


def test_delivered_by_the_carrier_it_is_hers_again(
    claim: Claim, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    label = back_labels.buy(claim_numbered(claim.number), actor=make.unpacker())
    told = {"tracking": label.tracking_number, "carrier": label.carrier}
    back_labels.send(make.fresh(claim), actor=make.unpacker(), **told)
    assert back_labels.sweep() == 0
    at = timezone.now()
    Label.objects.filter(pk=label.pk).update(status="delivered", delivered_at=at)
    assert back_labels.sweep() == 1
    assert (make.fresh(claim).back_delivered_at, make.fresh(claim).state) == (at, "closed")
    with django_assert_num_queries(1):
        assert back_labels.sweep() == 0


def test_a_typed_number_is_followed_too(claim: Claim, table: Client, easypost: EasyPostDouble) -> None:
    table.post(page_of(claim), {"do": "send", "carrier": "USPS", "tracking": TYPED})
    label = Label.objects.get(purpose=Purpose.REFUSED)
    assert (label.tracking_number, label.driver, label.poll_at is not None) == (TYPED, "manual", True)
    tracking.refresh(label.pk)
    easypost.scan(TYPED, "delivered")
    tracking.refresh(label.pk)
    assert back_labels.sweep() == 1
    assert make.fresh(claim).state == "closed"


def test_each_journey_has_its_own_label(claim: Claim, table: Client) -> None:
    first = back_labels.buy(claim_numbered(claim.number), actor=make.unpacker())
    table.post(page_of(claim), {"do": "send", "carrier": first.carrier, "tracking": first.tracking_number})
    table.post(page_of(claim), {"do": "undelivered"})
    assert back_labels.label_of(make.fresh(claim)) is None
    table.post(page_of(claim), {"do": "back_label"})
    second = back_labels.label_of(make.fresh(claim))
    assert second is not None
    assert second.reference == f"{claim.number}-1"
    table.post(page_of(claim), {"do": "send", "carrier": second.carrier, "tracking": second.tracking_number})
    Label.objects.filter(pk=first.pk).update(delivered_at=timezone.now())
    assert back_labels.sweep() == 0
    Label.objects.filter(pk=second.pk).update(delivered_at=timezone.now())
    assert back_labels.sweep() == 1
