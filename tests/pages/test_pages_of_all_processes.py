"""A piece's page is rendered once for all processes; what one takes from the others it checks by the log of changes."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from catalog import listing, shelf
from catalog.models import Item
from catalog.pages import middleware, shared
from catalog.pricing import set_price
from catalog.queries.piece import piece
from catalog.views import item as view
from tests.factories.catalog import listed_item
from tests.pages.changes import CHANGES, sold

pytestmark = pytest.mark.django_db(transaction=True)
MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> None:
    settings.PAGES_KEPT_SECONDS, settings.PIECES_KEPT_SECONDS = 10, 900
    settings.CACHES = {"default": MEMORY | {"KEY_PREFIX": uuid4().hex}}


def answer(path: str) -> bytes:
    got = Client().get(path)
    assert got.status_code == 200
    return got.content


def in_another_process(path: str) -> bytes:
    """What somebody gets from a process that has kept nothing and knows no past."""
    middleware.store.clear()
    shelf.forget()
    return answer(path)


@pytest.mark.parametrize(
    "what",
    [
        "a price",
        "a hold",
        "a sale",
        "a new photograph",
        "a similar piece sold",
        "a word of the vocabulary",
        "a figure that staff set",
        "a charge for delivery",
    ],
)
def test_no_shared_page_outlives(what: str) -> None:
    item, like = listed_item(), listed_item(title="Like it")
    path = item.get_absolute_url()
    before = answer(path)
    assert in_another_process(path) == before
    act, says = CHANGES[what]
    act(item, like)
    after = in_another_process(path)
    assert says in after.decode()
    assert after != before


def test_a_withdrawn_similar_piece_is_shown_no_longer() -> None:
    item, like = listed_item(), listed_item(title="Like it")
    path = item.get_absolute_url()
    assert b"Like it" in answer(path)
    listing.withdraw(like, reason="The owner asked.")
    assert b"Like it" not in in_another_process(path)


def test_canary_unchecked_the_others_page_would_show_the_old_price(monkeypatch: pytest.MonkeyPatch) -> None:
    item = listed_item()
    before = answer(item.get_absolute_url())
    monkeypatch.setattr(shelf, "unchanged_since", lambda *args: True)
    set_price(item, Decimal(11900), kind="step")
    assert in_another_process(item.get_absolute_url()) == before


def test_a_piece_is_rendered_once_for_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    path = listed_item().get_absolute_url()
    first = answer(path)
    monkeypatch.setattr(view, "page_of", None)
    assert in_another_process(path) == first


def test_a_place_in_the_shared_memory_belongs_to_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "PLACES", 1)
    one, other = (listed_item(title=title).get_absolute_url() for title in ("One", "Other"))
    first = answer(one)
    assert b"<span>Other</span></h1>" in answer(other)
    assert in_another_process(one) == first


def test_a_sale_while_the_page_is_made_is_on_the_next_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    item = listed_item()
    path = item.get_absolute_url()

    def then_sell(number: str) -> Item | None:
        found = piece(number)
        sold(item)
        return found

    monkeypatch.setattr(view, "piece", then_sell)
    assert b"Add to bag" in answer(path)
    monkeypatch.setattr(view, "piece", piece)
    assert b"Add to bag" not in answer(path)
    assert b"Add to bag" not in in_another_process(path)


def test_without_the_shared_memory_every_process_renders(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def get(self, *args: object, **options: object) -> None:
            raise ConnectionError

        set = get

    monkeypatch.setattr(shared, "_memory", Gone)
    path = listed_item().get_absolute_url()
    assert answer(path) == in_another_process(path)
