"""A sample of what is for sale: the words that addresses are made of, each as often as it comes by."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.db import connection

SAMPLE = 6_000
FACTS = """
select i.number, i.slug, d.slug, d.name, c.slug, coalesce(p.slug, c.slug), c.name, coalesce(s.slug, ''),
       coalesce(s.name, ''), coalesce(o.family, ''), coalesce(m.family, ''), coalesce(m.name, ''),
       coalesce(h.slug, ''), i.size, coalesce(i.year::text, ''), i.ships_from, i.grade, i.price::int,
       exists (select from catalog_photo f where f.item_id = i.id)
from catalog_item i
join catalog_designer d on d.id = i.designer_id
join catalog_category c on c.id = i.category_id
left join catalog_category p on p.id = c.parent_id
left join catalog_style s on s.id = i.style_id
left join catalog_colour o on o.id = i.colour_id
left join catalog_material m on m.id = i.material_id
left join catalog_hardware h on h.id = i.hardware_id
where i.id = any(%s) and i.state = 'listed'
order by i.id
"""


@dataclass(frozen=True)
class Piece:
    """A piece for sale, by the words an address would name; empty where it has none."""

    number: str
    slug: str
    designer: str
    designer_name: str
    category: str
    top: str
    category_name: str
    style: str
    style_name: str
    colour: str
    material: str
    material_name: str
    hardware: str
    size: str
    year: str
    ships: str
    grade: str
    price: int
    whole: bool

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/items/{self.number}/{self.slug}/"


def sample(seed: int) -> Sequence[Piece]:
    """Some thousand pieces, drawn evenly, the same for the same seed, the newest last."""
    with connection.cursor() as cursor:
        cursor.execute("select min(id), max(id) from catalog_item")
        first, last = cursor.fetchone()
        keys = Random(seed).sample(range(first, last + 1), min(SAMPLE, last - first + 1))
        cursor.execute(FACTS, [keys])
        return [Piece(*row) for row in cursor.fetchall()]


def whole_pieces(count: int) -> Sequence[Piece]:
    """The newest pieces that have photographs and a condition report."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct item_id from catalog_photo order by item_id desc limit %s", [count * 3]
        )
        cursor.execute(FACTS, [[key for (key,) in cursor.fetchall()]])
        return [Piece(*row) for row in cursor.fetchall()][:count]
