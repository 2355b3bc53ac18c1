"""The facts of one row in our words and units, and the hash that tells whether they changed."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter

from catalog.models import Clearance, Designer, Inclusion, Item, Style

LIMITS = {
    "reference": Item._meta.get_field("source_reference").max_length,
    "designer": Designer._meta.get_field("name").max_length,
    "style": Style._meta.get_field("name").max_length,
    "title": Item._meta.get_field("title").max_length,
    "category": 120,
    "colour": 120,
    "material": 120,
    "hardware": 120,
    "size": Item._meta.get_field("size").max_length,
    "ships_from_city": Item._meta.get_field("ships_from_city").max_length,
    "retail_basis": Item._meta.get_field("retail_basis").max_length,
    "bucket_reason": Item._meta.get_field("bucket_reason").max_length,
    "includes": 2_000,
    "included": Inclusion._meta.get_field("name").max_length,
    "condition_note": 5_000,
    "description": 20_000,
}
REFERENCE_LIMIT = Clearance._meta.get_field("reference").max_length
DIGEST_VERSION = "1"


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
        """A hash of all facts: the same row gives the same one, whatever the order or name of its columns."""
        return hashlib.sha256(repr((DIGEST_VERSION, *_all(self))).encode()).hexdigest()

    def lacks(self) -> list[str]:
        """What keeps the piece a draft, as codes that the report counts."""
        found = {"no_grade": self.grade, "no_price": self.price, "no_curation_reason": self.bucket}
        return [code for code, fact in found.items() if not fact]


_all = attrgetter(*(field.name for field in fields(Facts)))
