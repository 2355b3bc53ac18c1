"""The search box: words, accents, abbreviations, item numbers right and mistyped."""

import pytest
from django.test import Client

from catalog.models import Item
from catalog.numbers import number_from
from tests.browsing.reading import list_at
from tests.factories.catalog import a_designer, draft_item, listed_item, sold_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def bag() -> Item:
    a_designer("Louis Vuitton", aliases=["LV"])
    listed_item(
        designer="Louis Vuitton", style="Neverfull MM", title="Neverfull MM in Damier", colour="Ebene"
    )
    return listed_item(number=number_from(567_890))  # far from the other one: no slip leads from hers to it


def found(client: Client, words: str) -> list[str]:
    return list_at(client, "/search/", q=words).titles


@pytest.mark.parametrize(
    "words", ["birkin", "HERMES gold", "Hermès Togo", "birk", "togo  birkin 30", "handbag birkin"]
)
def test_words_in_any_order_and_shape(client: Client, bag: Item, words: str) -> None:
    assert found(client, words) == ["Birkin 30 in Gold Togo"]


def test_a_house_abbreviation(client: Client, bag: Item) -> None:
    assert found(client, "lv ebene") == ["Neverfull MM in Damier"]
    assert found(client, "birkin phw") == ["Birkin 30 in Gold Togo"]


@pytest.mark.parametrize("words", ["birkin kelly", "&|!:*'", "''", "-", "birkin & !(", "\\"])
def test_what_finds_nothing_says_so(client: Client, bag: Item, words: str) -> None:
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    if words != "birkin & !(":
        assert "Nothing found for" in answer.content.decode()


def test_an_item_number_leads_to_the_piece(client: Client, bag: Item) -> None:
    digits = bag.number.replace("P-", "").replace("-", "")
    for typed in (bag.number, bag.number.lower(), f"p{digits}", digits, bag.number.removeprefix("P-")):
        answer = client.get("/search/", {"q": typed})
        assert (answer.status_code, answer.headers["Location"]) == (302, bag.get_absolute_url()), typed


def test_a_sold_piece_is_found_by_number_and_a_draft_is_not(client: Client) -> None:
    sold, draft = sold_item(), draft_item()
    assert client.get("/search/", {"q": sold.number}).status_code == 302
    answer = client.get("/search/", {"q": draft.number})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f"We know no piece {draft.number}." in page
    assert draft.title not in page


def test_a_mistyped_number_offers_the_piece_that_was_meant(client: Client, bag: Item) -> None:
    listed_item(title="Another number", number=number_from(987_654))  # not a slip away from hers
    wrong = bag.number[:-1] + str((int(bag.number[-1]) + 1) % 10)
    for path in (f"/search/?q={wrong}", f"/items/{wrong}/x/"):
        page = client.get(path).content.decode()
        assert f"We know no piece {wrong}." in page
        assert "Did you mean this one?" in page
        assert page.count('<article class="card"') == 1
        assert f'href="{bag.get_absolute_url()}"' in page


def test_a_number_that_nobody_meant_leads_on(client: Client, bag: Item) -> None:
    page = client.get("/search/", {"q": "P-999999-1"}).content.decode()
    assert "Did you mean" not in page
    assert "Search by words" in page


def test_prices_narrow_a_search(client: Client) -> None:
    listed_item(title="Dear", price=9000)
    listed_item(title="Less", price=900)
    assert list_at(client, "/search/", q="hermes", to="1,000").titles == ["Less"]


def test_the_words_stay_in_the_box_escaped(client: Client) -> None:
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
