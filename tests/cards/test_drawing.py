"""A card says what is true of its piece, in markup that nobody's words can break."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from lxml import html

from catalog.cards import card_html, cards_html
from catalog.queries.cards import Card

HOSTILE = "<script>alert('x')</script>\"&"
THEN = datetime(2024, 3, 4, 15, 30, tzinfo=ZoneInfo("America/New_York"))
BIRKIN = Card(
    pk=1,
    number="P-104417-2",
    slug="hermes-birkin-30",
    designer="Hermès",
    title="Birkin 30 in Gold Togo",
    grade="excellent",
    state="listed",
    price=Decimal("12500.00"),
    previous_price=None,
    price_changed_at=None,
    sold_at=None,
    held_until=None,
    never_carried=False,
    ships_from="US",
    ships_from_city="New York",
    lead_photo="items/a.webp",
    lead_alt="Front",
    lead_widest=0,
    second_photo="items/b.webp",
    second_widest=0,
)


def said(card: Card) -> list[str]:
    """What the card says, paragraph by paragraph."""
    drawn = html.fromstring(card_html(card, level=3))
    return [" ".join(str(one.text_content()).split()) for one in drawn.iter("h3", "p")]


def test_a_card_is_this_markup() -> None:
    assert card_html(BIRKIN, level=2) == (
        '<article class="card"><div class="photo">'
        '<img src="/media/items/a.webp" width="800" height="1000" alt="Front" loading="lazy" decoding="async">'
        '<img src="/media/items/b.webp" width="800" height="1000" alt="" class="photo-second" loading="lazy" '
        'decoding="async"></div><div class="card-text"><h2 class="card-name">'
        '<a href="/items/P-104417-2/hermes-birkin-30/">Hermès'
        '<span class="unseen">, Birkin 30 in Gold Togo</span></a></h2>'
        '<p>Birkin 30 in Gold Togo</p><p class="soft">Excellent</p><p class="card-price">$12,500</p></div></article>'
    )


def test_the_first_cards_fetch_their_photographs_first() -> None:
    first, second = html.fragments_fromstring(cards_html([BIRKIN, BIRKIN], eager=1))
    priorities = [[image.get("fetchpriority") for image in card.iter("img")] for card in (first, second)]
    assert priorities == [["high", None], [None, None]]


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ({}, []),
        ({"never_carried": True}, ["Never carried"]),
        ({"ships_from": "JP", "ships_from_city": "Tokyo"}, ["Ships from Tokyo, Japan"]),
        (
            {"previous_price": Decimal(13000), "price_changed_at": THEN},
            ["New price on 4 Mar 2024"],
        ),
        (
            {"state": "sold", "sold_at": THEN, "never_carried": True, "ships_from": "JP"},
            ["Sold on 4 Mar 2024, kept as a price reference", "Sold"],
        ),
    ],
)
def test_what_is_special_is_said(facts: dict[str, object], lines: list[str]) -> None:
    price = "$12,500 was $13,000" if "previous_price" in facts else "$12,500"
    named = ["Hermès, Birkin 30 in Gold Togo", "Birkin 30 in Gold Togo", "Excellent", price]
    assert said(replace(BIRKIN, **facts)) == named + lines  # type: ignore[arg-type]


def test_a_sold_piece_shows_no_former_price() -> None:
    sold = replace(BIRKIN, state="sold", sold_at=THEN, previous_price=Decimal(13000), price_changed_at=THEN)
    assert "$12,500" in said(sold)
    assert not [line for line in said(sold) if "13,000" in line or "New price" in line]


def test_a_hold_says_until_when() -> None:
    held = replace(BIRKIN, held_until=timezone.now() + timedelta(minutes=10))
    drawn = card_html(held, level=3)
    assert 'data-state="hold"' in drawn
    assert [line.partition(" until ")[0] for line in said(held)[4:]] == ["On hold", "On hold"]


def test_without_a_photograph_it_says_so() -> None:
    drawn = html.fromstring(card_html(replace(BIRKIN, lead_photo=""), level=3))
    assert not list(drawn.iter("img"))
    assert drawn.find_class("photo-none")[0].text == "No photograph"


# The grade is one of four words, looked up in a table of ours.
TEXTS = [field.name for field in fields(Card) if field.type in ("str", str) and field.name != "grade"]


@pytest.mark.parametrize("field", TEXTS)
def test_no_word_of_a_piece_is_markup(field: str) -> None:
    facts = {"ships_from": "JP", field: HOSTILE}
    drawn = card_html(replace(BIRKIN, **facts), level=3)  # type: ignore[arg-type]
    parsed = html.fromstring(drawn)
    assert not list(parsed.iter("script"))
    names = {name for element in parsed.iter() for name in element.attrib}
    assert names <= {
        "class", "src", "width", "height", "alt", "loading", "decoding", "href", "data-state"
    }  # fmt: skip
