"""One chain per piece, made and kept by the database whoever writes."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from catalog import log
from catalog.log.digests import LINES, digest_of, entry_bytes
from catalog.models import Item, ItemLogEntry, ItemLogHead, PriceChange
from portero.core.sealing import NotCanonical
from tests.factories.catalog import draft_item, listed_item
from tests.factories.people import a_client, staff

pytestmark = pytest.mark.django_db


def entries(item: Item) -> list[ItemLogEntry]:
    return list(item.log.order_by("number"))


def run(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_entries_are_numbered_and_name_the_one_before() -> None:
    item = draft_item()
    log.append(item, "reviewed", {"verdict": "authentic"})
    chain = entries(item)
    assert [entry.number for entry in chain] == [1, 2, 3]
    assert [bytes(entry.previous) for entry in chain] == [
        bytes(32),
        *(bytes(entry.digest) for entry in chain[:-1]),
    ]
    head = ItemLogHead.objects.get(item=item)
    assert (head.number, bytes(head.digest)) == (3, bytes(chain[-1].digest))


def test_a_digest_is_taken_over_eight_documented_lines() -> None:
    item = draft_item()
    at = datetime(2026, 11, 21, 17, 5, 9, 120, UTC)
    log.append(item, "reviewed", {"verdict": "authentic", "check": "Prägung \\ “blind”"}, at=at)
    entry, before = entries(item)[-1], entries(item)[-2]
    written = (
        f"portero item log 1\n{item.number}\n3\nreviewed\n2026-11-21T17:05:09.000120Z\n"
        f'{{"check":"Prägung \\\\ “blind”","verdict":"authentic"}}\n{entry.pk}\n{bytes(before.digest).hex()}'
    )
    assert bytes(entry.digest) == hashlib.sha256(written.encode()).digest()


def test_the_database_hashes_the_bytes_that_python_defines() -> None:
    log.append(listed_item(), "reviewed", {"note": '\x01 \x7f é 💎 \\ " /'})
    with connection.cursor() as cursor:
        cursor.execute(f"""
            select encode(entry.digest, 'hex'), catalog_log_bytes(
                item.number, entry.number, entry.kind, entry.at, entry.body, entry.id, entry.previous), {LINES}
            from catalog_itemlogentry entry join catalog_item item on item.id = entry.item_id
        """)
        rows = cursor.fetchall()
    assert len(rows) == 5
    for digest, written, *lines in rows:
        texts = [str(line).encode() for line in lines]
        assert (entry_bytes(texts), digest_of(texts)) == (bytes(written), digest.encode())


def test_what_an_insert_claims_of_number_and_digests_is_put_aside() -> None:
    item = draft_item()
    run(
        "insert into catalog_itemlogentry (item_id, number, kind, at, body, previous, digest)"
        " values (%s, 7, 'forged', now(), '{}', sha256('x'), sha256('y'))",
        item.pk,
    )
    chain = entries(item)
    assert (chain[-1].number, bytes(chain[-1].previous)) == (3, bytes(chain[-2].digest))
    assert bytes(chain[-1].digest) != hashlib.sha256(b"y").digest()


@pytest.mark.parametrize(
    "change",
    [
        'update catalog_itemlogentry set body = \'{"amount":"1.00"}\'',
        "delete from catalog_itemlogentry",
        "truncate catalog_itemlogentry",
        "update catalog_itemloghead set number = 9",
        "delete from catalog_itemloghead",
        "insert into catalog_itemloghead select 0, 1, previous, digest from catalog_itemloghead",
        "truncate catalog_itemloghead",
    ],
)
def test_the_database_refuses_to_change_or_forget(change: str) -> None:
    item = draft_item()
    run("set constraints all immediate")
    before = [(entry.number, entry.body, bytes(entry.digest)) for entry in entries(item)]
    with pytest.raises(IntegrityError, match="append-only"):
        run(change)
    assert [(entry.number, entry.body, bytes(entry.digest)) for entry in entries(item)] == before


@pytest.mark.parametrize(
    ("kind", "body"), [("Listed", "{}"), ("listed now", "{}"), ("listed", "[]"), ("listed", '{"a":\n1}')]
)
def test_an_entry_is_one_word_and_one_line(kind: str, body: str) -> None:
    item = draft_item()
    with pytest.raises(IntegrityError, match=r"log_(kind_form|body_is_one_line)"):
        run(
            "insert into catalog_itemlogentry (item_id, kind, at, body) values (%s, %s, now(), %s)",
            item.pk,
            kind,
            body,
        )
    assert len(entries(item)) == 2


def test_a_piece_with_a_log_cannot_be_deleted_by_sql() -> None:
    item = draft_item()
    with pytest.raises(IntegrityError):
        run("delete from catalog_item where id = %s; set constraints all immediate", item.pk)
    assert Item.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("data", [{"weight": 1.5}, {"n": 2**53}, {"list": [{"when": datetime.now}]}])
def test_what_has_no_single_spelling_is_refused(data: dict[str, Any]) -> None:
    item = draft_item()
    with pytest.raises(NotCanonical):
        log.append(item, "reviewed", data)
    assert len(entries(item)) == 2


def test_staff_are_named_by_their_key_and_nobody_else_is() -> None:
    item, rosa = draft_item(), staff()
    log.append(item, "reviewed", {"verdict": "authentic"}, actor=rosa)
    log.append(item, "returned", {}, actor=a_client())
    assert [entry.body for entry in entries(item)[-2:]] == [
        f'{{"actor":{rosa.pk},"verdict":"authentic"}}',
        "{}",
    ]


def test_values_under_telling_names_stay_out() -> None:
    item = draft_item()
    log.append(item, "reviewed", {"serial": "Y-174-XX"})
    assert entries(item)[-1].body == '{"serial":"•••"}'


def test_a_piece_with_a_log_keeps_its_number() -> None:
    item = draft_item()
    with pytest.raises(IntegrityError, match="the log tells of piece"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(number="P-999999-9")
    item.refresh_from_db()
    assert item.number != "P-999999-9"


def test_many_prices_at_once_are_chained_as_one_by_one() -> None:
    one, other = draft_item(price=None), draft_item(price=None)
    PriceChange.objects.bulk_create(
        PriceChange(item=item, kind="imported", amount=amount)
        for item, amount in ((one, 300), (other, 500), (one, 200), (one, 100))
    )
    amounts = [json.loads(entry.body).get("amount") for entry in entries(one)]
    assert amounts == [None, "300.00", "200.00", "100.00"]
    assert [entry.number for entry in entries(one)] == [1, 2, 3, 4]
    assert [bytes(entry.previous) for entry in entries(one)[1:]] == [
        bytes(entry.digest) for entry in entries(one)[:-1]
    ]
