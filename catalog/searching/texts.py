"""What a piece is found by: its words without accents, as a weighted PostgreSQL text vector.

PostgreSQL runs without contrib here (no unaccent), so accents are taken off in Python on both sides.
"""

import unicodedata

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, Value

from catalog.models import Item

CONFIG = "english"
# Between the three texts of a piece: by what it is called (A), by what it is made of (B), by what is told of it (C).
APART = "\x1e"
FUNCTION = "catalog_words"  # of the database: from the three texts to the weighted vector


def plain(text: str) -> str:
    """Lower case, without accents, apostrophes gone: "Hermès d'Orsay" → "hermes dorsay"."""
    if text.isascii():  # most texts are, and the importer comes by here a hundred thousand times
        return text.lower().replace("'", "")
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if not unicodedata.combining(c) and c not in "'’")


def words_of(item: Item) -> str:
    """All that a shopper may type to find this piece, in plain words: three texts, the weightiest first."""
    return APART.join(
        plain(" ".join(filter(None, parts))) for parts in (_called(item), _made_of(item), [item.description])
    )


def _called(item: Item) -> list[str]:
    style = item.style
    aliases = [*item.designer.aliases, *(style.aliases if style else [])]
    names = [item.designer.name, style.name if style else "", item.title]
    reference = item.source_reference  # what its sender calls it, for whoever saw it there
    return [item.number, item.number.replace("-", ""), reference, *names, *aliases]


def _made_of(item: Item) -> list[str]:
    rows = [item.category, item.category.parent, item.colour, item.material, item.hardware]
    families = [item.colour.family if item.colour else "", item.material.family if item.material else ""]
    return [*[row.name for row in rows if row], *families, item.size, str(item.year or "")]


def vector_of(item: Item) -> Func:
    """The expression that stores an item's words; works in save() and bulk_create()."""
    return Func(Value(words_of(item)), function=FUNCTION, output_field=SearchVectorField())
