"""Are the counts true? What a page says beside what SQL says, for a sample of the addresses that were measured."""

import re
from collections.abc import Sequence
from html import unescape
from random import Random
from urllib.parse import parse_qsl, urlsplit

from django.db import connection

_OPTION = re.compile(
    r'name="(\w+)" value="([^"]*)"[^>]*>(?:<svg.*?</svg>)?<span>[^<]*</span><span>([\d,]+)<span', re.DOTALL
)
_AVAILABLE = re.compile(r'<p class="soft">([\d,]+) pieces?\b')
CONDITIONS = {
    "designer": "d.slug = any(%s)",
    "category": "(c.slug = any(%s) or p.slug = any(%s))",
    "style": "s.slug = any(%s)",
    "grade": "i.grade = any(%s)",
    "colour": "o.family = any(%s)",
    "material": "m.family = any(%s)",
    "hardware": "h.slug = any(%s)",
    "size": "i.size = any(%s)",
    "year": "i.year::text = any(%s)",
    "ships": "i.ships_from = any(%s)",
    "never": "i.never_carried",
    "reduced": "i.previous_price > i.price",
    "from": "i.price >= %s",
    "to": "i.price <= %s",
}
COUNTED = {"designer": "d.slug", "grade": "i.grade", "colour": "o.family", "material": "m.family", "hardware": "h.slug",
           "ships": "i.ships_from"}  # fmt: skip
FROM = """
from catalog_item i
join catalog_designer d on d.id = i.designer_id
join catalog_category c on c.id = i.category_id
left join catalog_category p on p.id = c.parent_id
left join catalog_style s on s.id = i.style_id
left join catalog_colour o on o.id = i.colour_id
left join catalog_material m on m.id = i.material_id
left join catalog_hardware h on h.id = i.hardware_id
where i.state = 'listed'
"""
Filters = dict[str, list[str]]


def comparable(paths: Sequence[str], count: int, seed: int) -> list[int]:
    """Which of the addresses to compare: filtered lists without words; *new* changes while one looks."""
    fit = [
        n
        for n, path in enumerate(paths)
        if "?" in path and not path.startswith(("/search/", "/new/")) and not {"new", "page"} & set(_asked(path))
        and set(_asked(path)) - {"sort", "per"}
    ]  # fmt: skip
    return Random(seed).sample(fit, min(count, len(fit)))


def differences(path: str, body: bytes, dice: Random) -> list[str]:
    """What the page says and SQL doesn't, one sentence each: the number of pieces, and one facet's counts."""
    page = body.decode()
    filters = _asked(path) | _place(path)
    found = _AVAILABLE.search(page)
    said = int(found[1].replace(",", "")) if found else 0
    true = _count(filters)
    wrong = [] if said == true else [f"{path}: {said} pieces for sale, in truth {true}"]
    options: dict[str, dict[str, int]] = {}
    for name, value, number in _OPTION.findall(page):
        options.setdefault(name, {})[unescape(value)] = int(number.replace(",", ""))
    if names := sorted(set(options) & set(COUNTED)):
        name = dice.choice(names)
        counts = _counts(name, filters)
        shown = {value: number for value, number in options[name].items() if number}
        if shown != counts:
            wrong.append(f"{path}: {name} {_difference(shown, counts)}")
    return wrong


def _difference(shown: dict[str, int], counts: dict[str, int]) -> str:
    odd = [value for value in sorted(shown | counts) if shown.get(value) != counts.get(value)]
    return ", ".join(f"{value} {shown.get(value)}, in truth {counts.get(value)}" for value in odd[:3])


def _asked(path: str) -> Filters:
    found: Filters = {}
    for name, value in parse_qsl(urlsplit(path).query):
        found.setdefault(name, []).append(value)
    return found


def _place(path: str) -> Filters:
    """What the address itself fixes. A place counts like a filter of its own name: under its own facet too."""
    parts = urlsplit(path).path.strip("/").split("/")
    names = {"shop": ("category",), "designers": ("designer", "category"), "styles": ("style",)}[parts[0]]
    return {f"={name}": [value] for name, value in zip(names, parts[1:], strict=False)}


def _where(filters: Filters, without: str = "") -> tuple[str, list[str | list[str]]]:
    sql: str = FROM
    values: list[str | list[str]] = []
    for name, wanted in filters.items():
        plain = name.removeprefix("=")
        if name == without or plain not in CONDITIONS:
            continue
        condition = CONDITIONS[plain]
        sql += f" and {condition}"
        values += [wanted[0] if plain in ("from", "to") else wanted] * condition.count("%s")
    return sql, values


def _count(filters: Filters) -> int:
    sql, values = _where(filters)
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) {sql}", values)
        found: int = cursor.fetchone()[0]
        return found


def _counts(name: str, filters: Filters) -> dict[str, int]:
    column = COUNTED[name]
    sql, values = _where(filters, without=name)
    with connection.cursor() as cursor:
        cursor.execute(f"select {column}, count(*) {sql} and coalesce({column}, '') <> '' group by 1", values)
        return dict(cursor.fetchall())
