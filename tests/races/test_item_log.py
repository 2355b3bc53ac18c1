"""Two append to one piece's log at the same moment: one chain, no number twice, and nobody waits for another piece."""

import pytest
from django.db import OperationalError, connection, transaction

from catalog import log
from catalog.log.verifying import verify
from catalog.models import Item, ItemLogEntry
from tests.factories.catalog import draft_item
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS, EACH = 6, 5


def appended(item: Item) -> None:
    for _ in range(EACH):
        log.append(item, "reviewed", {})


def waits(item: Item) -> bool:
    """Whether somebody else holds the end of the chain."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '200ms'")
            log.append(item, "returned", {})
    except OperationalError as error:
        return "lock timeout" in str(error)
    return False


def test_rivals_make_one_chain() -> None:
    item = draft_item()
    assert together([lambda: appended(item)] * RIVALS) == [None] * RIVALS
    assert [entry.number for entry in item.log.all()] == list(range(1, 3 + RIVALS * EACH))
    assert verify().found == []


def test_who_appends_waits_for_the_same_piece_and_for_no_other() -> None:
    item, other = draft_item(), draft_item()
    with transaction.atomic():
        log.append(item, "reviewed", {})
        assert together([lambda: waits(item), lambda: waits(other)]) == [True, False]
    assert waits(item) is False
    assert ItemLogEntry.objects.filter(item=item).count() == 4
    assert verify().found == []
