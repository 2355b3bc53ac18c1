"""Every kind of piece has its drawing, and every figure that was taken stands in it with its tolerance."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from catalog.drawings import DRAWINGS, drawing_of
from catalog.models import Item, Measurement
from catalog.queries.piece import piece
from tests.factories.catalog import a_category, listed_item

pytestmark = pytest.mark.django_db
VOCABULARY = Path(__file__).resolve().parents[2] / "catalog" / "vocabulary" / "categories.csv"
# The drawing and the measurements our people take of such a piece (catalog/demo, catalog/importing).
KINDS = [
    ("bag", "bag", "width height depth drop"),
    ("watch", "watch", "case thickness lug"),
    ("ring", "ring", "size band head"),
    ("bracelet", "bracelet", "inner band"),
    ("necklace", "necklace", "length pendant"),
    ("earrings", "hoops", "diameter thickness"),
    ("earrings", "earrings", "width height"),
    ("brooch", "brooch", "width height"),
    ("scarf", "scarf", "width height"),
    ("belt", "belt", "length band"),
    ("wallet", "wallet", "width height depth"),
    ("sunglasses", "sunglasses", "lens bridge temple"),
    ("shoes", "shoe", "length heel shaft"),
    ("clothing", "garment", "shoulder chest waist sleeve length"),
    ("clothing", "skirt", "waist hip length"),
    ("clothing", "trousers", "waist hip inseam length"),
    ("general", "flat", "width height"),
    ("general", "round", "diameter"),
]


def measured(kind: str, keys: str) -> Item:
    item = listed_item(category=a_category(f"Kind {kind}", measured_as=kind))
    for place, key in enumerate(keys.split()):
        Measurement.objects.create(
            item=item, position=place, key=key, label=key.title(), value=20 + place, unit="cm", tolerance=Decimal("0.5")
        )  # fmt: skip
    found = piece(item.number)
    assert found is not None
    return found


@pytest.mark.parametrize(("kind", "name", "keys"), KINDS)
def test_every_figure_stands_in_the_drawing(kind: str, name: str, keys: str, client: Client) -> None:
    item = measured(kind, keys)
    assert drawing_of(item).template == f"item/drawings/{name}.html"
    page = client.get(item.get_absolute_url()).content.decode()
    drawn = page[
        page.index('<svg class="drawing"') : page.index("</svg>", page.index('<svg class="drawing"'))
    ]
    for place, key in enumerate(keys.split()):
        assert f"{key.title()}: {20 + place} cm, to within 0.5 cm" in drawn
        assert f">{20 + place} ± 0.5 cm</text>" in drawn


def test_every_kind_in_the_vocabulary_is_known() -> None:
    with VOCABULARY.open(newline="") as file:
        kinds = {row["measured_as"] for row in csv.DictReader(file)}
    assert kinds - {"general"} == set(DRAWINGS)
    assert {kind for kind, _, _ in KINDS} == kinds


@pytest.mark.parametrize(("kind", "keys"), [("bag", "drop"), ("watch", "wrist"), ("shoes", "shaft")])
def test_without_what_it_needs_there_is_a_table_and_no_drawing(kind: str, keys: str, client: Client) -> None:
    item = measured(kind, keys)
    assert drawing_of(item).template == ""
    page = client.get(item.get_absolute_url()).content.decode()
    assert "20 cm, to within 0.5 cm</td>" in page
    assert '<svg class="drawing"' not in page


def test_grams_and_carats_have_no_inches() -> None:
    item = listed_item()
    Measurement.objects.create(item=item, key="stone", label="Stone", value=Decimal("1.52"), unit="ct")
    found = piece(item.number)
    assert found is not None
    size = drawing_of(found).sizes["stone"]
    assert (size.metric, size.imperial, size.in_words) == ("1.52 ct", "", "Stone: 1.52 ct")
