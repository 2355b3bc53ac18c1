"""The published roots: page, file and feed; and the log on a piece's page for staff."""

import hashlib
import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog import listing, log
from catalog.log import roots
from catalog.models import ItemLogRoot
from catalog.views import item_log
from portero.core.sealing import holds
from tests.factories.catalog import draft_item, listed_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def days() -> list[ItemLogRoot]:
    """Three days, oldest first."""
    item = draft_item()
    found = []
    for day in range(3):
        log.append(item, "reviewed", {})
        root = roots.publish(timezone.now() + timedelta(days=day))
        assert root is not None
        found.append(root)
    return found


def test_the_page_shows_every_root(client: Client, days: list[ItemLogRoot]) -> None:
    page = client.get("/log/").content.decode()
    places = [page.index(root.hex) for root in days]
    assert places == sorted(places, reverse=True)
    assert 'rel="next"' not in page


def test_the_page_before_the_first_root(client: Client) -> None:
    assert "The first root is published" in client.get("/log/").content.decode()


def test_earlier_roots_are_a_link_away(
    client: Client, days: list[ItemLogRoot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_log, "A_PAGE", 2)
    assert f'href="/log/?before={days[1].day}"' in client.get("/log/").content.decode()
    page = client.get(f"/log/?before={days[1].day}").content.decode()
    assert [root.hex in page for root in days] == [True, False, False]
    assert client.get("/log/?before=yesterday").status_code == 404


def test_a_stranger_can_check_the_file(client: Client, days: list[ItemLogRoot]) -> None:
    answer = client.get("/log/roots.json")
    told = json.loads(answer.content)
    assert (answer["Access-Control-Allow-Origin"], told["earlier"]) == ("*", None)
    before: str | None = None
    for one in reversed(told["roots"]):
        assert holds(one["statement"].encode(), one["kid"], one["signature"])
        said: dict[str, Any] = json.loads(one["statement"])
        assert said["previous"] == before
        assert (one["day"], one["pieces"], one["root"]) == (said["day"], said["pieces"], said["root"])
        before = hashlib.sha256(one["statement"].encode()).hexdigest()
    assert len(told["roots"]) == 3


def test_the_file_is_read_in_parts(
    client: Client, days: list[ItemLogRoot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_log, "A_FILE", 2)
    told = json.loads(client.get("/log/roots.json").content)
    earlier = json.loads(client.get(told["earlier"]).content)
    assert [one["root"] for one in told["roots"] + earlier["roots"]] == [root.hex for root in reversed(days)]


def test_the_feed_brings_statement_and_seal(client: Client, days: list[ItemLogRoot]) -> None:
    feed = ET.fromstring(client.get("/log/roots.atom").content)  # noqa: S314  (our own)
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", "", ATOM) for entry in entries] == [
        f"{root.day}: {root.hex}" for root in reversed(days)
    ]
    text = entries[0].findtext("a:summary", "", ATOM)
    assert days[-1].signature in text
    assert days[-1].kid in text


def test_staff_read_the_log_of_a_piece_and_who_acted() -> None:
    item, rosa = listed_item(), staff("Consignment manager")
    listing.withdraw(item, reason="Its owner wants it back.", actor=rosa)
    page = at_work(rosa).get(reverse("admin:catalog_item_change", args=[item.pk])).content.decode()
    assert "Withdrawn" in page
    assert "from: listed, price: 12500.00" in page
    assert str(rosa) in page
