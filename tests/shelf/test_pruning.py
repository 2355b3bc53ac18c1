"""The log forgets what everybody has seen, and nothing else."""

from datetime import timedelta

import pytest
from django.db.models import F

from catalog.models import Change
from catalog.shelf.pruning import KEPT, prune
from tests.factories.catalog import listed_item

pytestmark = pytest.mark.django_db


def let_pass(time: timedelta) -> None:
    """As if the round that marked these changes had been so long ago."""
    Change.objects.update(seen_at=F("seen_at") - time)


def test_a_change_is_kept_for_an_hour_after_it_could_be_seen() -> None:
    listed_item()
    written = Change.objects.count()
    assert written > 0
    Change.objects.update(at="2020-01-01T00:00Z")  # its transaction was open for years
    assert prune() == 0
    let_pass(KEPT - timedelta(minutes=1))
    assert prune() == 0
    assert Change.objects.count() == written
    let_pass(timedelta(minutes=1))
    assert prune() == written
    assert Change.objects.count() == 0
