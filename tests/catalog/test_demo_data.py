"""The demo pieces keep the promises of catalog/demo/README.md. No database: the files alone are read."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from catalog.seeding.reading import read_pieces

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
DEMO = CATALOG / "demo"
FORBIDDEN = re.compile(r"stunning|like new|flawless|rare find|!|—|–", re.IGNORECASE)
TEMPLATES = {
    "bag": {"width", "height", "depth", "drop"},
    "watch": {"case", "thickness", "lug", "wrist"},
    "ring": {"size", "band", "head", "stone"},
    "bracelet": {"inner", "band"},
    "necklace": {"length", "pendant"},
    "earrings": {"diameter", "thickness"},
    "scarf": {"width", "height"},
    "belt": {"length", "band"},
    "wallet": {"width", "height", "depth"},
    "sunglasses": {"lens", "bridge", "temple"},
}
Piece = dict[str, Any]


def rows(name: str) -> list[dict[str, str]]:
    with (CATALOG / "vocabulary" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


PIECES = read_pieces(DEMO)
OWN = [piece for piece in PIECES if "like" not in piece]
PAST = [piece for piece in PIECES if "like" in piece]
each_piece = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece["ref"])


def texts(value: Any) -> list[str]:
    """Every string in a piece, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    return [text for part in value for text in texts(part)] if isinstance(value, list) else []


def test_there_are_64_pieces_by_at_least_20_designers_and_90_sold_before() -> None:
    assert len({piece["ref"] for piece in PIECES}) == len(PIECES) == 64 + 90
    assert (len(OWN), len(PAST)) == (64, 90)
    assert len({piece["designer"] for piece in OWN}) >= 20


def test_every_photo_is_one_piece_s_own() -> None:
    used = Counter(f"{piece['ref']}-{photo['view']}.webp" for piece in OWN for photo in piece["photos"])
    assert used == Counter(path.name for path in (DEMO / "photos").iterdir())


def test_the_shop_shows_every_situation() -> None:
    listed = [piece for piece in PIECES if piece["state"] == "listed"]
    assert sum(piece["state"] == "sold" for piece in OWN) == 8
    assert [piece["ref"] for piece in listed if piece.get("hold")] == ["bag-22", "watch-08"]
    assert sum(piece["ships_from"] != "US" for piece in OWN) == 9
    assert sum(len(piece["prices"]) > 1 for piece in listed) == 11
    assert sum(piece["listed_days_ago"] < 7 for piece in listed) >= 12


def test_fixed_item_numbers_are_given_once() -> None:
    digits = [piece["number_digits"] for piece in PIECES if "number_digits" in piece]
    assert len(digits) == len(set(digits)) == 10
    assert min(digits) >= 100_000


@each_piece
def test_every_name_is_in_the_vocabulary(piece: Piece) -> None:
    designers = {row["name"]: row["slug"] for row in rows("designers")}
    designer = designers[piece["designer"]]
    if "style" in piece:
        assert (designer, piece["style"]) in {(row["designer"], row["name"]) for row in rows("styles")}
    for field, file in (("colour", "colours"), ("material", "materials"), ("hardware", "hardware")):
        assert field not in piece or piece[field] in {row["name"] for row in rows(file)}
    named = {part["kind"] for part in piece["included"]} | set(piece["absent"])
    assert named <= {row["slug"] for row in rows("inclusions")}


@each_piece
def test_measurements_follow_the_category(piece: Piece) -> None:
    category = {row["slug"]: row for row in rows("categories")}[piece["category"]]
    keys = [part["key"] for part in piece["measurements"]]
    assert keys
    assert len(keys) == len(set(keys))
    assert set(keys) <= TEMPLATES[category["measured_as"]]
    assert all(
        part["value"] > 0 and part["unit"] in {"cm", "mm", "g", "ct"} for part in piece["measurements"]
    )


