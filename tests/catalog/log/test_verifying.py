"""Whatever is changed behind the triggers' back is named: row, chain and what is wrong with it."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog import log
from catalog.log import roots
from catalog.log.verifying import verify
from catalog.log.verifying.chains import BEYOND
from catalog.models import Item, ItemLogEntry, ItemLogRoot
from tests.catalog.log.flips import insert_before
from tests.catalog.log.tampering import found, said, tampering
from tests.factories.catalog import draft_item, listed_item

pytestmark = pytest.mark.django_db
REHASH = """
    update catalog_itemlogentry e set digest = sha256(
        catalog_log_bytes(i.number, e.number, e.kind, e.at, e.body, e.id, e.previous))
    from catalog_item i where i.id = e.item_id and e.id = %s
"""


@pytest.fixture
def item() -> Item:
    """Six entries, between two other pieces, all published."""
    draft_item()
    item = listed_item()
    log.append(item, "reviewed", {"verdict": "authentic", "note": "a\\b"})
    log.append(item, "certified", {})
    draft_item()
    roots.publish()
    return item


def entry(item: Item, number: int) -> ItemLogEntry:
    return item.log.get(number=number)


def change(statement: str, *values: Any) -> None:
    with tampering() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def test_what_was_written_is_found_as_it_was_written(item: Item) -> None:
    log.append(item, "returned", {})  # after the root
    findings = verify()
    assert (findings.found, findings.entries, findings.pieces, findings.roots) == ([], 11, 3, 1)


@pytest.mark.parametrize(
    "edit",
    [
        "kind = 'lister'",
        "at = at + interval '1 microsecond'",
        "body = replace(body, 'draft', 'drafu')",
        "previous = set_byte(previous, 31, get_byte(previous, 31) # 1)",
        "digest = set_byte(digest, 0, get_byte(digest, 0) # 1)",
    ],
)
def test_an_edited_row_is_named_and_no_other(item: Item, edit: str) -> None:
    row = entry(item, 4)
    change(f"update catalog_itemlogentry set {edit} where id = %s", row.pk)
    assert set(found()) == {(item.number, 4, row.pk)}


def test_a_row_under_another_id_is_named(item: Item) -> None:
    change("update catalog_itemlogentry set id = 900001 where id = %s", entry(item, 3).pk)
    assert found() == [(item.number, 3, 900001)]


def test_a_deleted_row_is_named(item: Item) -> None:
    change("delete from catalog_itemlogentry where id = %s", entry(item, 2).pk)
    assert set(found()) == {(item.number, 2, None)}


def test_a_chain_that_lost_its_end_is_found_before_it_is_published(item: Item) -> None:
    log.append(item, "returned", {})
    change("delete from catalog_itemlogentry where id = %s", entry(item, 7).pk)
    assert said() == [f"{item.number} entry 7: deleted"]


def test_a_chain_that_lost_everything_is_found() -> None:
    item = draft_item()
    with tampering() as cursor:
        cursor.execute("delete from catalog_itemlogentry where item_id = %s", [item.pk])
    assert said() == [f"{item.number} entry 1: deleted, and all after it up to entry 2"]


def test_a_row_moved_to_another_chain_is_missed_there_and_found_here(item: Item) -> None:
    other, row = draft_item(), entry(item, 6)
    change("update catalog_itemlogentry set item_id = %s where id = %s", other.pk, row.pk)
    named = set(found())
    assert {(item.number, 6, None), (other.number, 6, row.pk)} <= named


INSERT = """
    insert into catalog_itemlogentry (item_id, number, kind, at, body, previous, digest)
    select item_id, number + 1, 'returned', now(), '{}', digest, sha256('anything')
    from catalog_itemlogentry where item_id = %s order by number desc limit 1
