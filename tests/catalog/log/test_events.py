"""What triggers write: every change of state, grade, clearance, price, hands and owner, whoever makes it."""

import json
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction

from catalog import custody, listing, log, pricing
from catalog.log.verifying import verify
from catalog.models import Custody, Item, ItemLogEntry, PriceChange, VaultPlace
from catalog.synthesis.rows import SOURCE
from portero.core.sealing import canonical
from tests.catalog.log.tampering import tampering
from tests.factories.authentication import passed_case
from tests.factories.catalog import draft_item, listed_item, sold_item
from tests.factories.people import a_client, staff

pytestmark = pytest.mark.django_db


def events(item: Item) -> list[tuple[str, dict[str, Any]]]:
    """Kinds and bodies, each body checked to be canonical."""
    found = []
    for entry in item.log.order_by("number"):
        body = json.loads(entry.body)
        assert entry.body == canonical(body).decode()
        found.append((entry.kind, body))
    return found


def test_the_life_of_a_piece() -> None:
    item = sold_item(price=4200)
    cleared = {"kind": "imported", "reference": None}
    assert events(item) == [
        (
            "taken_in",
            {
                "clearance": None,
                "grade": "excellent",
                "never_carried": False,
                "price": None,
                "state": "draft",
            },
        ),
        ("priced", {"amount": "4200.00", "currency": "USD", "kind": "listed", "previous": None}),
        ("cleared", cleared),
        ("listed", {"from": "draft", "price": "4200.00"}),
        ("sold", {"from": "listed", "price": "4200.00"}),
    ]
    times = dict(item.log.values_list("kind", "at"))
    assert (times["taken_in"], times["listed"], times["sold"]) == (
        item.created_at,
        item.listed_at,
        item.sold_at,
    )


def test_a_clearance_by_a_case_is_named_and_one_taken_away_is_told() -> None:
    item = draft_item()
    case = passed_case(item)
    Item.objects.filter(pk=item.pk).update(clearance=None)
    given, taken = [body for kind, body in events(item) if kind == "cleared"]
    assert (given["kind"], given["reference"]) == ("authentication", case.number)
    assert taken == {"kind": None, "reference": None}


def test_grades_and_never_carried() -> None:
    item = draft_item()
    Item.objects.filter(pk=item.pk).update(grade="good")
    Item.objects.filter(pk=item.pk).update(never_carried=True)
    assert events(item)[-2:] == [
        ("graded", {"grade": "good", "never_carried": False, "previous": "excellent"}),
        ("graded", {"grade": "good", "never_carried": True, "previous": "good"}),
    ]


def test_what_is_none_of_its_business_is_not_logged() -> None:
    item = listed_item()
    before = ItemLogEntry.objects.count()
    Item.objects.filter(pk=item.pk).update(title="Birkin 30", words=None, grade=item.grade)
    assert ItemLogEntry.objects.count() == before


def test_prices_keep_what_they_were() -> None:
    rosa, item = staff(), listed_item(price=4200)
    pricing.set_price(item, Decimal("3950.50"), kind=PriceChange.Kind.CONSENT, actor=rosa)
    assert events(item)[-1] == (
        "priced",
        {"actor": rosa.pk, "amount": "3950.50", "currency": "USD", "kind": "consent", "previous": "4200.00"},
    )


def test_hands_without_shelf_or_tracking_number() -> None:
    rosa, item, shelf = staff(), draft_item(), VaultPlace.objects.create(code="A-03-2")
    custody.hand_over(item, Custody.Holder.CARRIER, detail="1Z9")
    custody.hand_over(item, Custody.Holder.STAFF, person=rosa, given_by=rosa)
    custody.hand_over(item, Custody.Holder.VAULT, place=shelf, given_by=rosa)
    custody.owner_becomes(item, "consignor", "C-17", why="Agreement")
    assert events(item)[2:] == [
        ("moved", {"holder": "carrier"}),
        ("received", {"actor": rosa.pk, "holder": "staff"}),
        ("moved", {"actor": rosa.pk, "holder": "vault"}),
        ("owner", {"owner": "consignor"}),
    ]


def test_who_acts_is_named_until_the_transaction_ends(transactional_db: None) -> None:
    rosa, item = staff(), listed_item()
    listing.withdraw(item, reason="Its owner wants it back.", actor=rosa)
    listing.back_to_draft(item, reason="Again.", actor=a_client())
    assert events(item)[-2:] == [
        ("withdrawn", {"actor": rosa.pk, "from": "listed", "price": "12500.00"}),
        ("draft", {"from": "withdrawn", "price": "12500.00"}),
    ]


def test_a_client_is_never_named_by_the_row() -> None:
    item = listed_item()
    with transaction.atomic():
        log.acting(a_client("b@example.com"))
        pricing.set_price(item, Decimal(3000), kind=PriceChange.Kind.CONSENT, actor=a_client())
    assert "actor" not in events(item)[-1][1]


def test_an_invented_filler_piece_begins_its_chain_when_something_happens_to_it() -> None:
    item = listed_item(source=SOURCE)
    assert [kind for kind, _ in events(item)] == ["cleared", "listed"]
    listing.mark_sold(item)
    assert [entry.number for entry in item.log.all()] == [1, 2, 3]


def test_pieces_that_were_here_before_begin_with_how_they_are() -> None:
    item, filler = listed_item(price=4200), listed_item(source=SOURCE)
    with tampering() as cursor:
        cursor.execute("delete from catalog_itemlogentry; delete from catalog_itemloghead")
    with connection.cursor() as cursor:
        cursor.execute(import_module("catalog.migrations.0026_item_log_begun").BEGIN)
    state = {
        "clearance": "imported",
        "grade": "excellent",
        "never_carried": False,
        "price": "4200.00",
        "state": "listed",
    }
    assert events(item) == [("begun", state)]
    assert events(filler) == []
    assert verify().found == []
