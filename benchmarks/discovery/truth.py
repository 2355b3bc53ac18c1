"""What SQL says of a list: plain conditions on one table of plain words, slow and plainly right."""
# ruff: noqa: S608  (statements are put together from our own words; what an address says is a parameter)

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from catalog.models import Category
from catalog.searching.engine import read
from catalog.searching.texts import CONFIG, plain
from portero.core.figures import figure

# Made once for a comparison; a million pieces with their words, narrow enough to be walked through in a moment.
FACTS = """
drop table if exists bench_facts;
create temporary table bench_facts as
select i.id, i.number, i.state = 'listed' as listed, i.price, i.listed_at, i.never_carried as never,
       coalesce(i.previous_price > i.price, false) as reduced, d.slug as designer, c.slug as category,
       coalesce(p.slug, c.slug) as top, s.slug as style, o.family as colour, o.slug as shade, m.family as material,
       m.slug as finish, h.slug as hardware, i.size, i.year::text as year, i.ships_from as ships, i.grade
from catalog_item i
join catalog_designer d on d.id = i.designer_id
join catalog_category c on c.id = i.category_id
left join catalog_category p on p.id = c.parent_id
left join catalog_style s on s.id = i.style_id
left join catalog_colour o on o.id = i.colour_id
left join catalog_material m on m.id = i.material_id
left join catalog_hardware h on h.id = i.hardware_id
where i.state in ('listed', 'sold');
"""
FACETS = ("designer", "category", "style", "grade", "colour", "shade", "material", "finish", "hardware", "size", "year",
          "ships")  # fmt: skip
FLAGS = {"never": "never", "reduced": "reduced", "new": "listed_at >= %s"}
ORDERS = {"": "listed_at desc", "newest": "listed_at desc", "price": "price", "-price": "price desc"}
Filters = Mapping[str, Sequence[str]]
Condition = tuple[str, list[Any]]


@dataclass(frozen=True)
class Asked:
    """A list: what was chosen, what the place itself fixes, the words that are left, and when it was asked for."""

    chosen: Filters
    fixed: Filters
    words: str
    at: datetime

    @property
    def is_new_since(self) -> datetime:
        """The first moment that counts as a new arrival."""
        return self.at - timedelta(days=int(figure("new_arrival_days")))


def prepare() -> None:
    """Make the table of facts on this connection, as the shop is now."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS)


def extent(asked: Asked) -> tuple[int, int]:
    """The pieces for sale, and all of the list, sold ones too."""
    sql, values = _where(asked)
    ((listed, every),) = _rows(
        f"select count(*) filter (where listed), count(*) from bench_facts where {sql}", values
    )
    return listed, every


def page(asked: Asked, sort: str, first: int, size: int) -> list[str]:
    """The item numbers of a part of the list, sold pieces among them."""
    sql, values = _where(asked)
    order = f"order by {ORDERS[sort]}, id desc offset {first} limit {size}"
    return [number for (number,) in _rows(f"select number from bench_facts where {sql} {order}", values)]


def counts(asked: Asked, names: Iterable[str]) -> dict[str, dict[str, int]]:
    """The pieces for sale by facet and value, each under every filter but its own; a flag's value is 1."""
    found: dict[str, dict[str, int]] = {}
    together = [name for name in names if name not in asked.chosen]
    alone = [[name] for name in names if name in asked.chosen]
    for group in [together, *alone]:
        if group:
            found |= _counts(asked, group)
    return found


def _counts(asked: Asked, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Facets that share their filters, at once."""
    sql, values = _where(asked, without=names[0])
    parts, more = [], []
    for name in names:
        if name in FLAGS:
            parts.append(f"select '{name}', '1', count(*) from found where {FLAGS[name]} having count(*) > 0")
            more += [asked.is_new_since] * FLAGS[name].count("%s")
        else:
            column = "unnest(array[category, nullif(top, category)])" if name == "category" else name
            each = f"select {column} as value from found"
            parts.append(f"select '{name}', value, count(*) from ({each}) e where value <> '' group by value")
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    select = " union all ".join(parts)
    for name, value, number in _rows(
        f"with found as materialized (select * from bench_facts where listed and {sql}) {select}",
        values + more,
    ):
        found[name][value] = number
    return found


def _where(asked: Asked, without: str = "") -> tuple[str, list[Any]]:
    conditions: list[Condition] = [("true", [])]
    conditions += [_condition(name, values, asked) for name, values in asked.fixed.items()]
    conditions += [
        _condition(name, values, asked) for name, values in asked.chosen.items() if name != without
    ]
    conditions += _said(asked.words)
    return " and ".join(sql for sql, _ in conditions), [value for _, values in conditions for value in values]


def _condition(name: str, wanted: Sequence[str], asked: Asked) -> Condition:
    if name in FLAGS:
        return FLAGS[name], [asked.is_new_since] * FLAGS[name].count("%s")
    if name in ("from", "to"):
        return f"price {'>=' if name == 'from' else '<='} %s", [wanted[0].replace(",", "")]
    if name == "category":
        narrow = _narrowest(wanted)
        return "(category = any(%s) or top = any(%s))", [narrow, narrow]
    return f"{name} = any(%s)", [list(wanted)]


def _narrowest(wanted: Sequence[str]) -> list[str]:
    """Of a kind and one of its children, both chosen, the child alone is meant."""
    parents = Category.objects.filter(slug__in=wanted, parent__isnull=False).values_list(
        "parent__slug", flat=True
    )
    return sorted(set(wanted) - set(parents))


def _said(words: str) -> list[Condition]:
    """What the texts must have, of the words that the search didn't read as filters."""
    reading = read(words)
    asked = []
    for word in reading.left:
        typed = plain(reading.words[word.start : word.end])
        if word.meant:
            asked.append(("plainto_tsquery", word.meant))
        else:
            asked.append(("to_tsquery", f"'{typed}':*" if word.begins else f"'{typed}' | '{word.key}'"))
    asked += [("phraseto_tsquery", phrase) for phrase in reading.phrases]
    return [
        (f"id in (select id from catalog_item where words @@ {function}('{CONFIG}', %s))", [query])
        for function, query in asked
    ]


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
