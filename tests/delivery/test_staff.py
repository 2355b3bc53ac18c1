"""Staff: what a parcel would cost, charges that can't overlap, every change in the trail, and the gift at the bench."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from orders.delivery.models import DeliveryCharge
from orders.quote import Wishes
from portero.core.models import AuditEntry
from tests.factories.catalog import abroad_item, listed_item
from tests.factories.orders import confirmed_order
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
COST = "/staff/delivery/cost/"
GIFT = Wishes(gift=True, gift_note="For Ana <3")


@pytest.fixture
def office() -> Client:
    return at_work(staff("Administrator"))


def _ask(client: Client, **facts: str) -> str:
    told = {"value": "12000", "origin": "US", "country": "JP", "on": "2026-11-21"}
    return " ".join(client.get(COST, told | facts).content.decode().split())


def test_a_bag_to_tokyo_today(office: Client) -> None:
    page = _ask(office)
    assert "Asia and Pacific" in page
    assert "<td>DHL Express Worldwide, insured</td><td>$70.00</td>" in page
    assert "<td>DHL Express 12:00, insured</td><td>$125.00</td>" in page


def test_a_value_is_taken_as_it_is_read(office: Client) -> None:
    assert "<td>$70.00</td>" in _ask(office, value="$12,000")


def test_a_charge_that_ends_before_it_begins_is_refused_in_words(office: Client) -> None:
    row = DeliveryCharge.objects.filter(value_from=0).select_related("option", "zone")[0]
    told = {"option": row.option_id, "zone": row.zone_id, "value_from": "0", "charge": "5"}
    page = office.post(
        reverse("admin:delivery_deliverycharge_add"), told | {"since": "1990-02-01", "until": "1990-01-01"}
    )
    assert "It ends before it begins." in page.content.decode()
    assert DeliveryCharge.objects.filter(charge=5).count() == 0


def test_what_is_not_offered_says_why(office: Client) -> None:
    page = _ask(office, country="US", state="AE")
    assert "<td>$45.00</td>" in page
    assert "USPS doesn’t offer expedited delivery to military addresses." in page


def test_the_preview_answers_for_a_day_to_come(office: Client) -> None:
    row = DeliveryCharge.objects.get(zone__name="Asia and Pacific", option__speed="standard", value_from=0)
    DeliveryCharge.objects.filter(pk=row.pk).update(until=date(2027, 1, 1))
    facts = {"option": row.option, "zone": row.zone, "since": date(2027, 1, 1)}
    DeliveryCharge.objects.create(**facts, charge=Decimal("77.00"))
    assert "$70.00" in _ask(office, on="2026-12-31")
    assert "$77.00" in _ask(office, on="2027-01-01")


def test_an_incomplete_question_is_asked_again(office: Client) -> None:
    assert "This field is required" in _ask(office, value="")


def test_an_overlap_is_refused_in_words_and_a_new_charge_is_in_the_trail(office: Client) -> None:
    row = DeliveryCharge.objects.filter(value_from=0).first()
    assert row is not None
    told = {"option": row.option_id, "zone": row.zone_id, "value_from": "0", "charge": "48.00"}
    add = reverse("admin:delivery_deliverycharge_add")
    answer = office.post(add, told | {"since": "2027-01-01"})
    assert "Another charge for this option, zone and value is in force then." in answer.content.decode()
    row.until = date(2027, 1, 1)
    row.save()
    assert office.post(add, told | {"since": "2027-01-01"}).status_code == 302
    assert AuditEntry.objects.filter(action="delivery.added").count() == 1
    change = reverse("admin:delivery_deliverycharge_change", args=[row.pk])
    office.post(change, told | {"charge": "41.00", "since": "2000-01-01", "until": "2027-01-01"})
    entry = AuditEntry.objects.get(action="delivery.changed")
    assert entry.data["changes"]["charge"] == ["40.00", "41.00"]


def test_the_bench_sees_the_note_once_and_never_the_prices() -> None:
    order = confirmed_order(listed_item(), abroad_item("JP"), wishes=GIFT)
    bench = at_work(staff("Fulfilment"))
    first, second = (
        bench.get(f"/staff/ship-by/{number}/pack/").content.decode()
        for number in order.shipments.order_by("pk").values_list("number", flat=True)
    )
    assert "Write this on the card, by hand:" in first
    assert "For Ana &lt;3" in first
    assert "No card in this parcel." in second
    assert "For Ana" not in second
    assert "Tag and wrap as a gift, signature on delivery" in bench.get("/staff/ship-by/").content.decode()
