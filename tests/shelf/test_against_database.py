"""Whatever is in the shop, whatever happens to it, whatever is asked: the shelf says what the database says."""

from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.shelf import current, ordering
from tests.shelf.catalogue import Vocabulary, change, put_up, question
from tests.shelf.oracle import ask

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that sixty pieces fill as many buckets as a million do."""
    monkeypatch.setattr(ordering, "SMALL", 3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