@each_piece
def test_the_grade_follows_from_the_defects(piece: Piece) -> None:
    found = [defect["severity"] for defect in piece["defects"]]
    assert set(found) <= {"light", "moderate", "marked"}
    rules = {
        "Pristine": not found,
        "Excellent": 1 <= len(found) <= 3 and set(found) == {"light"},
        "Very Good": len(found) >= 2 and "moderate" in found and "marked" not in found,
        "Good": len(found) >= 2 and bool({"moderate", "marked"} & set(found)),
    }
    assert rules[piece["grade"]]
    assert not piece["never_carried"] or piece["grade"] == "Pristine"


@each_piece
def test_pins_lie_on_a_picture_of_the_piece(piece: Piece) -> None:
    views = {photo["view"] for photo in piece["photos"]}
    assert piece["photos"][0]["view"] == "threequarter"
    for defect in piece["defects"]:
        assert defect["view"] in views
        assert 0 <= defect["x"] < 100
        assert 0 <= defect["y"] < 100


@each_piece
def test_prices_add_up_to_a_history(piece: Piece) -> None:
    amounts = [step["amount"] for step in piece["prices"]]
    ages = [step["days_ago"] for step in piece["prices"]]
    assert [step["kind"] for step in piece["prices"]] == ["listed"] + ["step"] * (len(amounts) - 1)
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[-1] == piece["price"] > 0
    assert ages == sorted(set(ages), reverse=True)
    assert ages[0] == piece["listed_days_ago"]
    assert piece["state"] == "listed" or ages[-1] > piece["sold_days_ago"] >= 0


def test_what_was_sold_before_lies_well_behind_what_is_new() -> None:
    assert max(piece["listed_days_ago"] for piece in OWN) <= 90
    assert {piece["state"] for piece in PAST} == {"sold"}
    assert min(piece["sold_days_ago"] for piece in PAST) >= 120
    assert max(piece["listed_days_ago"] for piece in PAST) <= 730


def test_a_sold_piece_shows_pictures_of_a_piece_of_its_kind() -> None:
    kinds = {row["slug"]: row["measured_as"] for row in rows("categories")}
    own = {piece["ref"]: piece for piece in OWN}
    for piece in PAST:
        assert kinds[own[piece["pictures"]]["category"]] == kinds[piece["category"]], piece["ref"]
        assert piece["photos"] == own[piece["pictures"]]["photos"]
        assert {"number_digits", "hold"}.isdisjoint(piece)


@each_piece
def test_a_piece_is_listed_for_a_reason(piece: Piece) -> None:
    assert piece["bucket"] in {"value", "rarity"}
    assert piece["bucket_reason"]
    assert ("retail_estimate" in piece) == ("retail_basis" in piece)
    assert piece["bucket"] == "rarity" or piece["price"] < piece["retail_estimate"]


@each_piece
def test_the_words_are_the_house_s(piece: Piece) -> None:
    assert [text for text in texts(piece) if not text or FORBIDDEN.search(text)] == []
    assert len(re.findall(r"[.?]( |$)", piece["description"])) in {2, 3}
    assert not {"serial", "date_code"} & piece.keys()


@each_piece
def test_an_exotic_skin_says_what_it_means_for_delivery(piece: Piece) -> None:
    exotic = {row["name"] for row in rows("materials") if row["is_exotic"] == "yes"}
    assert piece["material"] not in exotic or piece["cites_note"]


@pytest.mark.parametrize(
    "name", ["designers", "styles", "colours", "materials", "hardware", "inclusions", "categories"]
)
def test_slugs_name_one_thing(name: str) -> None:
    slugs = [row["slug"] for row in rows(name)]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_the_vocabulary_refers_to_itself() -> None:
    categories = {row["slug"] for row in rows("categories")}
    designers = {row["slug"] for row in rows("designers")}
    assert {row["parent"] for row in rows("categories")} - {""} <= categories
    assert {row["category"] for row in rows("styles")} <= categories
    assert {row["designer"] for row in rows("styles")} <= designers
    assert all(re.fullmatch(r"#[0-9a-f]{6}", row["hex"]) for row in rows("colours"))
