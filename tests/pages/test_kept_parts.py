"""Header and footer are rendered once while the shelf stands, and for a search with its own words."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Item, ListingState
from catalog.queries.cards import cards, cards_of, visible
from tests.factories.catalog import abroad_item, draft_item, held_item, listed_item, sold_item

pytestmark = pytest.mark.django_db
PART = Template('{% load kept %}{% kept "a part" %}{{ said }}{% endkept %}')


@pytest.fixture(autouse=True)
def ten_seconds(settings: Settings) -> None:
    settings.PAGES_KEPT_SECONDS = 10


def said(text: str) -> str:
    return PART.render(Context({"request": RequestFactory().get("/"), "said": text}))


def test_a_part_stands_until_the_shelf_changes() -> None:
    item = listed_item()
    assert [said("first"), said("second")] == ["first", "first"]
    Item.objects.filter(pk=item.pk).update(state=ListingState.SOLD, sold_at=timezone.now())
    assert said("third") == "third"


def test_without_a_request_nothing_is_kept() -> None:
    assert [PART.render(Context({"said": text})) for text in ("first", "second")] == ["first", "second"]


def test_the_search_box_keeps_the_words_of_its_own_page(client: Client) -> None:
    listed_item()
    assert b'value="birkin"' in client.get("/search/?q=birkin").content
    assert b'name="q" value=""' in client.get("/shop/").content


def test_the_menu_counts_no_sold_piece(client: Client) -> None:
    item = listed_item()
    listed_item(title="Kelly 28")
    assert b'Handbags <span>2<span class="unseen"> pieces' in client.get("/bag/").content
    Item.objects.filter(pk=item.pk).update(state=ListingState.SOLD, sold_at=timezone.now())
    assert b'Handbags <span>1<span class="unseen"> pieces' in client.get("/bag/").content


@pytest.mark.parametrize("tag", ["{% kept %}", '{% kept "a" if x %}'])
def test_a_mistyped_tag_is_refused(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(f"{{% load kept %}}{tag}{{% endkept %}}")


def test_a_card_leads_to_its_piece() -> None:
    item = listed_item()
    (card,) = cards(visible())
    assert card.url == reverse("catalog:item", args=[item.number, item.slug])


def test_cards_by_key_are_those_of_the_queryset() -> None:
    pieces = [listed_item(), sold_item(title="Gone"), held_item(title="On hold"), abroad_item("JP")]
    held_item(title="It was on hold", minutes=-1)
    wanted = [piece.pk for piece in reversed(pieces)]
    found = {card.pk: card for card in cards(visible())}
    assert cards_of([*wanted, draft_item().pk, 0]) == [found[pk] for pk in wanted]
    assert found[pieces[2].pk].held_until
    assert cards_of([]) == []
