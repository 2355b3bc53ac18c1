"""What comes to the market: the figures of market.toml, and the shop's own vocabulary arranged for drawing."""

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog.models import Category, Colour, Hardware, Material, Style
from catalog.seeding.vocabulary import FOLDER

HERE = Path(__file__).resolve().parent
STEEPNESS = 1.05  # of the houses' and the styles' power law
USUAL_COLOURS = {
    "black": 9.0,
    "noir": 7.0,
    "white": 2.0,
    "gold": 2.5,
    "beige": 2.0,
    "etoupe": 2.0,
    "navy": 1.5,
}


class NothingToSynthesise(Exception):
    """The shop has no styles yet; the message says what to run."""


@dataclass(frozen=True)
class Make:
    """A style, with how often it comes by and what kind of thing it is."""

    style: Style
    category: Category
    kind: str
    share: float
    level: float


class Market:
    """The vocabulary in memory, by what fits what."""

    def __init__(self) -> None:
        self.figures = tomllib.loads((HERE / "market.toml").read_text("utf-8"))
        self._houses = {
            name: _houses_of(name) for name in ("colours", "materials")
        }  # only the shipped files know which house a word belongs to

    @cached_property
    def makes(self) -> list[Make]:
        """Every style that falls into a kind, the most frequent house first. Raises NothingToSynthesise."""
        styles = Style.objects.select_related("designer", "category__parent").order_by(
            "designer__slug", "slug"
        )
        by_house: dict[str, list[Style]] = defaultdict(list)
        for style in styles:
            if style.category and _root(style.category).slug in self.figures["kinds"]:
                by_house[style.designer.slug].append(style)
        if not by_house:
            raise NothingToSynthesise(
                "There are no styles to choose from: run manage.py seed_demo --vocabulary."
            )
        return [
            make for house, rank in self._ranks(by_house).items() for make in self._of(house, rank, by_house)
        ]

    def _ranks(self, by_house: dict[str, list[Style]]) -> dict[str, int]:
        named = [house for house in self.figures["levels"] if house in by_house]
        rest = sorted(set(by_house) - set(named), key=lambda house: (-len(by_house[house]), house))
        return {house: rank for rank, house in enumerate([*named, *rest], start=1)}

    def _of(self, house: str, rank: int, by_house: dict[str, list[Style]]) -> list[Make]:
        styles, level = by_house[house], self.figures["levels"].get(house, 0.8)
        shares = [(n + 2) ** -0.8 for n in range(len(styles))]
        whole = sum(shares)
        return [
            Make(style, category, _root(category).slug, rank**-STEEPNESS * share / whole, level)
            for style, share in zip(styles, shares, strict=True)
            if (category := style.category)
        ]

    @cached_property
    def leaves(self) -> dict[int, list[Category]]:
        """The kinds below an upper category, by its key."""
        found: dict[int, list[Category]] = defaultdict(list)
        for category in Category.objects.filter(parent__isnull=False).select_related("parent"):
            found[category.parent_id or 0].append(category)
        return found

    @cached_property
    def colours(self) -> list[Colour]:
        return list(Colour.objects.order_by("slug"))

    @cached_property
    def hardware(self) -> list[Hardware]:
        return list(Hardware.objects.order_by("slug"))

    @cached_property
    def _families(self) -> dict[str, list[Material]]:
        found: dict[str, list[Material]] = defaultdict(list)
        for material in Material.objects.order_by("slug"):
            found[material.family].append(material)
        return found

    def colours_for(self, house: str) -> list[tuple[Colour, float]]:
        """What this house dyes in: its own words more often than those that anybody uses."""
        return [
            (colour, USUAL_COLOURS.get(colour.slug, 1.0) * factor)
            for colour in self.colours
            if (factor := self._fits("colours", colour.slug, house))
        ]

    def materials_for(self, make: Make, category: Category) -> list[tuple[Material, float]]:
        """What such a thing of this house is made of; anything of the kind where nothing fits."""
        usual: dict[str, float] = self.figures["families"].get(
            category.slug, self.figures["kinds"][make.kind]["families"]
        )
        return [
            (material, share * factor / len(self._families[family]))
            for family, share in usual.items()
            for material in self._families[family]
            if (factor := self._fits("materials", material.slug, make.style.designer.slug))
        ]

    def sizes_for(self, make: Make, category: Category) -> list[str]:
        """The sizes of a category, of a kind, or none where the style's name says it."""
        sizes: list[str] = self.figures["sizes"].get(
            category.slug, self.figures["kinds"][make.kind].get("sizes", [])
        )
        return sizes

    def _fits(self, words: str, slug: str, house: str) -> float:
        houses = self._houses[words].get(slug)
        return 1.0 if not houses else 4.0 if house in houses else 0.0


def own_sizes() -> dict[str, str]:
    """The size in a style's name, by its slug: the 30 of Birkin 30."""
    return {row["slug"]: row["size"] for row in _rows("styles") if row["size"]}


def _root(category: Category) -> Category:
    return category.parent or category


def _houses_of(name: str) -> dict[str, set[str]]:
    return {row["slug"]: set(row["designers"].split("|")) for row in _rows(name) if row["designers"]}


def _rows(name: str) -> list[dict[str, Any]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
