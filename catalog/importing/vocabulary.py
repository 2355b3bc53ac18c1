"""Names become rows of the vocabulary: matched without case, accents and punctuation, by alias, or made."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.text import slugify

from catalog.importing.facts import Facts
from catalog.importing.mapping import WORDS, NewCategory
from catalog.importing.refusals import Refused
from catalog.importing.values import key_of
from catalog.models import Category, Colour, Designer, Hardware, Material, Style

# A skin that comes in under a new name must not slip past the rules for restricted materials.
EXOTIC = frozenset({"crocodile", "alligator", "caiman", "python", "snake", "snakeskin", "lizard", "ostrich",
                    "stingray", "galuchat", "karung", "exotic", "eel", "shark"})  # fmt: skip
AROUND = frozenset({"paris", "france", "italy", "milano", "sa", "spa", "couture", "malletier", "vintage",
                    "authentic", "pre", "owned", "preowned", "the", "official", "genuine", "co",
                    "company", "inc", "ltd"})  # fmt: skip
SIMPLE: dict[str, type[models.Model]] = {"colour": Colour, "material": Material, "hardware": Hardware}


@dataclass
class Vocabulary:
    """The whole vocabulary in memory (some thousand rows), so that a row of the file costs no query."""

    create: frozenset[str] = WORDS
    new_categories: dict[str, NewCategory] = field(default_factory=dict)
    made: dict[str, list[str]] = field(default_factory=dict)
    _known: dict[str, dict[Any, Any]] = field(default_factory=dict)
    _slugs: dict[type[models.Model], set[str]] = field(default_factory=dict)

    def load(self) -> None:
        """Read it from the database (again, after a chunk was rolled back)."""
        designers = list(Designer.objects.all())
        self._known = {
            "designer": _by_names(designers),
            "category": _by_names(Category.objects.select_related("parent")),
            "style": {},
        }
        for style in Style.objects.select_related("designer", "category"):
            for name in (*style.aliases, style.name):
                self._known["style"][style.designer_id, key_of(name)] = style
        models_with_slugs: tuple[type[models.Model], ...] = (Designer, Category, Style, *SIMPLE.values())
        for model in models_with_slugs:
            self._slugs[model] = set(model._default_manager.values_list("slug", flat=True))
        for kind, model in SIMPLE.items():
            self._known[kind] = _by_names(model._default_manager.all())

    def rows_for(self, facts: Facts) -> dict[str, Any]:
        """The vocabulary rows a piece refers to. Raises Refused for an unknown name that mustn't be made."""
        designer = self._designer(facts.designer)
        category = self._category(facts.category)
        rows = {
            "designer": designer,
            "category": category,
            "style": self._style(facts.style, designer, category),
        }
        for kind in SIMPLE:
            rows[kind] = self._simple(kind, getattr(facts, kind))
        return rows

    def names_another(self, facts: Facts) -> bool:
        """Whether the title names a maker of two words or more, but not the row's own: somebody should look.

        Names of one word (Coach, Theory) are words of the language too often to mean anything.
        """
        named = {row.pk for run in _runs(key_of(facts.title)) if (row := self._known["designer"].get(run))}
        own = self._known["designer"].get(key_of(facts.designer))
        return bool(named) and (own is None or own.pk not in named)

    def _designer(self, name: str) -> Any:
        """By name or alias; words around a known name (Paris, Vintage, (LV), ®) don't make another house."""
        known = self._known["designer"]
        key = next((key for key in _spellings(name) if key in known), key_of(name))
        if key not in known and not key:
            raise Refused(
                "no_designer", f"“{name[:40]}” is no name of a house.", column="designer", value=name
            )
        return self._find("designer", key, name, lambda: self._make(Designer, name))

    def _style(self, name: str, designer: Designer, category: Category) -> Any:
        if not name:
            return None
        make = lambda: self._make(Style, name, designer=designer, category=category)  # noqa: E731
        return self._find("style", (designer.pk, key_of(name)), name, make)

    def _simple(self, kind: str, name: str) -> Any:
        if not name:
            return None
        extra: dict[str, Any] = {} if kind == "hardware" else {"family": name[:40]}
        if kind == "material" and not EXOTIC.isdisjoint(key_of(name).split()):
            extra = {"family": "Exotic", "is_exotic": True}
        return self._find(kind, key_of(name), name, lambda: self._make(SIMPLE[kind], name, **extra))

    def _category(self, name: str) -> Any:
        """By slug or name; of a path such as `Bags > Totes` the last part is the category."""
        known = self._known["category"]
        for part in (name, *(name.rpartition(mark)[2] for mark in ">/" if mark in name)):
            if found := known.get(key_of(part)):
                return found
        return self._find("category", key_of(name), name, lambda: self._make_category(name))

    def _find(self, kind: str, key: Any, name: str, make: Callable[[], Any]) -> Any:
        known = self._known[kind]
        if key not in known:
            if kind not in self.create:
                raise Refused(
                    f"unknown_{kind}",
                    f"No {kind} is called “{name[:60]}” here: map it in [values.{kind}].",
                    column=kind,
                    value=name,
                )
            known[key] = make()
            self.made.setdefault(kind, []).append(str(known[key]))
        return known[key]

    def _make_category(self, name: str) -> Category:
        new = self.new_categories.get(name)
        if new is None:
            return self._make(Category, name.replace("/", " > ").rpartition(" > ")[2] or name)
        parent = self._category(new.parent) if new.parent else None
        return Category.objects.get_or_create(
            slug=name, defaults={"name": new.name, "parent": parent, "tax_category": new.tax}
        )[0]

    def _make(self, model: type[Any], name: str, **facts: Any) -> Any:
        """A new row; its slug gets a number when another name already has that one."""
        stem = f"{facts['designer'].slug}-{name}" if model is Style else name
        stem = slugify(stem)[:130] or "unnamed"
        slug, count = stem, 2
        taken = self._slugs[model]
        while slug in taken:
            slug, count = f"{stem}-{count}", count + 1
        taken.add(slug)
        return model.objects.create(name=name, slug=slug, **facts)


@lru_cache(maxsize=50_000)
def _runs(key: str) -> frozenset[str]:
    """Every two and three words of a title that stand next to each other."""
    words = key.split()
    return frozenset(
        " ".join(words[n : n + length]) for length in (2, 3) for n in range(len(words) - length + 1)
    )


@lru_cache(maxsize=5_000)
def _spellings(name: str) -> tuple[str, ...]:
    """The compared spelling, then without brackets and marks, then without the words that houses are surrounded by."""
    bare = re.sub(r"\([^()]*\)|[®™©]", " ", name)
    words = [word for word in key_of(bare).split() if word not in AROUND]
    inside = [key_of(part) for part in re.findall(r"\(([^()]*)\)", name)]
    return key_of(name), key_of(bare), " ".join(words), *inside


def _by_names(rows: Any) -> dict[str, Any]:
    """Rows by every name they go by: aliases, slug and name, the name being the surest."""
    rows = list(rows)
    found = {key_of(alias): row for row in rows for alias in getattr(row, "aliases", ())}
    found |= {key_of(row.slug): row for row in rows}
    return found | {key_of(row.name): row for row in rows}
