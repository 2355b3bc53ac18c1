"""Designs: a style in a colour, a material, a size. Pieces are copies of one, each with its own history."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from django.utils.text import slugify

from catalog.models import Category, Item
from catalog.synthesis.market import Make, Market, own_sizes

T = TypeVar("T")
PHOTOS = Path(__file__).resolve().parent.parent / "demo" / "photos"
EXOTIC_TIMES = 2.6  # what an exotic skin makes of a price
MOST = 24_000
EARLIEST, WITHOUT_YEAR = 1960, 0.25
HEAVY_TAIL = 0.7  # within a style some designs come by much more often than others


@dataclass(frozen=True)
class Design:
    """What a piece is made from: an item without number, price and dates, and how it is drawn."""

    item: Item
    kind: str
    photos: str
    share: float
    price: float


class Drawing:
    """Draws designs, the same ones for the same seed and vocabulary."""

    def __init__(self, market: Market, seed: int, this_year: int) -> None:
        self.this_year = this_year
        self.market, self.random = market, Random(f"designs {seed}")  # noqa: S311  (nothing secret)
        self.sizes = own_sizes()
        self.pictures = _pictures()

    def designs(self, pieces: int) -> list[Design]:
        """As many different ones as that many pieces would show. Raises NothingToSynthesise."""
        wanted = max(200, min(MOST, pieces // 2))
        makes = self.market.makes
        whole = sum(make.share for make in makes)
        found = []
        for make in makes:
            count = max(1, round(wanted * make.share / whole))
            found += self._of(make, count)
        return found

    def _of(self, make: Make, count: int) -> list[Design]:
        category = self._category(make)
        kind = self.market.figures["kinds"][make.kind]
        materials = self.market.materials_for(make, category)
        colours = self.market.colours_for(make.style.designer.slug)
        median = kind["price"] * make.level * self.random.lognormvariate(0, 0.4)
        weights = [(n + 1) ** -HEAVY_TAIL for n in range(count)]
        return [
            self._design(make, category, materials, colours, median, make.share * weight / sum(weights))
            for weight in weights
        ]

    def _category(self, make: Make) -> Category:
        """Some styles are filed under *Handbags*; their pieces are some kind of handbag."""
        leaves = self.market.leaves.get(make.category.pk, [])
        return self.random.choice(leaves) if leaves else make.category

    def _design(
        self, make: Make, category: Category, materials: Any, colours: Any, median: float, share: float
    ) -> Design:
        kind, draw = self.market.figures["kinds"][make.kind], self.random
        item = Item(designer=make.style.designer, style=make.style, category=category)
        item.material = self._one(materials)
        item.colour = self._one(colours) if draw.random() < kind["coloured"] else None
        item.hardware = draw.choice(self.market.hardware) if draw.random() < kind["fitted"] else None
        sizes = self.market.sizes_for(make, category)
        item.size = self.sizes.get(make.style.slug) or (draw.choice(sizes) if sizes else "")
        item.title = _title(kind["title"], item)
        item.slug = slugify(f"{item.designer.name} {item.title}")[:220]
        item.made_in = item.designer.country
        item.weight_g = draw.randint(*kind["grams"])
        item.year = None if draw.random() < WITHOUT_YEAR else self._year()
        item.year_basis = "estimated" if item.year else ""
        exotic = bool(item.material and item.material.is_exotic)
        item.rarity = ["exotic skin"] if exotic else []
        price = median * draw.lognormvariate(0, 0.18) * (EXOTIC_TIMES if exotic else 1)
        picture = draw.choice(self.pictures[kind["photos"]])
        return Design(item, make.kind, picture, share, price)

    def _year(self) -> int:
        """Mostly the last ten years, now and then long before."""
        return max(EARLIEST, self.this_year - int(self.random.expovariate(0.12)))

    def _one(self, choices: Sequence[tuple[T, float]]) -> T | None:
        if not choices:
            return None
        things, weights = zip(*choices, strict=True)
        return self.random.choices(things, weights)[0]


def _title(form: str, item: Item) -> str:
    """The form with the names that there are: *in Black Caviar*, *in Black* or nothing."""
    named = form.format(
        style=item.style.name if item.style else "",
        colour=item.colour.name if item.colour else "",
        material=item.material.name if item.material else "",
    )
    return " ".join(named.removesuffix("in  ").split())[:200]


def _pictures() -> dict[str, list[str]]:
    """The demo photographs' references by kind of thing: bag → bag-01, bag-02 ..."""
    refs = sorted({path.name.removesuffix("-front.webp") for path in PHOTOS.glob("*-front.webp")})
    found: dict[str, list[str]] = {}
    for ref in refs:
        found.setdefault(ref.rpartition("-")[0], []).append(ref)
    return found
