"""What is asked of the shelf, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

FACETS = (
    "designer",
    "category",
    "style",
    "grade",
    "colour",
    "shade",
    "material",
    "finish",
    "hardware",
    "size",
    "year",
    "ships",
)
FLAGS = ("never", "new", "reduced")
COUNTED = (*FACETS, *FLAGS)
SORTS = ("newest", "price", "-price", "best")

Values = Mapping[str, tuple[str, ...]]
Keys = Sequence[int] | npt.NDArray[np.int64] | BitMap


@dataclass(frozen=True)
class Query:
    """One list: filters, order, and the part of it that is shown.

    `fixed` and `chosen` name values of facets (OR within one, AND between them); `fixed` is where the visitor
    stands, so every count respects it, and it may name flags too (`{"new": ("1",)}`). Prices are in USD,
    both ends included; `to_buy` leaves sold pieces out. `only` are primary keys that something else found.
    Sort "best" puts those in front of which more of `better` is true (facts, or to be among some keys), the
    newest first among equals. `facets` are those to be counted, flags among them: styles of a whole shop
    are many, and nobody asked for them.
    """

    fixed: Values = field(default_factory=dict)
    chosen: Values = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    only: Keys | None = None
    better: tuple[Values | Keys, ...] = ()
    to_buy: bool = False
    sort: str = "newest"
    first: int = 0
    size: int = 48
    facets: tuple[str, ...] = COUNTED


@dataclass(frozen=True)
class Answer:
    """The pieces of the part that was asked for, in order, and what is true of the whole list.

    `available` can be bought, `sold` are shown as a price reference; `lowest` and `highest` are prices in USD
    of both, None when there is no piece. `counts` are pieces to buy by facet and value (a flag's value is
    "1"), each under every filter but the facet's own; values that nothing is left of are missing.
    """

    pks: list[int]
    available: int
    sold: int
    lowest: Decimal | None
    highest: Decimal | None
    counts: dict[str, dict[str, int]]
