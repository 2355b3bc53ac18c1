"""Pieces that may be like a piece: a few of each kind of likeness, in queries that don't grow with the shop."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from catalog.models import Item, ListingState
from portero.core.postgres.prepared import Prepared

SOLD, LISTED, ELSEWHERE, NEWEST = 60, 40, 24, 60


class Candidate(NamedTuple):
    """What the rules look at; `at` is when it was sold, else when it was listed. Price in USD."""

    pk: int
    state: str
    price: Decimal
    at: datetime
    style: int | None
    designer: int
    category: int
    parent: int | None
    grade: str
    year: int | None
    never_carried: bool
    size: str
    material: int | None
    material_family: str
    exotic: bool
    colour_family: str

    @property
    def is_sold(self) -> bool:
        """Whether its price was paid; the price of a listed piece is asked."""
        return self.state == ListingState.SOLD

    @classmethod
    def of(cls, item: Item) -> "Candidate":
        """The piece itself, as the rules see it. Raises ValueError for one without a price, or never listed."""
        at = item.sold_at or item.listed_at
        if item.price is None or at is None:
            raise ValueError(f"{item.number} was never for sale.")
        material, colour = item.material, item.colour
        return cls(
            item.pk,
            item.state,
            item.price,
            at,
            item.style_id,
            item.designer_id,
            item.category_id,
            item.category.parent_id,
            item.grade,
            item.year,
            item.never_carried,
            item.size,
            item.material_id,
            material.family if material else "",
            material.is_exotic if material else False,
            colour.family if colour else "",
        )


# Written out: every arm must end on an index of its own (item_sold_in_style ...) with a limit, whatever the ORM does.
COLUMNS = """i.id, i.state, i.price, coalesce(i.sold_at, i.listed_at) as moment, i.style_id, i.designer_id,
 i.category_id, i.grade, i.year, i.never_carried, i.size, i.material_id, i.colour_id"""
STYLE = "i.style_id = $2"
KIND = "i.designer_id = $3 and i.category_id = $4"
NEWEST_FIRST = "order by i.listed_at desc"
NEAR = (
    f"i.state = 'sold' and {STYLE} order by i.sold_at desc limit {SOLD}",
    f"i.state = 'listed' and {STYLE} {NEWEST_FIRST} limit {LISTED}",
    f"i.state = 'sold' and {KIND} order by i.sold_at desc limit {SOLD}",
    f"i.state = 'listed' and {KIND} {NEWEST_FIRST} limit {LISTED}",
)
FAR = (
    f"i.state = 'listed' and i.category_id = $4 {NEWEST_FIRST} limit {ELSEWHERE}",
    f"i.state = 'listed' and i.designer_id = $3 {NEWEST_FIRST} limit {ELSEWHERE}",
    f"i.state in ('listed', 'sold') {NEWEST_FIRST}, i.id desc limit {NEWEST}",
)


def _prepared(name: str, arms: tuple[str, ...]) -> Prepared:
    query = f"""
    select near.id, near.state, near.price, near.moment, near.style_id, near.designer_id, near.category_id, k.parent_id,
     near.grade, near.year, near.never_carried, near.size, near.material_id, coalesce(m.family, ''),
     coalesce(m.is_exotic, false), coalesce(c.family, '')
    from ({" union all ".join(f"(select {COLUMNS} from catalog_item i where {arm})" for arm in arms)}) near
    join catalog_category k on k.id = near.category_id
    left join catalog_material m on m.id = near.material_id
    left join catalog_colour c on c.id = near.colour_id
    where near.id <> $1"""  # noqa: S608  (built from constants above; values are parameters)
    return Prepared(name, "bigint, bigint, bigint, bigint", query)


OF_STYLE_OR_KIND = _prepared("catalog_near_pieces", NEAR)
OF_CATEGORY_OR_HOUSE = _prepared("catalog_far_pieces", FAR)


def candidates(item: Item) -> list[Candidate]:
    """At most 200 other pieces, sold or for sale: of the style, or of the designer and category."""
    return _found(OF_STYLE_OR_KIND, item)


def further(item: Item) -> list[Candidate]:
    """At most 108 other pieces, most of them for sale: of the category or the designer, and the shop's newest."""
    return _found(OF_CATEGORY_OR_HOUSE, item)


def _found(query: Prepared, item: Item) -> list[Candidate]:
    rows = query.rows([item.pk, item.style_id, item.designer_id, item.category_id])
    # Arms overlap; by key that is found out sooner than by comparing whole rows.
    return [Candidate(*row) for row in {row[0]: row for row in rows}.values()]
