"""What was seen and what is new: the address says it all, twelve at most, and nobody is remembered here."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.catalog import draft_item, listed_item, sold_item

pytestmark = pytest.mark.django_db


def strip(client: Client, *numbers: str) -> str:
    answer = client.get("/recently-viewed/", {"n": numbers})
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    assert "max-age=10" in answer.headers["Cache-Control"]
    return answer.content.decode()


def test_the_pieces_in_the_order_asked_and_sold_ones_as_sold(client: Client) -> None:
    first, second = listed_item(), sold_item()
    shown = strip(client, second.number, first.number)
    assert shown.index(second.number) < shown.index(first.number)
    assert shown.count('data-state="sold"') == 1


def test_twelve_at_most_and_each_once(client: Client) -> None:
    numbers = [listed_item().number for _ in range(13)]
    shown = strip(client, numbers[0], *numbers)
    assert [number in shown for number in numbers] == [True] * 12 + [False]
    assert shown.count(f"/items/{numbers[0]}/") == 1


@pytest.mark.parametrize("number", ["", "P-1", "P-104418-9", "<script>", "\x00", "9" * 500])
def test_what_is_no_number_shows_nothing(number: str, client: Client) -> None:
    assert strip(client, number).strip() == ""


def test_a_draft_is_not_shown(client: Client) -> None:
    assert strip(client, draft_item().number).strip() == ""


def test_what_came_since_her_last_visit_is_counted_and_named(client: Client) -> None:
    now = timezone.now()
    new, _, _ = (
        listed_item(listed_at=now - timedelta(days=1)),
        listed_item(listed_at=now - timedelta(days=9)),
        sold_item(listed_at=now - timedelta(days=1)),
    )
    shown = client.get("/new-since/", {"t": int((now - timedelta(days=3)).timestamp())}).content.decode()
    assert "1 piece</a> arrived since your last visit" in shown
    assert f'data-new-numbers="{new.number}"' in shown


@pytest.mark.parametrize("time", ["", "0", "-5", "1e9", "99999999999", "4102444800", "²"])
def test_a_time_that_can_not_be_says_nothing(time: str, client: Client) -> None:
    listed_item()
    answer = client.get("/new-since/", {"t": time})
    assert (answer.status_code, answer.content.decode().strip()) == (200, "")


def test_the_pages_carry_the_places_and_nothing_of_hers(client: Client) -> None:
    item = listed_item(lead_photo="demo/bag.webp")
    page = client.get(item.get_absolute_url())
    assert f'data-piece="{item.number}"' in page.content.decode()
    assert 'data-seen="/recently-viewed/"' in page.content.decode()
    home = client.get("/").content.decode()
    assert 'data-new-since="/new-since/"' in home
    assert 'data-new-since="/new-since/"' in client.get("/new/").content.decode()
    assert not page.cookies


def test_a_great_many_are_counted_up_to_a_bound(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concierge.seen.COUNTED", 2)
    for _ in range(3):
        listed_item()
    since = int((timezone.now() - timedelta(days=3)).timestamp())
    assert "2 pieces or more</a> arrived" in client.get("/new-since/", {"t": since}).content.decode()
