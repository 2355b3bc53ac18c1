"""The demo files as whole pieces: those for sale as they are written, and the sold ones told by what differs."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Piece = dict[str, Any]
SOLD = "sold.toml"
# What a sold piece has from the piece it is like, unless it says otherwise: what such a piece is and measures.
ALIKE = ("designer", "style", "category", "hardware", "size", "year_basis", "made_in", "ships_from",
         "ships_from_city", "bucket", "bucket_reason", "retail_estimate", "retail_basis", "weight_g", "cites_note",
         "included", "absent", "measurements")  # fmt: skip
# What it has from the piece whose photographs it shows: what is to be seen on them.
SEEN = ("photos", "defects", "grade")


def read_pieces(folder: Path) -> list[Piece]:
    """Every demo piece with all its fields, those of SOLD last. Raises KeyError where one is like a piece unknown."""
    pieces = [piece for path in sorted(folder.glob("*.toml")) for piece in _read(path).get("piece", [])]
    known = {piece["ref"]: piece for piece in pieces}
    sold = _read(folder / SOLD)["sold"] if (folder / SOLD).exists() else []
    return [*pieces, *(_sold(told, known) for told in sold)]


def _read(path: Path) -> dict[str, list[Piece]]:
    return tomllib.loads(path.read_text("utf-8"))


def _sold(told: Piece, known: dict[str, Piece]) -> Piece:
    """A sold piece with what its relatives say of it; its price is the last one of its history."""
    like, pictured = known[told["like"]], known[told["pictures"]]
    history = {"listed_days_ago": told["prices"][0]["days_ago"], "price": told["prices"][-1]["amount"]}
    return {
        **dict(_some(like, ALIKE)),
        **dict(_some(pictured, SEEN)),
        "state": "sold",
        "never_carried": False,
        "rarity": [],
        **history,
        **told,
    }


def _some(piece: Piece, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    return ((name, piece[name]) for name in names if name in piece)
