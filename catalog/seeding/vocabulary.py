"""The shipped vocabulary (catalog/vocabulary/*.csv) into the database, by slug: made, or brought up to date."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import models, transaction

from catalog.models import Category, Colour, Designer, Hardware, Material, Style

FOLDER = Path(__file__).resolve().parent.parent / "vocabulary"
Row = dict[str, str]


class VocabularyBroken(Exception):
    """A row of the shipped vocabulary refers to something that isn't there; the message names file and slug."""


@transaction.atomic
def load_vocabulary(folder: Path = FOLDER) -> int:
    """Load every list; returns how many rows were made or changed: 0 the second time. Raises VocabularyBroken."""
    aliases = _aliases(folder)
    changed = _upsert(Designer, (_designer(row, aliases) for row in _rows(folder, "designers")))
    categories = list(_rows(folder, "categories"))
    changed += _upsert(Category, (_category(row) for row in categories if not row["parent"]))
    parents = _by_slug(Category)
    changed += _upsert(
        Category,
        (
            _category(row) | {"parent_id": _known(parents, row, "parent").pk}
            for row in categories
            if row["parent"]
        ),
    )
    changed += _upsert(Colour, (_named(row, "family", "hex") for row in _rows(folder, "colours")))
    changed += _upsert(Material, (_material(row) for row in _rows(folder, "materials")))
    changed += _upsert(Hardware, (_named(row) for row in _rows(folder, "hardware")))
    designers, categories_now = _by_slug(Designer), _by_slug(Category)
    return changed + _upsert(
        Style, (_style(row, designers, categories_now, aliases) for row in _rows(folder, "styles"))
    )


def _rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _aliases(folder: Path) -> dict[tuple[str, str], list[str]]:
    """Other spellings from aliases.csv, by kind and slug."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in _rows(folder, "aliases"):
        found.setdefault((row["kind"], row["slug"]), []).append(row["alias"])
    return found


def _named(row: Row, *others: str) -> dict[str, Any]:
    return {"slug": row["slug"], "name": row["name"]} | {name: row[name] for name in others}


def _designer(row: Row, aliases: dict[tuple[str, str], list[str]]) -> dict[str, Any]:
    return _named(row, "country") | {"aliases": _all_aliases(row, "designer", aliases)}


def _category(row: Row) -> dict[str, Any]:
    facts = _named(row, "tax_category", "measured_as", "description")
    return facts | {"position": int(row["position"]), "parent_id": None}


def _material(row: Row) -> dict[str, Any]:
    return _named(row, "family", "species", "cites_appendix") | {"is_exotic": row["is_exotic"] == "yes"}


def _style(
    row: Row, designers: dict[str, Any], categories: dict[str, Any], aliases: dict[tuple[str, str], list[str]]
) -> dict[str, Any]:
    return _named(row) | {
        "designer_id": _known(designers, row, "designer").pk,
        "category_id": _known(categories, row, "category").pk if row["category"] else None,
        "aliases": _all_aliases(row, "style", aliases),
    }


def _all_aliases(row: Row, kind: str, aliases: dict[tuple[str, str], list[str]]) -> list[str]:
    own = [alias for alias in row["aliases"].split("|") if alias]
    return list(dict.fromkeys(own + aliases.get((kind, row["slug"]), [])))


def _known(rows: dict[str, Any], row: Row, column: str) -> Any:
    if row[column] not in rows:
        raise VocabularyBroken(f"{row['slug']}: there is no {column} {row[column]!r}.")
    return rows[row[column]]


def _by_slug(model: type[models.Model]) -> dict[str, Any]:
    return {row.slug: row for row in model._default_manager.all()}  # type: ignore[attr-defined]


def _upsert(model: type[models.Model], wanted: Iterable[dict[str, Any]]) -> int:
    """Make what is missing and change what differs, in a few statements; returns how many rows that were."""
    have = _by_slug(model)
    new, changed = [], []
    names: set[str] = set()
    for facts in wanted:
        names |= set(facts)
        row = have.get(facts["slug"])
        if row is None:
            new.append(model(**facts))
        elif _differs(row, facts):
            changed.append(row)
    model._default_manager.bulk_create(new, batch_size=500)
    if changed:
        fields = sorted(name.removesuffix("_id") for name in names - {"slug"})
        model._default_manager.bulk_update(changed, fields, batch_size=500)
    return len(new) + len(changed)


def _differs(row: Any, facts: dict[str, Any]) -> bool:
    """Set the facts on the row and say whether that changed anything."""
    different = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, facts[name])
    return bool(different)
