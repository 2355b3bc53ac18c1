"""The day's root: once a day, over all pieces, signed, each naming the one before it; and the proofs against it."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalog import log
from catalog.log import proofs, roots
from catalog.log.leaves import tree_of
from catalog.log.proofs import first_proof_of, proof_of
from catalog.models import Item, ItemLogLeaf, ItemLogRoot
from portero.core.sealing import holds
from portero.core.sealing.published import moment
from tests.factories.catalog import draft_item

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def pieces() -> list[Item]:
    return [draft_item() for _ in range(5)]


def published(days: int = 0) -> ItemLogRoot:
    root = roots.publish(timezone.now() + days * DAY)
    assert root is not None
    return root


def test_nothing_to_publish_is_not_published() -> None:
    assert roots.publish() is None
    assert not ItemLogRoot.objects.exists()


def test_a_root_is_a_signed_statement_over_all_pieces(pieces: list[Item]) -> None:
    root = published()
    assert json.loads(root.statement) == {
        "type": "portero.item-log-root/1",
        "day": timezone.localdate().isoformat(),
        "published_at": moment(root.published_at),
        "pieces": 5,
        "root": tree_of(root.pk).root.hex(),
        "previous": None,
    }
    assert holds(root.statement.encode(), root.kid, root.signature, at=root.published_at)
    assert not holds(root.statement.replace('"pieces":5', '"pieces":4').encode(), root.kid, root.signature)


def test_a_day_has_one_root(pieces: list[Item]) -> None:
    first = published()
    log.append(pieces[0], "reviewed", {})
    assert published() == first
    assert ItemLogLeaf.objects.count() == 5


def test_only_what_changed_is_kept_and_positions_stay(pieces: list[Item]) -> None:
    first = published()
    new = draft_item()
    log.append(pieces[2], "reviewed", {})
    second = published(days=3)
    kept = second.leaves.order_by("position").values_list("position", "item_id", "number")
    assert list(kept) == [(2, pieces[2].pk, 3), (5, new.pk, 2)]
    assert (second.pieces, len(tree_of(first.pk))) == (6, 5)
    assert tree_of(first.pk).root == bytes(first.root) != bytes(second.root)
    said = json.loads(second.statement)["previous"]
    assert said == hashlib.sha256(first.statement.encode()).hexdigest()


def test_a_day_without_events_has_a_root_too(pieces: list[Item]) -> None:
    first, second = published(), published(days=1)
    assert (bytes(second.root), second.leaves.count()) == (bytes(first.root), 0)


@pytest.mark.parametrize(
    "change",
    [
        "update catalog_itemlogroot set pieces = 4",
        "delete from catalog_itemlogleaf",
        "truncate catalog_itemlogroot cascade",
    ],
)
def test_the_database_keeps_roots_and_leaves(pieces: list[Item], change: str) -> None:
    root = published()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
    assert (ItemLogRoot.objects.get().pieces, root.leaves.count()) == (5, 5)


def test_every_piece_has_a_proof(pieces: list[Item], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "DEPTH", 1)
    monkeypatch.setattr(proofs, "BLOCK", 2)
    late = draft_item()
    root = published()
    for item in [*pieces, late]:
        proof = proof_of(item)
        assert proof is not None
        assert (proof.root(), proof.item, proof.number) == (root.hex, item.number, 2)
        assert proof.told() | {"path": ()} == proof.told() | {"path": ()}
    assert proof_of(draft_item()) is None


def test_an_entry_is_proved_against_the_first_root_that_has_it(pieces: list[Item]) -> None:
    first = published()
    entry = log.append(pieces[1], "reviewed", {})
    entry.refresh_from_db()
    assert first_proof_of(pieces[1], entry.number) is None
    second = published(days=1)
    log.append(pieces[1], "reviewed", {})
    published(days=2)
    proof = first_proof_of(pieces[1], entry.number)
    assert proof is not None
    assert (proof.root(), proof.number) == (second.hex, entry.number)
    assert json.loads(proof.statement) == json.loads(second.statement) != json.loads(first.statement)


@pytest.mark.parametrize(
    "forged", [{"number": 9}, {"position": 0}, {"digest": "00" * 32}, {"item": "P-105000-7"}, {"path": ()}]
)
def test_a_forged_proof_leads_elsewhere(pieces: list[Item], forged: dict[str, Any]) -> None:
    root = published()
    proof = proof_of(pieces[3])
    assert proof is not None
    assert proofs.Proof(**proof.told() | forged).root() != root.hex


def test_a_proof_is_of_the_newest_root_and_believes_no_cache(pieces: list[Item]) -> None:
    published()
    log.append(pieces[1], "reviewed", {})
    second = published(days=1)
    cache.set(f"item-log-blocks:{second.pk}", bytes(32))
    proof = proof_of(pieces[1])
    assert proof is not None
    assert (proof.number, proof.root(), proof.statement) == (3, second.hex, second.statement)


def test_a_proof_costs_three_queries(pieces: list[Item], django_assert_num_queries: Any) -> None:
    published()
    proof_of(pieces[0])
    with django_assert_num_queries(3):
        proof_of(pieces[1])
