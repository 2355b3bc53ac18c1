"""Addresses that shoppers might ask for: where they stand, up to four filters, an order, a page; drawn by a seed.

Each is built around a piece that is for sale, so that most lists have something on them, and frequent words are
asked for frequently.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.discovery.pieces import Piece

Pair = tuple[str, str]
SCOPES = {
    "shop": 12,
    "category": 24,
    "designer": 22,
    "designer_category": 6,
    "style": 6,
    "new": 4,
    "search": 26,
}
FILTERS = {0: 22, 1: 30, 2: 26, 3: 14, 4: 8}
FACETS = {"designer": 14, "category": 10, "grade": 12, "colour": 16, "material": 10, "hardware": 6, "size": 5,
          "year": 4, "ships": 6, "price": 14, "never": 4, "new": 4, "reduced": 6}  # fmt: skip
SORTS = {"": 70, "price": 15, "-price": 15}
DEEP = 0.12  # of the addresses without words name a page, evenly spread over its orders of magnitude
SECOND_VALUE = 0.25
NOTHING = {"shop": (), "category": ("category",), "designer": ("designer",),
           "designer_category": ("designer", "category"), "style": ("designer", "category"),
           "new": ("new",), "search": ()}  # fmt: skip
FREE_WORDS = ("estate", "vault", "geneva", "restored", "lamp", "hallmarks", "boston", "wedding", "papers", "lining",
              "serviced", "cobbler", "stylist", "unpolished", "receipt")  # fmt: skip
FORMS = (
    "{designer} {style}", "{designer} {colour} {category}", "{style} {colour}", "{designer} {material}",
    "{colour} {category} under {price}", "{designer} {free}", "{style}", "{designer} {category} {price}-{more}",
    "{style} {free}", "{material} {category}", "{free} {colour}", "{number}",
)  # fmt: skip


def log(pieces: Sequence[Piece], count: int, seed: int, *, searches: bool | None = None) -> list[str]:
    """That many different addresses; only searches, or none, where that is asked."""
    dice = Random(f"log {seed}")
    found: dict[str, None] = {}
    for path in _drawn(pieces, dice, searches):
        found.setdefault(path)
        if len(found) == count:
            break
    return list(found)


def _drawn(pieces: Sequence[Piece], dice: Random, searches: bool | None) -> Iterator[str]:
    while True:
        scope = _one(SCOPES, dice)
        if searches is None or (scope == "search") == searches:
            yield _address(scope, dice.choice(pieces), pieces, dice)


def _address(scope: str, piece: Piece, pieces: Sequence[Piece], dice: Random) -> str:
    pairs: list[Pair] = [("q", _words(piece, dice))] if scope == "search" else []
    # Shoppers who type words filter less.
    wanted = _one(FILTERS, dice) // (2 if scope == "search" else 1)
    names = [name for name in FACETS if name not in NOTHING[scope]]
    for name in dict.fromkeys(dice.choices(names, [FACETS[name] for name in names], k=wanted)):
        pairs += _filter(name, scope, piece, pieces, dice)
    if sort := _one(SORTS, dice):
        pairs.append(("sort", sort))
    if scope != "search" and dice.random() < DEEP:
        pairs.append(("page", str(int(2 * 25 ** dice.random()))))
    return _path(scope, piece, dice) + (f"?{urlencode(pairs)}" if pairs else "")


def _path(scope: str, piece: Piece, dice: Random) -> str:
    category = piece.category if dice.random() < 0.6 else piece.top
    return {
        "shop": "/shop/",
        "category": f"/shop/{category}/",
        "designer": f"/designers/{piece.designer}/",
        "designer_category": f"/designers/{piece.designer}/{category}/",
        "style": f"/styles/{piece.style}/" if piece.style else f"/designers/{piece.designer}/",
        "new": "/new/",
        "search": "/search/",
    }[scope]


def _filter(name: str, scope: str, piece: Piece, pieces: Sequence[Piece], dice: Random) -> list[Pair]:
    if name in ("never", "new", "reduced"):
        return [(name, "1")]
    if name == "price":
        low = max(50, int(piece.price * dice.uniform(0.3, 0.9)) // 50 * 50)
        high = int(piece.price * dice.uniform(1.1, 3)) // 50 * 50 + 50
        return dice.choice(
            ([("from", str(low))], [("to", str(high))], [("from", str(low)), ("to", str(high))])
        )
    if name == "size" and scope not in ("category", "designer", "designer_category", "style"):
        return []
    named = piece if dice.random() < 0.8 else dice.choice(pieces)
    values = [getattr(named, name)]
    if dice.random() < SECOND_VALUE:
        values.append(getattr(dice.choice(pieces), name))
    return [(name, value) for value in dict.fromkeys(values) if value]


def _words(piece: Piece, dice: Random) -> str:
    return " ".join(
        dice.choice(FORMS)
        .format(
            designer=piece.designer_name,
            style=piece.style_name,
            colour=piece.colour.lower(),
            material=piece.material_name.lower(),
            category=piece.category_name.lower(),
            price=piece.price // 100 * 100 + 100,
            more=piece.price // 100 * 200 + 300,
            free=dice.choice(FREE_WORDS),
            number=piece.number,
        )
        .split()
    )


def _one(shares: dict[str, int] | dict[int, int], dice: Random) -> Any:
    return dice.choices(list(shares), list(shares.values()))[0]


def pages_of(path: str, page: int) -> str:
    """The address of another page of a list."""
    return f"{path}{'&' if '?' in path else '?'}page={page}"


def quoted(path: str) -> str:
    """As it goes over the wire."""
    return quote(path, safe="/?&=%+-._~")
