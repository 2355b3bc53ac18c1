"""Public pages are kept while the shelf stands: the same bytes for everybody, and never past a sale."""

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from catalog import holds, numbers
from catalog.models import Hold, Item, ListingState
from catalog.pages import middleware
from catalog.pages.store import Kept
from tests.factories.catalog import listed_item
from tests.factories.people import a_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> None:
    settings.PAGES_KEPT_SECONDS = settings.PIECES_KEPT_SECONDS = 10
    settings.FIGURES_FRESH_SECONDS = 10
    settings.DELIVERY_TABLES_FRESH_SECONDS = settings.TAX_TABLES_FRESH_SECONDS = 10


def sell(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(state=ListingState.SOLD, sold_at=timezone.now())


def test_a_kept_page_costs_one_look_and_is_the_same(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = listed_item().get_absolute_url()
    first = client.get(address)
    with django_assert_num_queries(1):
        second = client.get(address)
    assert (second.content, dict(second.items())) == (first.content, dict(first.items()))
    assert second["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/shop/", "/shop/handbags/", "/designers/", "/search/?q=birkin"])
def test_a_sale_is_on_the_next_answer(client: Client, path: str) -> None:
    item = listed_item()
    before = client.get(path).content
    assert client.get(path).content == before
    sell(item)
    after = client.get(path).content
    assert after != before
    assert after == Client().get(path).content


def test_a_hold_is_on_the_next_answer(client: Client) -> None:
    item = listed_item()
    assert b"On hold" not in client.get("/shop/").content
    holds.place([item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=holds.checkout_time())
    assert b"On hold" in client.get("/shop/").content


def test_who_asks_makes_no_difference(client: Client) -> None:
    item = listed_item()
    signed_in = Client()
    signed_in.force_login(a_client(), backend="accounts.backends.EmailBackend")
    signed_in.post(reverse("orders:bag-add", args=[item.number]))
    for path in ("/", "/shop/", item.get_absolute_url(), "/search/?q=birkin"):
        middleware.store.clear()
        hers = signed_in.get(path)
        middleware.store.clear()
        anybodys = client.get(path)
        assert hers.content == anybodys.content
        assert dict(hers.items()) == dict(anybodys.items())
        assert "Cookie" not in hers.get("Vary", "")
        assert "Set-Cookie" not in hers


def test_it_is_never_older_than_ten_seconds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    listed_item()
    before = time.monotonic()
    client.get("/shop/")
    (page,) = middleware.store._kept.values()
    assert isinstance(page, Kept)
    until = page.until
    assert before + 10 <= until <= time.monotonic() + 10
    monkeypatch.setattr("catalog.pages.store.monotonic", lambda: until)
    asked: list[Any] = []
    monkeypatch.setattr(middleware.store, "put", lambda *args, **options: asked.append(args))
    client.get("/shop/")
    assert len(asked) == 1


def test_who_has_it_already_gets_no_body(client: Client) -> None:
    listed_item()
    tag = client.get("/shop/")["ETag"]
    for said in (tag, f"W/{tag}", f'"another", {tag}'):  # nginx weakens the tag of what it compresses
        answer = client.get("/shop/", headers={"If-None-Match": said})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert client.get("/shop/", headers={"If-None-Match": '"another"'}).status_code == 200


def test_head_gives_the_headers_alone(client: Client) -> None:
    listed_item()
    whole = client.get("/shop/")
    for _ in ("kept", "new"):
        answer = client.head("/shop/")
        assert answer.content == b""
        assert answer["Content-Length"] == str(len(whole.content))
        assert answer["ETag"] == whole["ETag"]
        middleware.store.clear()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/bag/", 200), ("/account/sign-in/", 200), ("/items/P-104417-9/", 404), ("/shop/nothing/", 404)],
)
def test_other_answers_are_not_kept(client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status
    assert middleware.store.bytes == 0


def test_a_piece_that_appears_is_found_at_once(client: Client) -> None:
    (number,) = numbers.new_numbers()
    address = reverse("catalog:item-by-number", args=[number])
    assert client.get(address).status_code == 404
    item = listed_item(number=number)
    assert client.get(address, follow=True).redirect_chain == [(item.get_absolute_url(), 301)]


def test_scheme_host_and_htmx_have_pages_of_their_own(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "www.portero.example"]
    listed_item()
    client.get("/shop/")
    client.get("/shop/", headers={"Host": "www.portero.example"})
    client.get("/shop/", secure=True)
    client.get("/shop/", headers={"HX-Request": "true"})
    assert len(middleware.store._kept) == 4
    assert client.get("/shop/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert len(middleware.store._kept) == 4
