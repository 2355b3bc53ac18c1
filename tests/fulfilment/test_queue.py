"""The ship-by queue in the staff site: groups, words, forms, who may enter, what it costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from orders.fulfilment import board
from orders.fulfilment.models import Shipment
from orders.fulfilment.outbound import tags_of
from orders.fulfilment.packing import mark_shipped
from orders.fulfilment.queries import open_shipments, record_since
from orders.fulfilment.sweep import sweep
from portero.core.mail import outbox
from portero.core.models import Mail
from tests.factories.orders import confirmed_order, pending_order
from tests.factories.parcels import pack, photographed
from tests.factories.people import at_work, signed_in, staff
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db
# session, user, device, groups and permissions, eight queue counts, parcels, pieces, pauses, record; three for trouble
QUERIES = 21
QUEUE = "/staff/ship-by/"


@pytest.fixture
def bench(packer: User) -> Client:
    return at_work(packer)


def confirmed(hours_ago: float) -> Shipment:
    return confirmed_order(at=timezone.now() - timedelta(hours=hours_ago)).shipments.get()


@pytest.mark.usefixtures("in_2026")
def test_the_groups_by_urgency_with_bar_words_and_time() -> None:
    now = CONFIRMED.replace(day=18, hour=16, minute=40)  # Wed 18 Nov, 11:40 am ET
    for minutes_left in (-130, 170, 380, 1658):
        confirmed_order(at=now + timedelta(minutes=minutes_left, hours=-48))
    held = pending_order()
    held.status = "under_verification"
    held.save()
    pending_order()
    found = {group.name: group.rows for group in board.groups(open_shipments(), now)}
    assert {
        name: [(row.tone, row.share, row.words, row.when) for row in rows] for name, rows in found.items()
    } == {
        "Late": [("late", 100, "2 h 10 min late", "Today, 9:30 am")],
        "Due today": [
            ("soon", 94, "2 h 50 min left", "Today, 2:30 pm"),
            ("today", 87, "6 h 20 min left", "Today, 6 pm"),
        ],
        "Later": [("calm", 42, "27 h 38 min left", "Thu 19 Nov, 3:18 pm")],
        "Clock not running": [("still", 0, "Not running", "Starts when approved")],
    }


def test_the_record_counts_what_left_and_what_was_late(packer: User) -> None:
    for hours in (10, 26, 49):
        shipment = pack(confirmed_order(at=CONFIRMED).shipments.get(), packer, f"T-{hours}")
        mark_shipped(shipment, packer, "9400111899223", at=CONFIRMED + timedelta(hours=hours))
    confirmed_order(at=CONFIRMED)
    sweep(now=CONFIRMED + timedelta(hours=50))
    record = record_since(CONFIRMED + timedelta(hours=50))
    assert (record.decided, record.late, record.median) == (4, 2, timedelta(hours=26))
    assert record.on_time_percent == "50.0%"
    assert record_since(CONFIRMED + timedelta(days=40)).on_time_percent == "none yet"


def test_the_queue_shows_each_parcel_and_its_next_step(bench: Client, packer: User) -> None:
    first, second = confirmed(47), confirmed(1)
    pack(first, packer, "T-1")
    page = bench.get(QUEUE).content.decode()
    assert page.index(first.number) < page.index(second.number)
    for fact in (
        "Hermès Birkin 30 in Gold Togo",
        "New York, NY",
        "Packed by Rosa Delgado, Today",
        "59 min left",
    ):
        assert fact in page
    assert f'href="/staff/ship-by/{first.number}/label/"' in page
    assert f'href="/staff/ship-by/{second.number}/pack/"' in page


def test_the_same_number_of_queries_for_one_parcel_and_for_nine(
    bench: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    confirmed(1)
    bench.get(QUEUE)
    with django_assert_num_queries(QUERIES):
        bench.get(QUEUE)
    for _ in range(8):
        confirmed(1)
    with django_assert_num_queries(QUERIES):
        assert bench.get(QUEUE).content.decode().count("data-row") == 9


def test_pack_and_hand_over_by_the_forms(bench: Client) -> None:
    shipment = confirmed(1)
    [line] = photographed(shipment)
    typed = {f"tag-{line.pk}": "T-9", "weight_g": "1400"}
    answer = bench.post(f"{QUEUE}{shipment.number}/pack/", typed, follow=True)
    assert f"{shipment.number} is packed." in answer.content.decode()
    answer = bench.post(
        f"{QUEUE}{shipment.number}/hand-over/",
        {"carrier": "USPS", "tracking_number": "9400 1118 9922 3197"},
        follow=True,
    )
    assert f"{shipment.number} is with the carrier." in answer.content.decode()
    shipment.refresh_from_db()
    assert (shipment.state, tags_of(shipment), shipment.tracking_number) == (
        "shipped",
        ["T-9"],
        "9400111899223197",
    )
    assert Mail.objects.filter(kind="shipment_sent", to="clara@example.com").count() == 1


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("pack", {"weight_g": "1400"}, "Which number is on the tag?"),
        ("hand-over", {"carrier": "USPS", "tracking_number": "12"}, "Is it the one on the label?"),
        (
            "hand-over",
            {"carrier": "USPS", "tracking_number": "9400111899223197"},
            "is to pack; it can&#x27;t become",
        ),
    ],
)
def test_a_refusal_is_said_on_the_form_and_changes_nothing(
    bench: Client, step: str, typed: dict[str, str], told: str
) -> None:
    shipment = confirmed(1)
    answer = bench.post(f"{QUEUE}{shipment.number}/{step}/", typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    shipment.refresh_from_db()
    assert shipment.state == "to_pack"
    assert not Mail.objects.filter(kind="shipment_sent").exists()


def test_who_may_enter() -> None:
    shipment = confirmed(1)
    pages = [QUEUE, f"{QUEUE}{shipment.number}/pack/", f"{QUEUE}{shipment.number}/hand-over/"]
    boss = at_work(staff("Administrator", email="boss@portero.example"))
    photographer = at_work(staff("Photographer", email="photo@portero.example"))
    unproven = signed_in(staff("Fulfilment", email="new@portero.example"))
    for page in pages:
        assert Client().get(page).status_code == 302
        assert unproven.get(page).status_code == 302
        assert photographer.get(page).status_code == 403
        assert photographer.post(page, {"weight_g": "1400"}).status_code == 403
        assert boss.get(page).status_code == 200
    assert boss.get(f"{QUEUE}R-1-1/pack/").status_code == 404
    shipment.refresh_from_db()
    assert shipment.state == "to_pack"


def test_the_page_of_an_order_shows_every_fact_and_offers_nothing_to_type_over(
    bench: Client, packer: User
) -> None:
    shipment = pack(confirmed(1), packer, "T-77")
    # Mails are written when they are sent.
    for mail in Mail.objects.all():
        outbox.send(mail.pk)
    answer = bench.get(f"/staff/order/order/{shipment.order_id}/change/")
    page = answer.content.decode()
    for fact in (
        "clara@example.com",
        "tag T-77",
        "hand to the carrier",
        "is confirmed</a>",
    ):
        assert fact in page
    assert "Attempt 1: Captured" not in page  # payments are accounting's and customer care's
    assert 'name="status"' not in page
    assert (
        bench.post(f"/staff/order/order/{shipment.order_id}/change/", {"status": "cancelled"}).status_code
        == 403
    )
    shipment.order.refresh_from_db()
    assert shipment.order.status == "packed"
    assert bench.get("/staff/order/order/").status_code == 200


def test_delivery_is_recorded_from_the_list_of_parcels(bench: Client, packer: User) -> None:
    sent = mark_shipped(pack(confirmed(1), packer, "T-1"), packer, "9400111899223")
    waiting = confirmed(1)
    data = {"action": "record_delivery", "_selected_action": [sent.pk, waiting.pk]}
    answer = bench.post("/staff/fulfilment/shipment/", data, follow=True)
    assert f"{sent.number} is delivered." in answer.content.decode()
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.state, waiting.state) == ("delivered", "to_pack")


def test_the_queue_carries_the_content_policy_of_the_staff_site(bench: Client) -> None:
    assert "'unsafe-eval'" in bench.get(QUEUE)["Content-Security-Policy"]
