"""No commit is missed, in whatever order transactions end; what was rolled back leaves nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from catalog.models import Change, Designer, Hold, Item
from catalog.shelf import Query, changes, current, keeping
from tests.factories.catalog import draft_item, listed_item
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def available() -> int:
    return current().answer(Query()).available


class Other:
    """Somebody else's connection, with a transaction of its own."""

    def __init__(self) -> None:
        self.connection = connection.copy()
        self.connection.set_autocommit(False)

    def run(self, statement: str, *values: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)

    def sell(self, item: Item) -> None:
        self.run("update catalog_item set state = 'sold', sold_at = now() where id = %s", item.pk)


@pytest.fixture
def other() -> Iterator[Other]:
    one = Other()
    yield one
    one.connection.rollback()
    one.connection.close()


@pytest.fixture
def third(other: Other) -> Iterator[Other]:
    one = Other()
    yield one
    one.connection.rollback()
    one.connection.close()


def test_a_sale_is_counted_from_its_commit_on(other: Other) -> None:
    item = listed_item()
    assert available() == 1
    other.sell(item)
    assert available() == 1
    other.connection.commit()
    assert available() == 0


def test_a_lower_transaction_that_commits_after_a_higher_one_is_not_missed(
    other: Other, third: Other
) -> None:
    first, second = listed_item(), listed_item()
    assert available() == 2
    other.sell(first)  # the lower number
    third.sell(second)
    third.connection.commit()
    assert available() == 1
    other.connection.commit()
    assert available() == 0


def test_canary_by_the_highest_number_seen_the_late_commit_is_missed(
    other: Other, third: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plain way: go on from the highest row that was seen."""
    by_number = changes.LOOK.replace(
        "not pg_visible_in_snapshot(c.xid, %(snapshot)s::pg_snapshot)",
        "c.xid >= pg_snapshot_xmax(%(snapshot)s::pg_snapshot)",
    )
    assert by_number != changes.LOOK
    monkeypatch.setattr(changes, "LOOK", by_number)
    first, second = listed_item(), listed_item()
    assert available() == 2
    other.sell(first)
    third.sell(second)
    third.connection.commit()
    assert available() == 1
    other.connection.commit()
    assert available() == 1


def test_a_long_open_transaction_makes_no_look_read_again(
    other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.sell(listed_item())  # stays open: every snapshot begins below it
    for _ in range(20):
        listed_item()
    assert available() == 21
    read: list[int] = []
    monkeypatch.setattr(keeping, "read_some", read.extend)
    assert available() == 21
    assert read == []


def test_what_is_rolled_back_leaves_nothing() -> None:
    item = listed_item()
    assert available() == 1
    with transaction.atomic():
        Item.objects.filter(pk=item.pk).update(state="withdrawn")
        Designer.objects.update(name="Nobody")
        assert available() == 0
        transaction.set_rollback(True)
    assert available() == 1
    assert current().words.by_number["designer"][item.designer_id].label == "Hermès"


def test_a_savepoint_that_is_rolled_back_leaves_nothing() -> None:
    item = listed_item()
    with transaction.atomic():
        with transaction.atomic():
            Item.objects.filter(pk=item.pk).update(state="withdrawn")
            assert available() == 0
            transaction.set_rollback(True)
        assert available() == 1


def test_what_follows_a_look_from_inside_a_transaction_is_seen_after_its_commit() -> None:
    """A snapshot doesn't count its own transaction among the open ones; savepoints push its end further."""
    first, second = listed_item(), listed_item()
    assert available() == 2
    with transaction.atomic():
        with transaction.atomic():
            Item.objects.filter(pk=first.pk).update(state="withdrawn")
        assert available() == 1
        Item.objects.filter(pk=second.pk).update(state="withdrawn")
    assert available() == 0


def test_versions_say_what_changed() -> None:
    item, draft = listed_item(), draft_item()
    shelf = current()
    version, texts = shelf.version, shelf.texts_version
    current()
    draft.save()
    assert (current().version, shelf.texts_version) == (version, texts)
    Hold.objects.create(
        item=item, kind="checkout", holder="basket:1", expires_at=timezone.now() + timedelta(hours=1)
    )
    assert (current().version > version, shelf.texts_version) == (True, texts)
    held = shelf.version
    Item.objects.filter(pk=item.pk).update(price=1)
    assert (current().version > held, shelf.texts_version) == (True, texts)
    Item.objects.filter(pk=item.pk).update(words="'other':1")
    assert current().texts_version > texts


def test_an_emptied_table_is_read_again() -> None:
    listed_item()
    assert available() == 1
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        refusals = "tgfoid = 'portero_append_only'::regproc and tgname like '%_emptied'"
        cursor.execute(f"select tgrelid::regclass, tgname from pg_trigger where {refusals}")
        for table, refusal in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger {refusal}")
        cursor.execute("truncate catalog_item cascade")
    assert available() == 0


def test_who_slept_too_long_reads_everything_again(monkeypatch: pytest.MonkeyPatch) -> None:
    item = listed_item()
    assert available() == 1
    Item.objects.filter(pk=item.pk).update(state="withdrawn")
    with connection.cursor() as cursor:
        cursor.execute("truncate catalog_change")  # pruned meanwhile
    assert available() == 1
    monkeypatch.setattr(keeping, "TOO_LONG", 0)
    assert available() == 0


@pytest.mark.parametrize(("pieces", "is_everything"), [(5000, False), (5001, True)])
def test_a_statement_over_thousands_of_pieces_says_everything(pieces: int, is_everything: bool) -> None:
    item = listed_item()
    assert available() == 1
    with connection.cursor() as cursor:
        cursor.execute("alter table catalog_item disable trigger user")
        Item.objects.filter(pk=item.pk).update(state="withdrawn")
        cursor.execute("alter table catalog_item enable trigger user")
        cursor.execute(
            "select catalog_note('piece', array(select generate_series(%s, %s)))",
            [item.pk + 1, item.pk + pieces],
        )
    assert (Change.objects.latest("pk").items is None) is is_everything
    assert available() == (0 if is_everything else 1)


def test_threads_never_see_half_a_change() -> None:
    """A list whose sums and pages don't fit together was answered in the middle of a change."""
    item = listed_item()
    for _ in range(5):
        listed_item()
    current()

    def look() -> set[tuple[int, int]]:
        answers = [current().answer(Query(to_buy=True)) for _ in range(40)]
        return {(answer.available, len(answer.pks)) for answer in answers}

    def change() -> set[tuple[int, int]]:
        for n in range(40):
            Item.objects.filter(pk=item.pk).update(state=("withdrawn", "listed")[n % 2])
        return set()

    seen = together([look, look, look, change])
    assert set().union(*seen) <= {(5, 5), (6, 6)}
    assert available() == 6
