"""What a piece is found by: its words without accents, as a PostgreSQL text vector.

PostgreSQL runs without contrib here (no unaccent), so accents are taken off in Python on both sides.
"""

import unicodedata
from collections.abc import Iterable

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Value

from catalog.models import Item

CONFIG = "english"


def plain(text: str) -> str:
    """Lower case, without accents, apostrophes gone: "Hermès d'Orsay" → "hermes dorsay"."""
    if text.isascii():  # most texts are, and the importer comes by here a hundred thousand times
        return text.lower().replace("'", "")
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if not unicodedata.combining(c) and c not in "'’")


def words_of(item: Item) -> str:
    """All that a shopper may type to find this piece, in plain words."""
    names = [
        item.designer,
        item.style,
        item.category,
        item.category.parent,
        item.colour,
        item.material,
        item.hardware,
    ]
    aliases = [*item.designer.aliases, *(item.style.aliases if item.style else [])]
    colour_family = [item.colour.family] if item.colour else []
    parts: Iterable[str] = [
        item.number,
        item.number.replace("-", ""),
        item.title,
        item.size,
        *[name.name for name in names if name],
        *aliases,
        *colour_family,
        item.description,
    ]
    return plain(" ".join(filter(None, parts)))


def vector_of(item: Item) -> Func:
    """The expression that stores an item's words; works in save() and bulk_create()."""
    return Func(
        Value(CONFIG), Value(words_of(item)), function="to_tsvector", output_field=SearchVectorField()
    )
