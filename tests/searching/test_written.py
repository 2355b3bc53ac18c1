"""What a process keeps of the full text is as true as the full text itself."""

import pytest
from django.core.cache import cache
from django.db import transaction
from pyroaring import BitMap
from pytest_django import DjangoAssertNumQueries

from catalog.models import Item, ListingState
from catalog.searching import written
from catalog.searching.answering import find
from catalog.searching.engine import read
from catalog.searching.texts import vector_of
from catalog.searching.written import Written, having
from catalog.shelf import current
from tests.factories.catalog import listed_item
from tests.plans import plan_by

pytestmark = pytest.mark.django_db


def _told(item: Item, description: str) -> None:
    item.description = description
    item.words = vector_of(item)
    item.save(update_fields=["description", "words"])


def test_a_word_is_asked_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    item = listed_item(description="From an estate in Boston.")
    shelf = current()
    assert having("'boston'", shelf) == BitMap([item.pk])
    with django_assert_num_queries(0):
        assert having("'boston'", shelf) == BitMap([item.pk])


def test_a_changed_text_is_asked_about_again() -> None:
    first, second = listed_item(description="From Boston."), listed_item(description="From Geneva.")
    assert having("'boston'", current()) == BitMap([first.pk])
    _told(first, "From Geneva.")
    _told(second, "From Boston.")
    assert having("'boston'", current()) == BitMap([second.pk])


def test_a_piece_that_was_not_there_is_found_and_one_that_left_is_not() -> None:
    item = listed_item(description="From Boston.")
    assert find(read("boston")).total == 1
    listed_item(description="Also from Boston.")
    Item.objects.filter(pk=item.pk).update(state=ListingState.WITHDRAWN)
    assert find(read("boston")).total == 1


def test_what_is_called_so_comes_before_what_is_said_to_go_with_it() -> None:
    called = listed_item(title="Evening satchel", description="")
    told = listed_item(title="Birkin 30", description="Goes with a satchel.")
    found = find(read("satchel"))
    assert current().answer(found.query).pks == [called.pk, told.pk]


@pytest.mark.django_db(transaction=True)
def test_a_process_takes_what_another_one_found_and_what_changed_since(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(written, "SLOW", 0)
    cache.clear()
    first, second = listed_item(description="From Boston."), listed_item(description="From Geneva.")
    assert Written().having("'boston'", current()) == BitMap([first.pk])
    monkeypatch.setattr(
        written, "ALL", "select null where {asked} is null"
    )  # nobody can ask about all any more
    assert Written().having("'boston'", current()) == BitMap([first.pk])
    _told(first, "From Geneva.")
    _told(second, "From Boston.")
    assert Written().having("'boston'", current()) == BitMap([second.pk])


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_found_stays_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "SLOW", 0)
    cache.clear()
    with transaction.atomic():
        item = listed_item(description="From Boston.")
        assert Written().having("'boston'", current()) == BitMap([item.pk])
        transaction.set_rollback(True)
    assert Written().having("'boston'", current()) == BitMap()


def test_what_a_piece_is_called_is_asked_of_an_index_of_its_own() -> None:
    called = listed_item(title="Evening satchel", description="")
    listed_item(title="Birkin 30", description="Goes with a satchel.")
    shelf = current()
    for query in ("'satchel':A", "'satch':*A", "('satchel':A | 'satchels':A) & 'evening':A"):
        assert having(query, shelf) == BitMap([called.pk])
    asked = "ts_filter(words, '{a}') @@ to_tsquery('english', 'satchel:A')"
    assert "Index Cond" in plan_by("item_called", f"select from catalog_item where {asked}")
