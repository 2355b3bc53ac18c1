"""The names of the shop's own vocabulary: designers, styles, categories, colours, materials, hardware, grades."""

import csv
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from catalog.models import Category, Colour, Designer, Hardware, Material, Style
from catalog.searching.meanings import FULL, INNER, PART, Meaning, Names
from catalog.searching.phrases import PHRASES
from catalog.searching.tokens import key_of
from portero.core.words import country

ALIASES = Path(__file__).resolve().parent.parent / "vocabulary" / "aliases.csv"
# Who types "leather" means hides, whatever the house calls its calf; patent, suede and skins have names of their own.
LEATHERS = ("Leather", "Calfskin", "Lambskin", "Goatskin")
EXOTIC = ("exotic leather", "exotic leathers", "exotic skin", "exotic")
PLATED = {"plated", "tone", "covered", "set", "metal"}  # "gold hardware" is whatever looks like gold
COUNTRIES = {"US": ("US", "USA", "America", "New York"), "GB": ("UK", "England", "Britain"), "AE": ("Dubai",),
             "NL": ("Holland",), "KR": ("Korea",)}  # fmt: skip
SHORTEST_INNER = 4  # letters of a word that stands for a style by itself, from the middle of its name


def read_names() -> Names:
    """All names, from the database; six queries and the shipped aliases."""
    names = Names()
    for read in (_designers, _styles, _categories, _colours, _materials, _hardware, _short_names):
        read(names)
    for facet, label, phrases in PHRASES:
        value, _, text = label.partition(":")
        names.add_all(phrases, Meaning(facet, (value,), text))
    return names


def _designers(names: Names) -> None:
    for house in Designer.objects.all():
        meaning = Meaning("designer", (house.slug,), house.name)
        known_as = (house.name, *house.aliases, house.slug.replace("-", " "))
        names.add_all(known_as, meaning)
        names.houses[house.slug] = frozenset(word for name in known_as for word in key_of(name).split())


def _short_names(names: Names) -> None:
    """A word that only one house has in its name, and that means nothing else: Burch, Gaultier, Marant."""
    having: dict[str, list[Designer]] = {}
    for house in Designer.objects.all():
        for word in key_of(house.name).split():
            having.setdefault(word, []).append(house)
    for word, houses in having.items():
        if len(houses) == 1 and len(word) >= SHORTEST_INNER and not names.get(word):
            names.add(word, Meaning("designer", (houses[0].slug,), houses[0].name, PART))


def _styles(names: Names) -> None:
    styles = Style.objects.select_related("designer").order_by("designer_id", "name")
    for house, rows in groupby(styles, key=lambda style: style.designer):
        for style in rows:
            said = Meaning("style", (style.slug,), style.name, house=house.slug)
            if not any(meaning.facet == "designer" for meaning in names.get(key_of(style.name))):
                names.add(style.name, said)
            names.add_all(style.aliases, said)
            names.add_all((part for part in style.name.split("/") if "/" in style.name), said)
            for phrase, rank in _phrases(key_of(style.name).split()):
                if any(meaning.facet == "designer" for meaning in names.get(phrase)):
                    continue  # the Chanel in Chanel 19
                names.add(phrase, Meaning("style", (style.slug,), phrase.title(), rank, house.slug))
    _everybodys_aliases(names)
    names.short_for |= {key_of(alias): key_of(row["name"]) for alias, row in _rows("term")}


def _phrases(words: list[str]) -> Iterator[tuple[str, int]]:
    """How a style's name begins ("classic flap"), and the words inside it ("reissue")."""
    for length in range(1, len(words)):
        yield " ".join(words[:length]), PART
    for start in range(1, len(words)):
        for end in range(start + 1, len(words) + 1):
            phrase = " ".join(words[start:end])
            if len(phrase) >= SHORTEST_INNER and not phrase.replace(" ", "").replace(".", "").isdigit():
                yield phrase, INNER


def _everybodys_aliases(names: Names) -> None:
    """WOC is Chanel's first, but every house's wallet on chain goes by it."""
    for alias, row in _rows("style"):
        names.short_for[key_of(alias)] = key_of(row["name"])
        for meaning in names.get(key_of(row["name"])):
            if meaning.facet == "style":
                names.add(alias, meaning)


def _categories(names: Names) -> None:
    by_slug = {row.slug: row for row in Category.objects.all()}
    for row in by_slug.values():
        said = Meaning("category", (row.slug,), row.name)
        names.add(row.name, said)
        for part in row.name.split(" and ") if " and " in row.name else ():
            noun = (
                row.name.split()[-1]
                if part.istitle() and " " not in part and row.slug.endswith("bags")
                else ""
            )
            names.add(f"{part} {noun}" if noun and noun not in part else part, Meaning(*_head(said), PART))
    for alias, listed in _rows("category"):
        if known := by_slug.get(listed["slug"]):
            names.add(alias, Meaning("category", (known.slug,), known.name))
    for alias, listed in _rows("part"):
        if known := by_slug.get(listed["slug"]):
            names.add(alias, Meaning("category", (known.slug,), known.name, says=listed["name"]))


