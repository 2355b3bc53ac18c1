"""Whose a piece is and where it is: one current row each, and the database keeps the earlier ones."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalog import custody
from catalog.models import Custody, Item, Ownership, VaultPlace
from tests.factories.catalog import draft_item
from tests.factories.people import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> Item:
    return draft_item()


@pytest.fixture
def shelf() -> VaultPlace:
    return VaultPlace.objects.create(code="A-03-2")


def test_a_hand_over_ends_the_row_before_and_says_who(item: Item, shelf: VaultPlace) -> None:
    actor, then = staff("Fulfilment"), timezone.now() - timedelta(hours=2)
    first = custody.hand_over(item, "staff", person=actor, given_by=actor, at=then)
    second = custody.hand_over(item, "vault", place=shelf, given_by=actor, why="Shelved.")
    first.refresh_from_db()
    assert (first.since, first.until, first.given_by) == (then, second.since, actor)
    assert custody.custody_of(item) == second


def test_the_same_hand_over_twice_is_one(item: Item, shelf: VaultPlace) -> None:
    assert custody.hand_over(item, "vault", place=shelf) == custody.hand_over(item, "vault", place=shelf)
    assert item.custody.count() == 1


def test_a_carriers_time_before_the_last_hand_over_leaves_no_gap(item: Item, shelf: VaultPlace) -> None:
    first = custody.hand_over(item, "vault", place=shelf)
    row = custody.hand_over(item, "carrier", detail="1Z9", at=first.since - timedelta(days=1))
    first.refresh_from_db()
    assert row.since == first.until == first.since


@pytest.mark.parametrize(
    ("holder", "facts"),
    [("vault", {}), ("carrier", {"place": "A-03-2"}), ("staff", {}), ("vault", {"place": "gone"})],
)
def test_what_cannot_be_is_refused(item: Item, shelf: VaultPlace, holder: str, facts: dict[str, Any]) -> None:
    VaultPlace.objects.create(code="gone", is_active=False)
    if "place" in facts:
        facts = {"place": VaultPlace.objects.get(code=facts["place"])}
    with pytest.raises(custody.CustodyRefused):
        custody.hand_over(item, holder, **facts)
    assert not item.custody.exists()


def test_an_owner_follows_the_one_before(item: Item) -> None:
    custody.owner_becomes(item, "consignor", "7", why="A-1")
    sold = custody.owner_becomes(item, "client", "R-1", why="R-1")
    assert custody.owner_becomes(item, "client", "R-1", why="again") == sold
    assert [(row.kind, row.until is None) for row in item.owners.all()] == [
        ("consignor", False),
        ("client", True),
    ]


def test_what_is_let_go_has_no_owner_that_we_name(item: Item) -> None:
    custody.owner_becomes(item, "consignor", "7", why="A-1")
    custody.let_go(item, why="Sent back.")
    custody.let_go(item, why="Sent back.")
    assert custody.owner_of(item) is None
    assert item.owners.get().until is not None


CHANGES = [
    "update catalog_custody set holder = 'owner', place_id = null",
    "update catalog_custody set since = since - interval '1 day'",
    "update catalog_custody set until = now(), why = 'another'",
    "delete from catalog_custody",
    "update catalog_ownership set reference = '8'",
    "delete from catalog_ownership",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_rewrite(item: Item, shelf: VaultPlace, statement: str) -> None:
    custody.hand_over(item, "vault", place=shelf)
    custody.owner_becomes(item, "consignor", "7", why="A-1")
    _refused(statement, "only ever ended")
    assert (Custody.objects.get().holder, Ownership.objects.get().reference) == ("vault", "7")


def test_an_ended_row_is_not_ended_again(item: Item, shelf: VaultPlace) -> None:
    custody.hand_over(item, "vault", place=shelf)
    with connection.cursor() as cursor:
        cursor.execute("update catalog_custody set until = now() + interval '1 hour'")
    _refused("update catalog_custody set until = now() + interval '2 hours'", "only ever ended")


@pytest.mark.parametrize(
    ("table", "columns", "values", "rule"),
    [
        ("custody", "holder, detail, why", "'carrier', '', ''", "item_is_in_one_place"),
        ("ownership", "kind, reference, why", "'client', 'R-1', ''", "item_has_one_owner"),
    ],
)
def test_two_at_once_are_refused_by_the_database(
    item: Item, shelf: VaultPlace, table: str, columns: str, values: str, rule: str
) -> None:
    custody.hand_over(item, "vault", place=shelf)
    custody.owner_becomes(item, "consignor", "7", why="A-1")
    _refused(
        f"insert into catalog_{table} (item_id, since, {columns}) values ({item.pk}, now(), {values})", rule
    )


def _refused(statement: str, why: str) -> None:
    with pytest.raises(IntegrityError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
