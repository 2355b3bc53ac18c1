"""Whatever is in the shop, whatever happens to it, whatever is asked: the shelf says what the database says."""

from dataclasses import replace
from random import Random

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.browsing.conditions import all_of, conditions
from catalog.browsing.scopes import Scope
from catalog.browsing.selection import Selection
from catalog.models import Item
from catalog.shelf import current, ordering
from portero.core.figures import figures_in_force
from tests.shelf.catalogue import Vocabulary, change, moment, put_up, question, some
from tests.shelf.oracle import ask, latest, latest_by_keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that sixty pieces fill as many buckets as a million do."""
    monkeypatch.setattr(ordering, "SMALL", 3)
    monkeypatch.setattr(ordering, "LOOKED_THROUGH", 3)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), pieces=st.integers(0, 60), steps=st.integers(0, 6))
def test_answers_are_the_databases(seed: int, pieces: int, steps: int) -> None:
    random = Random(seed)
    with transaction.atomic():
        words = Vocabulary()
        put_up(random, words, pieces)
        for _ in range(steps + 1):
            for _ in range(3):
                query = question(random)
                assert current().answer(query) == ask(query), query
            change(random, words)
        transaction.set_rollback(True)
    assert current().answer(question(random)).pks == []


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_what_asks_the_database_instead_means_the_same(seed: int) -> None:
    random = Random(seed)
    with transaction.atomic():
        put_up(random, Vocabulary(), 40)
        for _ in range(5):
            asked = replace(question(random), only=None, first=0, size=100)
            scope = Scope("A scope", "/", asked.fixed)
            selection = Selection(asked.chosen, asked.flags, asked.price_from, asked.price_to)
            condition = scope.condition & all_of(conditions(selection, figures_in_force()))
            found = Item.objects.filter(condition, state__in=["listed", "sold"])
            assert set(current().answer(asked).pks) == set(found.values_list("pk", flat=True)), asked
        transaction.set_rollback(True)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), pieces=st.integers(0, 40))
def test_dates_of_lists_are_the_databases(seed: int, pieces: int) -> None:
    random = Random(seed)
    with transaction.atomic():
        words = Vocabulary()
        put_up(random, words, pieces)
        for _ in range(3):
            shelf = current()
            for facets in (("designer",), ("style",), ("category",), ("designer", "category")):
                assert shelf.latest(*facets) == latest(facets), facets
            assert shelf.latest_by_keys(7) == latest_by_keys(7)
            change(random, words)
            some(random, "listed").update(updated_at=moment(random))
        transaction.set_rollback(True)
