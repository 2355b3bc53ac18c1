"""Lists: filters with true counts, chips, sort, pages, and what is said to a bad address."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Grade
from catalog.pricing import set_price
from tests.browsing.reading import list_at
from tests.factories.catalog import a_category, abroad_item, draft_item, held_item, listed_item, sold_item

pytestmark = pytest.mark.django_db
HOST = "http://127.0.0.1:8000"


def shown(client: Client, path: str) -> list[str]:
    return list_at(client, path).titles


def test_drafts_are_hidden_and_sold_pieces_stay(client: Client) -> None:
    listed_item(title="Here")
    sold_item(title="Sold")
    draft_item(title="Draft")
    found = list_at(client, "/shop/")
    assert set(found.titles) == {"Here", "Sold"}
    assert found.to_buy_and_sold == (1, 1)


def test_a_category_shows_its_children(client: Client) -> None:
    bags = a_category("Handbags")
    listed_item(title="In the parent", category=bags)
    listed_item(title="In the child", category=a_category("Shoulder bags", parent=bags))
    listed_item(title="A watch", category="Watches")
    assert set(shown(client, "/shop/handbags/")) == {"In the parent", "In the child"}


def test_counts_respect_the_other_filters_and_not_their_own(client: Client) -> None:
    listed_item(designer="Hermès", grade=Grade.EXCELLENT)
    listed_item(designer="Hermès", grade=Grade.GOOD)
    listed_item(designer="Chanel", style="Classic Flap", grade=Grade.GOOD)
    sold_item(designer="Chanel", style="Classic Flap", grade=Grade.GOOD)
    found = list_at(client, "/shop/?designer=chanel&grade=good")
    assert found.to_buy_and_sold == (1, 1)
    assert found.options("designer") == {"Chanel": 1, "Hermès": 1}
    assert found.options("grade") == {"Good": 1}


def test_beside_a_style_only_those_of_its_house_are_offered(client: Client) -> None:
    listed_item()
    listed_item(style="Kelly 28")
    listed_item(designer="Chanel", style="Classic Flap")
    assert list_at(client, "/shop/?style=hermes-birkin-30").options("style") == {
        "Birkin 30": 1,
        "Kelly 28": 1,
    }
    both = list_at(client, "/shop/?style=hermes-birkin-30&designer=chanel&designer=hermes")
    assert both.options("style") == {"Birkin 30": 1, "Kelly 28": 1, "Classic Flap": 1}


def test_every_filter_narrows(client: Client) -> None:
    listed_item(title="Gold", colour="Gold", material="Togo", hardware="Palladium", never_carried=True)
    abroad_item("JP", title="Noir", colour="Noir", material="Epsom", hardware="Gold plated", grade=Grade.GOOD)
    for query in (
        "colour=Gold",
        "material=Togo",
        "hardware=palladium",
        "ships=US",
        "never=1",
        "grade=excellent",
    ):
        assert shown(client, f"/shop/?{query}") == ["Gold"], query


def test_new_and_reduced(client: Client) -> None:
    old = listed_item(title="Old", listed_at=timezone.now() - timedelta(days=30))
    listed_item(title="New")
    set_price(old, Decimal(9000), kind="step")
    assert shown(client, "/new/") == ["New"]
    assert shown(client, "/shop/?reduced=1") == ["Old"]
    assert shown(client, "/shop/?new=1") == ["New"]


def test_prices_and_sorts(client: Client) -> None:
    for price in (500, 2000, 9000):
        listed_item(title=str(price), price=price)
    assert shown(client, "/shop/?from=$2,000&sort=price") == ["2000", "9000"]
    assert shown(client, "/shop/?to=2000&sort=-price") == ["2000", "500"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=abc", "A price is a number of dollars, such as 2,000."),
        ("from=-5", "A price is a number of dollars, such as 2,000."),
        ("from=900&to=100", "Is it $100 to $900?"),
        ("page=99", "There is no page 99. This is the last one."),
        ("page=minus", "There is no such page, so this is the first one."),
        ("page=0", "There is no such page, so this is the first one."),
        ("designer=nobody", "Nothing fits all of that today"),
        ("grade=%00", "Nothing fits all of that today"),
    ],
)
def test_a_bad_address_is_explained(client: Client, query: str, sentence: str) -> None:
    listed_item()
    answer = client.get(f"/shop/?{query}")
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_what_was_typed_is_not_lost(client: Client) -> None:
    listed_item()
    page = client.get("/shop/?from=abc&to=500&designer=hermes").content.decode()
    assert 'name="from" inputmode="numeric" aria-label="Lowest price in dollars" value="abc"' in page
    assert 'value="500"' in page
    assert 'value="hermes" checked' in page


def test_a_chip_removes_its_filter_alone(client: Client) -> None:
    listed_item()
    found = list_at(client, "/shop/?designer=hermes&grade=excellent&from=100&sort=price")
    assert found.chips == {
        "Hermès": "/shop/?grade=excellent&from=100&sort=price",
        "Excellent": "/shop/?designer=hermes&from=100&sort=price",
        "From $100": "/shop/?designer=hermes&grade=excellent&sort=price",
    }


def test_pages_have_neighbours(client: Client) -> None:
    for n in range(50):
        listed_item(title=f"Piece {n:02}", listed_at=timezone.now() - timedelta(hours=n))
    second = client.get("/shop/?page=2")
    assert [len(shown(client, f"/shop/?page={n}")) for n in (1, 2, 3)] == [24, 24, 2]
    page = second.content.decode()
    assert '<link rel="prev" href="http://127.0.0.1' in page
    assert 'href="/shop/?page=3" rel="next"' in page
    assert 'href="/shop/" rel="prev"' in page
    assert len(shown(client, "/shop/?per=48")) == 48


def test_filtered_lists_stay_out_of_the_index(client: Client) -> None:
    listed_item()
    assert 'content="noindex, follow"' in client.get("/shop/?grade=good").content.decode()
    assert "noindex" not in client.get("/shop/").content.decode()


def test_a_hold_says_until_when(client: Client) -> None:
    held_item()
    page = client.get("/shop/").content.decode()
    assert 'data-state="hold"' in page
    assert "On hold until" in page


def test_an_unknown_designer_or_category_is_not_found(client: Client) -> None:
    assert client.get("/designers/nobody/").status_code == 404
    assert client.get("/shop/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("facet", "path"),
    [
        ("style", "/shop/?designer=hermes"),
        ("style", "/designers/hermes/"),
        ("shade", "/shop/?colour=Gold"),
        ("finish", "/shop/?material=Togo"),
        ("size", "/shop/?designer=hermes"),
        ("size", "/shop/handbags/"),
    ],
)
def test_fine_facets_are_offered_once_the_list_is_narrow(client: Client, facet: str, path: str) -> None:
    listed_item(size="30")
    assert facet not in list_at(client, "/shop/").filters
    assert facet in list_at(client, path).filters


def test_the_new_facets_filter(client: Client) -> None:
    listed_item(title="One", size="30", year=2019, colour="Gold", material="Togo")
    listed_item(title="Two", size="25", year=2020, colour="Noir", material="Epsom")
    for query in ("size=30", "year=2019", "shade=gold", "finish=togo", "year=2019&year=1950"):
        assert shown(client, f"/shop/?{query}") == ["One"], query
    assert shown(client, "/shop/?size=30&size=25&sort=price") == ["Two", "One"]


def test_a_ticked_value_stays_though_nothing_is_left(client: Client) -> None:
    listed_item(designer="Hermès", grade=Grade.GOOD)
    listed_item(designer="Chanel", style="Classic Flap", grade=Grade.EXCELLENT)
    found = list_at(client, "/shop/?designer=chanel&grade=good")
    assert found.options("designer") == {"Hermès": 1, "Chanel": 0}
    assert found.options("grade") == {"Excellent": 1, "Good": 0}


def test_an_unknown_value_is_named(client: Client) -> None:
    listed_item()
    found = list_at(client, "/shop/?designer=nobody&year=twelve")
    assert found.notice == "We know no designer “nobody” and no year “twelve”."
    assert found.titles == []


def test_one_list_has_one_canonical_address(client: Client) -> None:
    for _ in range(30):
        listed_item()
    for query in (
        "year=2019&grade=excellent&colour=Gold",
        "colour=Gold&grade=excellent&grade=excellent&year=2019",
        "sort=price&colour=Gold&grade=excellent&year=2019",
    ):
        assert (
            list_at(client, f"/shop/?{query}").canonical
            == f"{HOST}/shop/?colour=Gold&grade=excellent&year=2019"
        )
    assert list_at(client, "/shop/?page=2&colour=Gold").canonical == f"{HOST}/shop/?colour=Gold&page=2"
    assert list_at(client, "/shop/?sort=price").canonical == f"{HOST}/shop/"


def test_a_scope_needs_no_box_for_itself(client: Client) -> None:
    listed_item(category=a_category("Totes", parent=a_category("Handbags")))
    assert list_at(client, "/shop/handbags/").options("category") == {"Totes": 1}
    assert "designer" not in list_at(client, "/designers/hermes/").filters
    assert "category" not in list_at(client, "/designers/hermes/totes/").filters
