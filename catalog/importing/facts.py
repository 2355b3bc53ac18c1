"""The facts of one row in our words and units, and the hash that tells whether they changed."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db.models import Model

from catalog.models import Clearance, Designer, Inclusion, Item, Style


def _limit(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 0)


LIMITS = {
    "reference": _limit(Item, "source_reference"),
    "designer": _limit(Designer, "name"),
    "style": _limit(Style, "name"),
    "title": _limit(Item, "title"),
    "category": 120,
    "colour": 120,
    "material": 120,
    "hardware": 120,
    "size": _limit(Item, "size"),
    "ships_from_city": _limit(Item, "ships_from_city"),
    "retail_basis": _limit(Item, "retail_basis"),
    "bucket_reason": _limit(Item, "bucket_reason"),
    "includes": 2_000,
    "included": _limit(Inclusion, "name"),
    "condition_note": 5_000,
    "description": 20_000,
}
REFERENCE_LIMIT = _limit(Clearance, "reference")
DIGEST_VERSION = "2"


@dataclass(slots=True)
class Facts:
    """What one row says about one piece. Money in USD, lengths in cm, weight in grams, countries as ISO codes."""

    reference: str
    designer: str
    category: str
    style: str = ""
    title: str = ""
    description: str = ""
    colour: str = ""
    material: str = ""
    hardware: str = ""
    size: str = ""
    year: int | None = None
    year_basis: str = ""
    made_in: str = ""
    ships_from: str = ""
    ships_from_city: str = ""
    weight_g: int | None = None
    grade: str = ""
    never_carried: bool = False
    condition_note: str = ""
    price: Decimal | None = None
    price_note: str = ""
    first_price: Decimal | None = None
    retail: Decimal | None = None
    retail_basis: str = ""
    bucket: str = ""
    bucket_reason: str = ""
    listed_on: date | None = None
    measurements: tuple[tuple[str, Decimal], ...] = ()
    includes: tuple[str, ...] = ()

    def digest(self) -> str:
        """A hash of all facts but the reference: the same row gives the same, whatever its columns are called."""
        return hashlib.sha256(repr((DIGEST_VERSION, *_all(self))).encode()).hexdigest()

    def lacks(self) -> list[str]:
        """What keeps the piece a draft, as codes that the report counts."""
        found = {"no_grade": self.grade, "no_price": self.price, "no_curation_reason": self.bucket}
        return [code for code, fact in found.items() if not fact]


_all = attrgetter(*(field.name for field in fields(Facts) if field.name != "reference"))