def _head(meaning: Meaning) -> tuple[str, tuple[str, ...], str]:
    return meaning.facet, meaning.values, meaning.label


def _colours(names: Names) -> None:
    by_slug = {row.slug: row for row in Colour.objects.all()}
    families = {row.family for row in by_slug.values()}
    for family in families:
        names.add(family, Meaning("colour", (family,), family))
    for row in by_slug.values():
        if row.name not in families:
            names.add(row.name, Meaning("shade", (row.slug,), row.name))
    for alias, listed in _rows("colour"):
        known = by_slug.get(listed["slug"])
        if known:
            is_family = known.name in families
            names.add(alias, Meaning("colour" if is_family else "shade",
                                     (known.family if is_family else known.slug,), known.name))  # fmt: skip


def _materials(names: Names) -> None:
    rows = list(Material.objects.all())
    families = {row.family for row in rows}
    for family in sorted(families):
        names.add(family, Meaning("material", (family,), family))
        for part in family.split(" and ") if " and " in family else ():
            names.add(part, Meaning("material", (family,), part.capitalize(), PART))
    for word in ("leather", "canvas"):
        same = LEATHERS if word == "leather" else tuple(f for f in families if "canvas" in f.lower())
        values = tuple(family for family in same if family in families)
        if values:
            names.meanings[word] = [Meaning("material", values, word.capitalize())]
    plain = {row.family for row in rows if not row.is_exotic}
    exotic = tuple(dict.fromkeys(row.family for row in rows if row.family not in plain))
    _finishes(names, rows)
    for word in EXOTIC if exotic else ():
        names.meanings[key_of(word)] = [Meaning("material", exotic, "Exotic leather")]
    for alias, row in _rows("material"):
        for meaning in [m for m in names.get(key_of(row["name"])) if m.facet in ("finish", "material")]:
            names.add(alias, meaning)


def _finishes(names: Names, rows: list[Material]) -> None:
    """A material's own name, and what it ends with: all crocodiles are "crocodile", but not what is embossed so."""
    for row in rows:
        words = key_of(row.name).split()
        if row.name != row.family:
            names.add(row.name, Meaning("finish", (row.slug,), row.name))
        for start in range(1, len(words)):
            ending = " ".join(words[start:])
            if not any(m.facet == "material" and m.rank == FULL for m in names.get(ending)):
                same = tuple(r.slug for r in rows if f" {key_of(r.name)}".endswith(f" {ending}"))
                names.meanings[ending] = [m for m in names.get(ending) if m.facet != "finish"]
                # "quilted" isn't one house's Y-quilted, unless that is in stock
                rank = FULL if len(same) > 1 else PART
                names.add(ending, Meaning("finish", same, ending.capitalize(), rank))


def add_places(names: Names, codes: Iterable[str]) -> None:
    """Where pieces ship from: "from Italy", never a country alone, which may be said of the make."""
    for code in codes:
        label = country(code)
        said = Meaning("ships", (code,), f"Ships from {label}")
        for place in (label, *COUNTRIES.get(code, ())):
            for where in (place, f"the {place}"):
                names.add_all((f"from {where}", f"ships from {where}", f"shipping from {where}"), said)


def _hardware(names: Names) -> None:
    rows = list(Hardware.objects.all())
    looks: dict[str, list[str]] = {}
    for row in rows:
        names.add(row.name, Meaning("hardware", (row.slug,), row.name))
        words = [word for word in key_of(row.name).split() if word not in PLATED]
        for look in {" ".join(words), words[-1] if words and words[0] != "rose" else ""} - {""}:
            looks.setdefault(look, []).append(row.slug)
    for look, slugs in looks.items():
        said = Meaning("hardware", tuple(slugs), f"{look.capitalize()} hardware")
        names.add_all((f"{look} hardware", f"{look} metal hardware", f"{look} hw"), said)
    _hardware_aliases(names, {row.slug for row in rows})


def _hardware_aliases(names: Names, known: set[str]) -> None:
    """GHW means what "gold hardware" means: the aliases of one row of the list share all that one of them means."""
    by_row: dict[str, list[str]] = {}
    for alias, row in _rows("hardware"):
        by_row.setdefault(row["slug"], []).append(alias)
    for slug, aliases in by_row.items():
        meant = [m for alias in aliases for m in names.get(key_of(alias)) if m.facet == "hardware"]
        if slug in known and not meant:
            meant = [Meaning("hardware", (slug,), aliases[0])]
        for meaning in meant:
            names.add_all(aliases, meaning)


def _rows(kind: str) -> Iterator[tuple[str, dict[str, str]]]:
    with ALIASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == kind:
                yield row["alias"], row
