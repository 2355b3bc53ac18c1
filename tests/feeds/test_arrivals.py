"""New arrivals as feed readers get them."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from catalog.feeds import arrivals
from catalog.models import Item
from tests.factories.catalog import listed_item, sold_item

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOST = "http://127.0.0.1:8000"
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PATHS = ["/feeds/new.rss", "/feeds/new.atom", "/feeds/designers/hermes.rss", "/feeds/designers/hermes.atom"]


def read(client: Client, path: str) -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)  # noqa: S314  (our own)


def test_rss_names_the_newest_first_with_price_and_picture(client: Client) -> None:
    old = listed_item(title="Kelly 28", style="Kelly 28", listed_at=MORNING - timedelta(days=1))
    new = listed_item(
        listed_at=MORNING, description="Corners <rubbed>.", lead_photo="items/a.webp", lead_alt="A bag"
    )
    sold_item(title="Gone")
    channel = read(client, "/feeds/new.rss").find("channel")
    assert channel is not None
    assert [item.findtext("title") for item in channel.findall("item")] == [
        "Hermès Birkin 30 in Gold Togo, $12,500",
        "Hermès Kelly 28, $12,500",
    ]
    assert [item.findtext("link") for item in channel.findall("item")] == [
        HOST + new.get_absolute_url(),
        HOST + old.get_absolute_url(),
    ]
    first = channel.find("item")
    assert first is not None
    assert first.findtext("pubDate") == "Fri, 20 Nov 2026 09:00:00 +0000"
    assert first.findtext("description") == (
        f'<p><img src="{HOST}/media/items/a.webp" alt="A bag"></p><p>Excellent. Corners &lt;rubbed&gt;.</p>'
    )


def test_atom_says_the_same(client: Client) -> None:
    item = listed_item(listed_at=MORNING)
    feed = read(client, "/feeds/new.atom")
    assert feed.findtext("a:title", "", ATOM) == "New arrivals | Portero"
    entry = feed.find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:id", "", ATOM) == HOST + item.get_absolute_url()
    assert entry.findtext("a:published", "", ATOM) == "2026-11-20T09:00:00+00:00"


def test_a_house_has_its_own(client: Client) -> None:
    listed_item(), listed_item(designer="Chanel", style="Boy", title="Boy")
    channel = read(client, "/feeds/designers/chanel.rss").find("channel")
    assert channel is not None
    assert channel.findtext("title") == "New arrivals: Chanel | Portero"
    assert channel.findtext("link") == f"{HOST}/designers/chanel/"
    assert [item.findtext("title") for item in channel.findall("item")] == ["Chanel Boy, $12,500"]
    assert client.get("/feeds/designers/nobody.rss").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_already_is_told_so_until_a_piece_changes(client: Client, path: str) -> None:
    item = listed_item()
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    Item.objects.filter(pk=item.pk).update(updated_at=MORNING)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_is_the_same_for_everybody(client: Client, path: str) -> None:
    listed_item()
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=10"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_it_ends_after_fifty(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST", 2)
    for n in range(3):
        listed_item(title=f"Piece {n}")
    assert len(read(client, "/feeds/new.rss").findall("channel/item")) == 2


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/", "/feeds/new.atom"),
        ("/new/", "/feeds/new.atom"),
        ("/designers/hermes/", "/feeds/designers/hermes.atom"),
    ],
)
def test_pages_lead_feed_readers_to_it(client: Client, page: str, feed: str) -> None:
    listed_item()
    link = f'<link rel="alternate" type="application/atom+xml" href="{feed}"'
    assert link in client.get(page).content.decode()
