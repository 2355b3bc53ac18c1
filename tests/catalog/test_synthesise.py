"""Invented pieces keep every rule of real ones, are the same for the same seed, and never stand among real ones."""

import io
import re
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from oscar.core.loading import get_model

from catalog.models import Clearance, Defect, Item, PriceChange
from catalog.numbers import read_number
from catalog.searching.texts import vector_of
from catalog.seeding.vocabulary import load_vocabulary
from catalog.synthesis import indexes, run
from catalog.synthesis.draws import Stock
from catalog.synthesis.market import NothingToSynthesise
from tests.factories.orders import pending_order

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FACTS = (
    "designer__slug",
    "style__slug",
    "title",
    "colour__slug",
    "price",
    "grade",
    "state",
    "listed_at",
    "description",
)

CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")


def some(count: int, *, seed: int = 7, complete: int = 0, jobs: int = 1) -> list[Item]:
    """That many pieces, a third of them sold, with all that belongs to them."""
    before = set(Item.objects.values_list("pk", flat=True))
    run.synthesise(Stock(count, seed, 1 / 3, NOW, complete), jobs=jobs)
    return list(
        Item.objects.exclude(pk__in=before)
        .select_related("designer", "style", "category__parent", "colour", "material", "hardware", "product")
        .order_by("pk")
    )


def structure() -> list[str]:
    """Every index and constraint of the tables that are written, without casts, which PostgreSQL puts elsewhere when
    it reads its own words again.
    """
    tables = [model._meta.db_table for model in (*run._oscar(), Clearance, Item, PriceChange)]
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where tablename = any(%s) order by 1", [tables])
        found = cursor.fetchall()
        cursor.execute(
            "select conname, pg_get_constraintdef(oid), convalidated from pg_constraint "
            "where conrelid = any(%s::regclass[]) order by 1, 2",
            [tables],
        )
        return [CASTS.sub("", repr(row)) for row in found + cursor.fetchall()]


@pytest.mark.django_db
def test_a_piece_has_all_that_a_real_one_has(client: Client) -> None:
    load_vocabulary()
    pieces = some(60, complete=5)
    assert len(pieces) == 60
    for piece in pieces:
        assert read_number(piece.number) == piece.number
        assert piece.product.upc == piece.number
        assert piece.product.stockrecords.get().num_in_stock == (0 if piece.state == "sold" else 1)
        assert piece.style
        assert piece.style.designer == piece.designer
        assert piece.price_changes.last().amount == piece.price  # type: ignore[union-attr]
        assert (piece.sold_at is not None) == (piece.state == "sold")
        assert piece.listed_at
        assert (NOW - piece.listed_at).days <= 730
        page = client.get(piece.get_absolute_url())
        assert page.status_code == 200
    assert sorted({piece.state for piece in pieces}) == ["listed", "sold"]
    assert [piece.photos.count() for piece in pieces] == [0] * 55 + [4] * 5
    assert Defect.objects.filter(photo__item=pieces[-1]).count() == 3


@pytest.mark.django_db
def test_the_stored_words_are_those_of_the_shops_own_rule() -> None:
    load_vocabulary()
    for piece in some(60):
        stored = piece.words
        Item.objects.filter(pk=piece.pk).update(words=vector_of(piece))
        piece.refresh_from_db(fields=["words"])
        assert piece.words == stored, piece.description


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_pieces_and_another_one_others() -> None:
    load_vocabulary()
    first, again, other = ([p.pk for p in some(40, seed=seed)] for seed in (3, 3, 4))
    facts = [
        list(Item.objects.filter(pk__in=pks).order_by("pk").values_list(*FACTS))
        for pks in (first, again, other)
    ]
    assert facts[0] == facts[1]
    assert facts[0] != facts[2]


@pytest.mark.django_db
def test_a_shop_with_orders_is_left_alone_unless_forced() -> None:
    load_vocabulary()
    pending_order()
    before = Item.objects.count()
    with pytest.raises(CommandError, match="This shop has orders"):
        call_command("synthesise_items", "5", "--jobs", "1")
    assert Item.objects.count() == before
    out = io.StringIO()
    call_command("synthesise_items", "5", "--jobs", "1", "--force", stdout=out)
    assert out.getvalue().startswith("5 pieces, ")
    assert Item.objects.count() == before + 5


@pytest.mark.django_db
def test_without_a_vocabulary_nothing_is_written() -> None:
    with pytest.raises(NothingToSynthesise, match="seed_demo --vocabulary"):
        run.synthesise(Stock(5, 7, 0, NOW))
    assert Item.objects.count() == get_model("catalogue", "Product").objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_every_index_and_reference_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MANY", 50)
    monkeypatch.setattr(run, "CHUNK", 40)
    load_vocabulary()
    before = structure()
    pieces = some(100, jobs=2)
    assert len(pieces) == 100
    assert structure() == before


@pytest.mark.django_db
def test_what_a_killed_run_had_set_aside_is_made_again() -> None:
    before = structure()
    indexes._take([Item, PriceChange])
    assert len(structure()) < len(before)
    call_command("synthesise_items", "0", "--jobs", "1")
    assert structure() == before
