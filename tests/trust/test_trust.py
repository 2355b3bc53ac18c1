"""The open figures: what is counted, over which time, and that too few are said to be too few."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from redis.exceptions import ConnectionError as RedisDown

from authentication.cases.open_figures import rejected, time_of_review
from authentication.models import Case
from catalog.condition.open_figures import overruled
from orders.fulfilment.models import Breach, Shipment, ShipmentState
from orders.fulfilment.open_figures import kept_promises
from orders.trust import document
from portero.core.figures import FigureValue, figures_in_force
from portero.core.open_figures import Counted, Window
from tests.factories.authentication import a_case, counterfeit_case, decided, passed_case
from tests.factories.catalog import draft_item, listed_item
from tests.factories.condition import graded
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import staff
from tests.plans import plan_by

pytestmark = pytest.mark.django_db
PAGE, FILE = "/trust/", "/trust/figures.json"


def window(days: int = 90) -> Window:
    now = timezone.now() + timedelta(minutes=1)
    return Window(now - timedelta(days=days), now)


def shipped(at: datetime, tag: str) -> Shipment:
    packer = staff("Fulfilment", email=f"{tag}@portero.example")
    parcel = pack(confirmed_order(listed_item()).shipments.get(), packer, tag)
    Shipment.objects.filter(pk=parcel.pk).update(
        state=ShipmentState.SHIPPED, shipped_at=at, tracking_number=f"94{tag}"
    )
    return parcel


def count(monkeypatch: pytest.MonkeyPatch, slug: str, found: Counted) -> None:
    """As if the room of this figure had counted so many."""
    changed = [
        replace(figure, count=lambda _: found) if figure.slug == slug else figure
        for figure in document.FIGURES
    ]
    monkeypatch.setattr(document, "FIGURES", tuple(changed))


def test_a_parcel_counts_once_by_leaving_in_time_or_by_being_late() -> None:
    now = timezone.now()
    shipped(now, "T-1")
    shipped(now - timedelta(days=91), "T-2")  # before the window
    late_and_left, still_here = shipped(now, "T-3"), confirmed_order(listed_item()).shipments.get()
    for parcel in (late_and_left, still_here):
        Breach.objects.create(shipment=parcel, happened_at=now)
    assert kept_promises(window()) == Counted(of=3, count=1)


def test_rejected_are_pieces_that_came_to_be_sold_and_did_not_pass() -> None:
    passed_case(draft_item())
    counterfeit_case(draft_item())
    decided(a_case(draft_item()), "cannot_verify")
    a_case(draft_item())  # nobody has decided it
    again = draft_item()
    passed_case(again)
    decided(a_case(again, Case.Kind.CLAIM), "counterfeit")  # a doubt is another figure
    assert rejected(window()) == Counted(of=4, count=2)
    assert rejected(Window(timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=1))).of == 0


def test_the_time_of_a_review_is_the_one_in_the_middle() -> None:
    now = timezone.now()
    for hours in (1, 30, 200):
        case = passed_case(draft_item())
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
        Case.objects.filter(pk=case.pk).update(opened_at=now - timedelta(hours=hours), decided_at=now)
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = origin")
    assert time_of_review(window()) == Counted(of=3, middle=timedelta(hours=30))


def test_a_grade_that_a_person_set_otherwise_is_overruled() -> None:
    graded(draft_item())
    graded(draft_item(), "good")
    assert overruled(window()) == Counted(of=2, count=1)


def test_too_few_are_said_to_be_too_few(client: Client) -> None:
    graded(draft_item(), "good")
    page = client.get(PAGE).content.decode()
    assert "1 of the 20 grades that a figure takes." in page
    assert "%</strong>" not in page
    told = {figure["slug"]: figure for figure in client.get(FILE).json()["figures"]}
    assert (told["grades-overruled"]["of"], told["grades-overruled"]["enough"]) == (1, False)
    assert not {"count", "per_cent", "median_minutes"} & told["grades-overruled"].keys()


def test_a_share_stands_with_both_numbers_and_is_never_rounded_up(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(monkeypatch, "shipped-in-time", Counted(2501, 2500))
    count(monkeypatch, "review-time", Counted(214, None, timedelta(minutes=1866)))
    page = " ".join(client.get(PAGE).content.decode().split())
    assert "<strong>99.9%</strong> <span>2,500 of 2,501 parcels were with the carrier in time.</span>" in page
    assert "<strong>31 hours</strong> <span>Half of 214 reviews took this long or less.</span>" in page
    told = {figure["slug"]: figure for figure in client.get(FILE).json()["figures"]}
    assert (told["shipped-in-time"]["per_cent"], told["review-time"]["median_minutes"]) == ("99.9", 1866)


def test_the_promise_is_told_as_it_is_set(client: Client) -> None:
    FigureValue.objects.create(name="ship_by_clock", value=2, reason="a test")
    told = client.get(FILE).json()["figures"][0]
    assert told["title"] == "Shipped within 48 business hours"
    assert "48 business hours after her payment" in told["means"]


def test_every_figure_of_the_house_is_there(client: Client) -> None:
    slugs = [figure["slug"] for figure in client.get(FILE).json()["figures"]]
    of_reviews = ["shipped-in-time", "pieces-rejected", "review-time", "grades-overruled"]
    assert slugs == [*of_reviews, "grades-disputed", "claims-opened", "claims-upheld"]


def test_ten_queries_count_everything_and_then_none_for_minutes(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    figures_in_force()
    with django_assert_num_queries(10):
        first = document.published()
    graded(draft_item())
    with django_assert_num_queries(0):
        assert document.published() == first
    cache.delete(document.KEY)
    assert document.published() != first
    assert settings.TRUST_KEPT_SECONDS == 600


def test_without_the_cache_it_is_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    FigureValue.objects.create(name="ship_by_hours", value=36, reason="a test")

    def down(*_: object) -> None:
        raise RedisDown

    monkeypatch.setattr(cache, "get_or_set", down)
    found = document.published()["figures"]
    assert (len(found), found[0]["title"]) == (7, "Shipped within 36 hours")


@pytest.mark.parametrize(
    ("index", "counted"),
    [
        (
            "case_decided",
            "authentication_case where state in ('passed', 'counterfeit') and kind = 'intake' and decided_at",
        ),
        ("grade_decision_by_time", "catalog_gradedecision where decided_at"),
        ("shipment_by_shipped", "fulfilment_shipment where shipped_at"),
        ("claim_by_opened", "promise_claim where opened_at"),
        ("claim_decision_by_time", "promise_claimdecision where decided_at"),
    ],
)
def test_counting_asks_indexes(index: str, counted: str) -> None:
    asked = f"select count(*) from {counted} between %s and %s"
    assert "Index Cond" in plan_by(index, asked, [window().since, window().until])


def test_the_window_is_stated_and_the_page_is_linked(client: Client) -> None:
    answer = client.get(PAGE)
    told = client.get(FILE)
    since, until = (datetime.fromisoformat(told.json()[name]) for name in ("since", "until"))
    assert until - since == timedelta(days=90)
    assert timezone.localtime(until).strftime("%B %Y") in answer.content.decode()
    assert told["Access-Control-Allow-Origin"] == "*"
    assert "max-age=10" in answer["Cache-Control"]
    for page in ("/about/authenticity/", "/about/delivery-and-returns/", "/about/grades/", "/"):
        assert 'href="/trust/' in client.get(page).content.decode()
