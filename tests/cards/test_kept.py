"""A card that was drawn before is shown again as long as nothing about its piece changed, and not a moment longer."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog import holds, pricing, shelf
from catalog.cards import cards_html, kept
from catalog.models import Designer, Hold, Item, ListingState, PriceChange
from catalog.queries.cards import Card, cards_of
from tests.factories.catalog import held_item, listed_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    kept.forget()


def drawn(*items: Item) -> list[str]:
    """The cards as a list shows them now."""
    return [card.html for card in kept.drawn_cards(shelf.current(), [item.pk for item in items])]


def sell(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(state=ListingState.SOLD, sold_at=timezone.now())


def hold(item: Item) -> None:
    holds.place([item], holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=holds.checkout_time())


def rename(item: Item) -> None:
    Designer.objects.filter(pk=item.designer_id).update(name="Maison")


def reprice(item: Item) -> None:
    pricing.set_price(item, Decimal(11_000), kind=PriceChange.Kind.STEP)


def withdraw(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(state=ListingState.WITHDRAWN)


def photograph(item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(lead_photo="items/new.webp")


def test_known_cards_ask_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, second = listed_item(), listed_item(title="Kelly 28")
    before = drawn(first)
    now = shelf.current()
    with django_assert_num_queries(1):
        assert kept.drawn_cards(now, [second.pk, first.pk])[1].html == before[0]
    with django_assert_num_queries(0):
        assert len(kept.drawn_cards(now, [first.pk, second.pk])) == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (sell, "Sold on"),
        (hold, "On hold until"),
        (rename, "Maison"),
        (reprice, "New price on"),
        (photograph, "items/new.webp"),
    ],
)
def test_a_change_is_on_the_next_card(change: Callable[[Item], None], says: str) -> None:
    item, other = listed_item(), listed_item(designer="Chanel", title="Classic Flap")
    before = drawn(item, other)
    assert says not in before[0]
    change(item)
    after = drawn(item, other)
    assert says in after[0]
    assert after[1] == before[1]


def test_a_piece_that_left_is_left_out() -> None:
    item, other = listed_item(), listed_item(title="Kelly 28")
    assert len(drawn(item, other)) == 2
    withdraw(item)
    assert len(drawn(item, other)) == 1


def test_a_card_read_before_a_sale_is_not_kept_for_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window: its facts are read, the piece is sold, another thread looks at the log, the card is kept."""
    item = listed_item()

    def read_and_sold(pks: Iterable[int]) -> list[Card]:
        found = cards_of(pks)
        sell(item)
        shelf.current()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(kept, "cards_of", read_and_sold)
        assert "Sold on" not in drawn(item)[0]
    assert "Sold on" in drawn(item)[0]


def test_a_hold_that_runs_out_is_gone_without_anybody_saying_so(monkeypatch: pytest.MonkeyPatch) -> None:
    item = held_item(minutes=5)
    assert "On hold until" in drawn(item)[0]
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "On hold" not in drawn(item)[0]


def test_a_date_without_its_year_does_not_outlive_it(monkeypatch: pytest.MonkeyPatch) -> None:
    item = listed_item()
    sell(item)
    sold_on = timezone.localdate()
    assert f"Sold on {sold_on:%a} {sold_on.day}" in drawn(item)[0]
    next_year = sold_on.replace(year=sold_on.year + 1, day=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: next_year)
    assert f"Sold on {sold_on.day} {sold_on:%b %Y}" in drawn(item)[0]


def test_a_list_fetches_its_first_photographs_first() -> None:
    items = [listed_item(title=str(n)) for n in range(3)]
    Item.objects.update(lead_photo="items/a.webp", second_photo="items/b.webp", lead_widest=1600)
    found = kept.drawn_cards(shelf.current(), [item.pk for item in items])
    facts = cards_of(item.pk for item in items)
    assert kept.together(found, eager=2) == cards_html(facts, level=kept.LEVEL, eager=2)


def test_what_nobody_asks_for_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    halves = kept._Halves()
    card = kept.Drawn("", "", 0, "", 0, 0)
    for pk in (1, 2, 3):
        halves.put(pk, card)
    assert halves.get(1)  # asked for, so it stays when the next half is full
    halves.put(4, card)
    halves.put(5, card)
    assert sorted(halves._newer | halves._older) == [1, 3, 4, 5]
