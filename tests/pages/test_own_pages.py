"""A piece's page is kept while all that it shows stands; nothing on it outlives a change."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from catalog import listing
from catalog.models import Hold, Item, ListingState
from catalog.pages import middleware
from catalog.pages.clock import leaves_by
from catalog.pages.own import KeptPage
from catalog.pricing import set_price
from catalog.shelf import Shelf
from catalog.views import item as view
from portero.core.figures import figures_in_force
from tests.factories.catalog import held_item, listed_item, sold_item
from tests.pages.changes import CHANGES, sold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> None:
    settings.PAGES_KEPT_SECONDS, settings.PIECES_KEPT_SECONDS = 10, 900


def answer(path: str) -> bytes:
    got = Client().get(path)
    assert got.status_code == 200
    return got.content


@pytest.mark.parametrize("what", CHANGES)
def test_no_kept_page_outlives(
    what: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    item, like = listed_item(), listed_item(title="Like it")
    path = item.get_absolute_url()
    before = answer(path)
    assert answer(path) == before
    act, says = CHANGES[what]
    with django_capture_on_commit_callbacks(execute=True):
        act(item, like)
    after = answer(path)
    assert says in after.decode()
    assert after != before
    middleware.store.clear()
    assert after == answer(path)


def test_a_withdrawn_similar_piece_is_shown_no_longer() -> None:
    item, like = listed_item(), listed_item(title="Like it")
    path = item.get_absolute_url()
    assert b"Like it" in answer(path)
    listing.withdraw(like, reason="The owner asked.")
    assert b"Like it" not in answer(path)


def test_canary_without_its_history_a_process_would_show_the_old_price(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = listed_item()
    before = answer(item.get_absolute_url())
    monkeypatch.setattr(Shelf, "unchanged", lambda *args: True)
    set_price(item, Decimal(11900), kind="step")
    assert answer(item.get_absolute_url()) == before


def test_what_happens_elsewhere_is_counted_above_a_page_that_stays(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.FIGURES_FRESH_SECONDS = 60
    settings.DELIVERY_TABLES_FRESH_SECONDS = settings.TAX_TABLES_FRESH_SECONDS = 60
    item, far = listed_item(), sold_item(title="Far", designer="Rolex", style="Datejust", category="Watches")
    path = item.get_absolute_url()
    assert b"Watches <span>" not in answer(path)
    Item.objects.filter(pk=far.pk).update(state=ListingState.LISTED, sold_at=None)
    monkeypatch.setattr(view, "page_of", None)  # nothing is rendered again
    assert b'Watches <span>1<span class="unseen"> pieces' in answer(path)
    with django_assert_num_queries(1):
        answer(path)


def until_of(item: Item) -> datetime:
    answer(item.get_absolute_url())
    (page,) = middleware.store._kept.values()
    assert isinstance(page, KeptPage)
    return datetime.fromtimestamp(page.standing.until, tz=UTC)


def test_it_ends_with_a_hold_with_the_day_or_after_a_quarter_of_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = held_item(minutes=5)
    hold = Hold.objects.get(item=held)
    assert until_of(held) == hold.expires_at
    middleware.store.clear()
    assert until_of(listed_item(title="Like it")) == hold.expires_at
    Hold.objects.all().update(released_at=timezone.now())
    middleware.store.clear()
    late = datetime(2026, 11, 22, 4, 55, tzinfo=UTC)  # five to midnight in New York
    monkeypatch.setattr(timezone, "now", lambda: late)
    monkeypatch.setattr("catalog.pages.piece.time.time", late.timestamp)
    assert until_of(held) == late + timedelta(minutes=5)
    middleware.store.clear()
    early = late - timedelta(hours=8)
    monkeypatch.setattr(timezone, "now", lambda: early)
    monkeypatch.setattr("catalog.pages.piece.time.time", early.timestamp)
    assert until_of(held) == early + timedelta(minutes=15)


def test_after_its_time_it_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    path = listed_item().get_absolute_url()
    answer(path)
    (page,) = middleware.store._kept.values()
    assert isinstance(page, KeptPage)
    assert page.in_time
    monkeypatch.setattr("catalog.pages.own.time.time", lambda: page.standing.until)
    assert not page.in_time


def test_what_is_paid_now_leaves_by_the_next_quarter_of_an_hour() -> None:
    figures = figures_in_force()
    for minute, second, leaves in ((0, 0, 0), (0, 1, 15), (14, 59, 15), (15, 0, 15), (46, 0, 60)):
        at = datetime(2026, 11, 21, 20, minute, second, tzinfo=UTC)
        assert leaves_by(figures, at) == datetime(2026, 11, 23, 20, tzinfo=UTC) + timedelta(minutes=leaves)


def test_who_has_it_already_gets_no_body() -> None:
    item = listed_item()
    path = item.get_absolute_url()
    tag = Client().get(path)["ETag"]
    for _ in ("kept", "new"):
        again = Client().get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        middleware.store.clear()
    sold(item)
    assert Client().get(path, headers={"If-None-Match": tag}).status_code == 200
