"""Beat runs twice, and a buyer comes while the line is told: each place hears once, and only of a free piece."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from catalog import holds
from catalog.locks import lock_items
from catalog.models import Hold, Item
from concierge.models import PlaceInLine, SavedSearch, SearchMatch
from concierge.searches import saving
from concierge.searches import telling as searches
from concierge.searches.place import Place, read_place
from concierge.waiting import line
from concierge.waiting import telling as lines
from portero.core.mail.models import Mail
from tests.factories.catalog import held_item, listed_item
from tests.factories.concierge import a_search, in_line
from tests.races.together import Rendezvous, together, without_constraints

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 4


@transaction.atomic
def a_held_piece() -> Item:
    return held_item()


def a_free_piece_with_a_line() -> Item:
    item = a_held_piece()
    in_line(item, "ada@example.com")
    in_line(item, "bea@example.com")
    holds.release("basket:of-somebody-else", reason="expired")
    return item


def told() -> list[str]:
    return list(Mail.objects.filter(kind="line_free").values_list("to", flat=True))


def test_canary_without_the_lock_and_the_outbox_rule_it_is_told_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = a_free_piece_with_a_line()
    monkeypatch.setattr(lines, "lock_item_unless_busy", lambda pk: Item.objects.get(pk=pk))
    monkeypatch.setattr(lines, "waiting_for", _unlocked(line.waiting_for, Rendezvous(2)))
    with without_constraints(core_mail=["mail_once_per_subject_and_kind"]):
        together([lambda: lines.tell_line(item.pk, timezone.now())] * 2)
        assert told() == ["ada@example.com"] * 2


def _unlocked(waiting_for: Callable[[Item], Any], meeting: Rendezvous) -> Callable[[Item], Any]:
    """The line without its row locks, read by both before either goes on."""

    class Line:
        def __init__(self, item: Item) -> None:
            self.item = item

        def select_for_update(self, **_: Any) -> "Line":
            return self

        def first(self) -> PlaceInLine | None:
            found: PlaceInLine | None = waiting_for(self.item).first()
            meeting.wait()
            return found

        def exclude(self, **facts: Any) -> Any:
            return waiting_for(self.item).exclude(**facts)

    return Line


def test_sweeps_at_once_tell_the_first_once() -> None:
    a_free_piece_with_a_line()
    answers = together([lines.tell_lines] * RIVALS)
    assert sum(answers) == 1
    assert told() == ["ada@example.com"]


def test_a_piece_that_is_just_being_held_is_left_alone() -> None:
    item = a_free_piece_with_a_line()
    with transaction.atomic():
        locked = lock_items([item.pk])
        holds.place(locked, holder="basket:1", kind=Hold.Kind.CHECKOUT, lasts=timedelta(minutes=15))
        assert together([lines.tell_lines]) == [0]
    assert together([lines.tell_lines]) == [0]
    assert told() == []


def test_the_same_e_mail_at_once_is_one_place_and_one_mail() -> None:
    item = a_held_piece()
    places = together([lambda: line.join(item, "ada@example.com")] * RIVALS)
    assert {place.pk for place in places} == {PlaceInLine.objects.get().pk}
    assert Mail.objects.filter(kind="line_joined").count() == 1


def test_a_saved_search_is_told_once_by_sweeps_at_once() -> None:
    a_search("/shop/")
    item = listed_item(listed_at=timezone.now())
    answers = together([searches.tell_all] * RIVALS)
    assert sum(answers) == 1
    assert SearchMatch.objects.get().item_id == item.pk
    assert Mail.objects.filter(kind="search_news").count() == 1


def test_a_guest_who_clicks_twice_is_asked_once_and_confirms_once() -> None:
    place = read_place("/shop/")
    assert isinstance(place, Place)
    together([lambda: saving.save_for_guest("ada@example.com", place)] * RIVALS)
    saved = SavedSearch.objects.get()
    assert Mail.objects.filter(kind="search_confirm").count() == 1
    together([lambda: saving.confirm(saved)] * RIVALS)
    saved.refresh_from_db()
    confirmed_at = saved.confirmed_at
    saving.confirm(saved)
    saved.refresh_from_db()
    assert saved.confirmed_at == confirmed_at is not None
