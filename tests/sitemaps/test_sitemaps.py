"""The index and its sitemaps: what is in them, what isn't, their dates, their size."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Item, Photo
from catalog.shelf import current
from catalog.sitemaps import pieces, writing
from tests.factories.catalog import a_category, draft_item, listed_item, sold_item
from tests.sitemaps.conftest import Entry

pytestmark = pytest.mark.django_db
HOST = "http://127.0.0.1:8000"
OLD = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SIZE = {"width": 800, "height": 1000}
Read = Callable[..., list[Entry]]


def changed(item: Item, at: datetime) -> Item:
    Item.objects.filter(pk=item.pk).update(updated_at=at)
    return item


def place(item: Item) -> int:
    return (item.pk - 1) // pieces.WIDTH + 1


def test_the_index_names_every_sitemap_with_its_last_change(entries: Read) -> None:
    listed = changed(listed_item(), OLD)
    sold = changed(sold_item(title="Gone"), OLD + timedelta(days=1))
    found = {path.removeprefix(HOST): date for path, date, _ in entries("/sitemap.xml")}
    assert found == {
        f"/sitemaps/{section}.xml": "2026-03-02T09:30:00+00:00"
        for section in ("pages", "designers", "styles", "categories", "designer-categories")
    } | {
        f"/sitemaps/listed-{place(listed)}.xml": "2026-03-01T09:30:00+00:00",
        f"/sitemaps/sold-{place(sold)}.xml": "2026-03-02T09:30:00+00:00",
    }


def test_every_sitemap_of_the_index_can_be_read_and_every_page_opened(client: Client, entries: Read) -> None:
    listed_item(), sold_item(title="Gone")
    pages = [
        page for path, _, _ in entries("/sitemap.xml") for page, _, _ in entries(path.removeprefix(HOST))
    ]
    assert len(pages) == len(set(pages)) == 11 + 1 + 1 + 1 + 1 + 1 + 1
    assert {client.get(page.removeprefix(HOST)).status_code for page in pages} == {200}


def test_listed_and_sold_pieces_stand_apart_and_others_nowhere(entries: Read) -> None:
    listed, sold, draft = listed_item(), sold_item(title="Gone"), draft_item(title="Hidden")
    assert place(listed) == place(sold) == place(draft)
    assert [path for path, _, _ in entries(f"/sitemaps/listed-{place(listed)}.xml")] == [
        HOST + listed.get_absolute_url()
    ]
    assert [path for path, _, _ in entries(f"/sitemaps/sold-{place(sold)}.xml")] == [
        HOST + sold.get_absolute_url()
    ]


def test_a_listed_piece_brings_its_photographs(entries: Read) -> None:
    item = listed_item()
    for position in (2, 1):
        Photo.objects.create(item=item, position=position, file=f"items/a&b/{position}.webp", alt="x", **SIZE)
    ((_, _, pictures),) = entries(f"/sitemaps/listed-{place(item)}.xml")
    assert pictures == [f"{HOST}/media/items/a%26b/1.webp", f"{HOST}/media/items/a%26b/2.webp"]


def test_lists_without_pieces_are_not_named_and_a_kind_counts_its_children(entries: Read) -> None:
    a_category("Clutches", parent=a_category("Handbags"))
    changed(listed_item(category="Clutches"), OLD)
    draft_item(designer="Chanel", style="Boy")
    assert entries("/sitemaps/designers.xml") == [
        (f"{HOST}/designers/hermes/", "2026-03-01T09:30:00+00:00", [])
    ]
    assert [path for path, _, _ in entries("/sitemaps/categories.xml")] == [
        f"{HOST}/shop/clutches/",
        f"{HOST}/shop/handbags/",
    ]
    assert [path for path, _, _ in entries("/sitemaps/designer-categories.xml")] == [
        f"{HOST}/designers/hermes/clutches/",
        f"{HOST}/designers/hermes/handbags/",
    ]
    assert [path for path, _, _ in entries("/sitemaps/styles.xml")] == [f"{HOST}/styles/hermes-birkin-30/"]


def test_an_unchanged_sitemap_is_answered_304_and_a_sale_changes_two(client: Client) -> None:
    item = listed_item()
    listed, sold = (f"/sitemaps/{state}-{place(item)}.xml" for state in ("listed", "sold"))
    etag = client.get(listed).headers["ETag"]
    assert client.get(listed, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(sold).status_code == 404
    Item.objects.filter(pk=item.pk).update(state="sold", sold_at=OLD)
    assert client.get(listed, headers={"If-None-Match": etag}).status_code == 404
    assert client.get(sold).status_code == 200


def test_it_is_gzipped_for_who_reads_gzip(client: Client, entries: Read) -> None:
    item = listed_item()
    path = f"/sitemaps/listed-{place(item)}.xml"
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.getvalue()) == client.get(path).getvalue()


@pytest.mark.parametrize("path", ["listed-0", "listed-7777", f"sold-{10**30}", "nothing", "listed-x"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/sitemaps/{path}.xml").status_code == 404


def test_pieces_are_read_in_batches_by_their_key(
    entries: Read, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    items = [listed_item(title=f"Piece {n}") for n in range(5)]
    monkeypatch.setattr(pieces, "BATCH", 2)
    with django_assert_num_queries(4):
        found = list(pieces.batches("listed", place(items[0])))
    assert [len(batch) for batch in found] == [2, 2, 1]


def test_the_ranges_meet_without_gap_or_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [listed_item(title=f"Piece {n}") for n in range(5)]
    monkeypatch.setattr(pieces, "WIDTH", 2)
    found = [
        page.path
        for shard in pieces.shards(current())
        for b in pieces.batches(shard.state, shard.page)
        for page in b
    ]
    assert found == [item.get_absolute_url() for item in items]


def test_the_fullest_sitemap_stays_under_fifty_megabytes() -> None:
    longest = "/items/P-1234567890-1/" + "s" * 220 + "/"
    pictures = tuple(f"https://{'m' * 60}/media/{'p' * 200}" for _ in range(pieces.MOST_PICTURES))
    entry = "".join(writing.urlset([[writing.Page(longest, OLD, pictures)]]))
    assert len(entry) * pieces.WIDTH < 50 * 1024 * 1024
    assert pieces.WIDTH <= 50_000


def test_robots_names_the_index_and_keeps_personal_pages_out(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert "Disallow: /checkout/" in lines
    assert not [line for line in lines if "/items" in line or "/designers" in line]