"""


def test_an_inserted_row_is_named(item: Item) -> None:
    change(INSERT, item.pk)
    row = entry(item, 7)
    assert set(found()) == {(item.number, 7, row.pk)}
    assert len(said()) == 2  # its digest, and the head that doesn't know it


def test_an_inserted_row_with_a_right_digest_is_named_by_the_head(item: Item) -> None:
    change(INSERT, item.pk)
    row = entry(item, 7)
    change(REHASH, row.pk)
    assert said() == [
        f"{item.number} entry 7 (row {row.pk}): inserted by hand: the chain's head doesn't reach so far"
    ]


def test_a_row_that_was_rewritten_with_its_digest_is_named_by_the_one_after_it(item: Item) -> None:
    row = entry(item, 3)
    change("update catalog_itemlogentry set body = '{\"forged\":1}' where id = %s", row.pk)
    change(REHASH, row.pk)
    assert said() == [
        f"{item.number} entry 3 (row {row.pk}): rewritten: what comes after it names another digest"
    ]


def test_a_row_between_two_others_is_named_and_those_that_made_room(item: Item) -> None:
    with tampering() as cursor:
        key = insert_before(cursor, entry(item, 5))
    rows = {row.number: row.pk for row in item.log.all()}
    assert said() == [
        f"{item.number} entry 5 (row {key}): inserted by hand: the entry after it follows the one before it",
        f"{item.number} entry 6 (row {rows[6]}): renumbered: it was written as entry 5",
        f"{item.number} entry 7 (row {rows[7]}): renumbered: it was written as entry 6",
        f"{item.number} entry 7 (row {rows[7]}): {BEYOND}",
        f"{item.number} entry 6 (row {rows[6]}): not what the root of {timezone.localdate()} has published",
    ]


def rewrite(item: Item, number: int) -> None:
    """From this entry on a whole chain that is right in itself, and a head that fits."""
    with tampering() as cursor:
        for row in item.log.filter(number__gte=number).order_by("number"):
            body = '{"forged":1}' if row.number == number else row.body
            cursor.execute(
                "update catalog_itemlogentry set body = %s, previous = coalesce((select digest from"
                " catalog_itemlogentry where item_id = %s and number = %s), decode(repeat('00', 32), 'hex'))"
                " where id = %s",
                [body, item.pk, row.number - 1, row.pk],
            )
            cursor.execute(REHASH, [row.pk])
        last = item.log.order_by("number").last()
        assert last is not None
        cursor.execute(
            "update catalog_itemloghead set digest = %s, previous = %s where item_id = %s",
            [bytes(last.digest), bytes(last.previous), item.pk],
        )


def test_a_chain_rewritten_as_a_whole_contradicts_its_published_root(item: Item) -> None:
    day = ItemLogRoot.objects.get().day
    rewrite(item, 2)
    row = entry(item, 6)
    assert said() == [f"{item.number} entry 6 (row {row.pk}): not what the root of {day} has published"]


def test_with_its_leaf_rewritten_too_the_root_no_longer_fits(item: Item) -> None:
    rewrite(item, 2)
    digest = bytes(entry(item, 6).digest)
    change("update catalog_itemlogleaf set digest = %s where item_id = %s", digest, item.pk)
    day = ItemLogRoot.objects.get().day
    assert said() == [f"root of {day}: its leaves were edited, deleted or inserted: they don't give its root"]


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        ("root = sha256('x')", "its root was edited"),
        ("pieces = 4", "its pieces was edited"),
        ("published_at = published_at + interval '1 second'", "its published_at was edited"),
        ("statement = replace(statement, '\"pieces\":3', '\"pieces\":2')", "its seal doesn't hold"),
        ("kid = 'x'", "its seal doesn't hold"),
    ],
)
def test_an_edited_root_is_named(item: Item, edit: str, what: str) -> None:
    change(f"update catalog_itemlogroot set {edit}")
    assert f"root of {timezone.localdate()}: {what}" in " ".join(said())


def test_a_root_that_is_gone_is_missed_by_the_next(item: Item) -> None:
    first = ItemLogRoot.objects.get()
    log.append(item, "returned", {})
    second = roots.publish(timezone.now() + timedelta(days=1))
    assert second is not None
    change("delete from catalog_itemlogroot where id = %s", first.pk)
    assert said() == [
        f"root of {second.day}: the root before it was deleted, inserted or rewritten",
        f"root {first.pk}: deleted: its leaves are still there",
    ]


def test_the_newest_root_is_missed_by_its_leaves(item: Item) -> None:
    root = ItemLogRoot.objects.get()
    change("delete from catalog_itemlogroot where id = %s", root.pk)
    assert said() == [f"root {root.pk}: deleted: its leaves are still there"]


def test_a_head_that_names_another_digest_before_its_own_is_found(item: Item) -> None:
    change("update catalog_itemloghead set previous = sha256('x') where item_id = %s", item.pk)
    last, what = entry(item, 6), "the chain's head was edited: it names another digest before this one"
    assert said() == said(item.number) == [f"{item.number} entry 6 (row {last.pk}): {what}"]


def test_one_piece_alone(item: Item) -> None:
    other = draft_item()
    change("update catalog_itemlogentry set kind = 'forged' where id = %s", entry(other, 1).pk)
    assert found(item.number) == []
    assert found(other.number) == [(other.number, 1, entry(other, 1).pk)]


def test_the_command_says_all_is_well(item: Item) -> None:
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert out.getvalue().startswith("10 entries of 3 pieces, 1 roots, 0 copies of roots in ")
    assert out.getvalue().endswith("all as it was written.\n")


def test_the_command_names_the_row_and_fails(item: Item) -> None:
    row = entry(item, 5)
    change("update catalog_itemlogentry set body = '{}' where id = %s", row.pk)
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as status:
        call_command("verify_log", item=item.number.lower(), stdout=out, stderr=err)
    assert status.value.code == 1
    assert f"{item.number} entry 5 (row {row.pk}): edited or inserted by hand" in err.getvalue()
    assert "1 findings" in out.getvalue()


def test_a_piece_that_does_not_exist_is_no_success() -> None:
    with pytest.raises(CommandError, match="There is no piece"):
        call_command("verify_log", item="P-999999-1")
