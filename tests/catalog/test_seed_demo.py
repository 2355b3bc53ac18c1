"""What a new shop is filled with, and that filling it twice changes nothing."""

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.comparables import relatives_of
from catalog.models import (
    Category,
    Defect,
    Designer,
    Hold,
    Inclusion,
    Item,
    Photo,
    PriceChange,
    Style,
    ZoneGrade,
)
from catalog.seeding.pieces import FOLDER, DemoBroken, load_pieces
from catalog.seeding.reading import read_pieces
from catalog.seeding.vocabulary import VocabularyBroken, load_vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def seed(*args: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", *args, stdout=out)
    return out.getvalue()


def pieces() -> dict[str, dict[str, Any]]:
    return {piece["ref"]: piece for piece in read_pieces(FOLDER)}


def test_every_piece_comes_with_its_photographs_history_and_condition() -> None:
    seed()
    wanted = pieces()
    assert Item.objects.count() == len(wanted) == 154
    assert Photo.objects.count() == sum(len(p["photos"]) for p in wanted.values())
    assert PriceChange.objects.count() == sum(len(p["prices"]) for p in wanted.values())
    assert Defect.objects.count() == sum(len(p["defects"]) for p in wanted.values() if "defects" in p)
    assert all(ZoneGrade.objects.filter(item=item).count() in (3, 5, 6) for item in Item.objects.all())
    assert Inclusion.objects.filter(present=False).count() == sum(len(p["absent"]) for p in wanted.values())
    assert {i.source_reference: i.state for i in Item.objects.all()} == {
        r: p["state"] for r, p in wanted.items()
    }
    for item in Item.objects.select_related("clearance"):
        assert item.clearance is not None
        assert item.clearance.kind == "imported"
        assert item.price == Decimal(wanted[item.source_reference]["price"])
        assert default_storage.exists(item.lead_photo)


def test_prices_stand_in_the_order_they_were_asked() -> None:
    seed()
    ref = next(ref for ref, piece in pieces().items() if len(piece["prices"]) > 1)
    item = Item.objects.get(source_reference=ref)
    changes = list(item.price_changes.all())
    assert [c.amount for c in changes] == [Decimal(row["amount"]) for row in pieces()[ref]["prices"]]
    assert [c.previous for c in changes] == [None, *[c.amount for c in changes[:-1]]]
    assert changes[-1].at == item.price_changed_at
    assert item.previous_price == changes[-2].amount
    assert changes[0].at < changes[-1].at < timezone.now()


def test_pins_stand_on_the_photograph_they_name() -> None:
    seed()
    told = pieces()
    for defect in Defect.objects.select_related("photo", "item"):
        row = told[defect.item.source_reference]["defects"][defect.position - 1]
        assert defect.photo is not None
        assert (defect.photo.view, defect.photo.item_id) == (row["view"], defect.item_id)


def test_some_pieces_are_on_hold_for_hours() -> None:
    seed()
    soon = timezone.now() + timedelta(hours=2)
    held = [ref for ref, piece in pieces().items() if piece.get("hold")]
    assert sorted(
        Hold.objects.filter(expires_at__gt=soon).values_list("item__source_reference", flat=True)
    ) == sorted(held)
    assert len(held) >= 2


def test_two_thirds_of_what_is_for_sale_can_be_compared() -> None:
    seed()
    listed = Item.objects.filter(state="listed").select_related("category", "material", "colour")
    enough = [relatives_of(item).compared.enough for item in listed]
    assert (sum(enough), len(enough)) == (39, 56)


def test_a_sold_piece_shares_the_pictures_it_names() -> None:
    seed()
    told = next(
        piece for piece in pieces().values() if piece.get("pictures") not in (None, piece.get("like"))
    )
    shown, own = (Item.objects.get(source_reference=ref) for ref in (told["ref"], told["pictures"]))
    assert (shown.lead_photo, shown.second_photo) == (own.lead_photo, own.second_photo)
    assert [photo.file.name for photo in shown.photos.all()] == [
        photo.file.name for photo in own.photos.all()
    ]


def test_a_second_run_changes_nothing() -> None:
    seed()
    before = [
        list(model.objects.order_by("pk").values())
        for model in (Item, Photo, PriceChange, Style, Designer, Hold)
    ]
    assert seed() == "Vocabulary: 0 rows made or changed. Demo pieces: 0 added.\n"
    after = [
        list(model.objects.order_by("pk").values())
        for model in (Item, Photo, PriceChange, Style, Designer, Hold)
    ]
    assert after == before


def test_a_shop_with_pieces_is_left_alone_if_asked() -> None:
    seed()
    Item.objects.filter(source_reference="bag-01").update(source_reference="bag-99")
    assert "nothing was seeded" in seed("--if-empty")
    assert not Item.objects.filter(source_reference="bag-01").exists()


def test_production_gets_the_vocabulary_alone(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="outside of production"):
        seed()
    assert not Item.objects.exists()
    assert not Designer.objects.exists()
    seed("--vocabulary")
    assert Designer.objects.filter(name="Hermès").exists()


def test_the_vocabulary_follows_its_files() -> None:
    load_vocabulary()
    Category.objects.filter(slug="handbags").update(name="Bags", tax_category="general")
    assert load_vocabulary() == 1
    assert Category.objects.get(slug="handbags").tax_category == "handbag"
    assert Category.objects.get(slug="totes").parent == Category.objects.get(slug="handbags")


def test_a_broken_vocabulary_says_where(tmp_path: Path) -> None:
    for name in ("designers", "categories", "colours", "materials", "hardware", "styles", "aliases"):
        (tmp_path / f"{name}.csv").write_text(
            (FOLDER.parent / "vocabulary" / f"{name}.csv").read_text("utf-8")
        )
    with (tmp_path / "styles.csv").open("a") as file:
        file.write("x-y,nobody,Y,,,,\n")
    with pytest.raises(VocabularyBroken, match="x-y: there is no designer 'nobody'"):
        load_vocabulary(tmp_path)
    assert not Designer.objects.exists()


def test_a_piece_with_an_unknown_name_writes_nothing(tmp_path: Path) -> None:
    load_vocabulary()
    text = (
        (FOLDER / "handbags.toml")
        .read_text("utf-8")
        .replace('designer = "Hermès"', 'designer = "Hermes & Co"', 1)
    )
    (tmp_path / "handbags.toml").write_text(text, "utf-8")
    with pytest.raises(DemoBroken, match="the vocabulary has no designer 'Hermes & Co'"):
        load_pieces(tmp_path)
    assert not Item.objects.exists()
