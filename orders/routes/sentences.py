"""What the item page says of a restricted piece before anybody asks: one sentence per rule that is about it."""

from django.utils import timezone

from catalog.models import Category, Item
from orders.materials import mentions
from orders.routes.decision import goods_of
from orders.routes.gate import held, piece_of
from orders.tax.snapshot import in_force
from portero.core.words import country

# Ordinary pieces aren't looked up: their page costs no query. Orders are checked by every rule in any case.
LOOKED_AT = "python, snake, snakeskin, crocodile, alligator, caiman, lizard, cobra, karung, whip snake"


def sentence_about(item: Item) -> str:
    """`Python. Not delivered to California. Leaves the United States only with a permit.`; else empty."""
    piece = piece_of(item)
    special = piece.exotic or bool(item.also_made_of) or piece.category == Category.TaxCategory.FUR
    if not special and not mentions(f"{piece.materials}. {piece.text}", LOOKED_AT):
        return ""
    said: dict[str, str] = {}
    for rule in in_force(held.current(), timezone.localdate()):
        if rule.notice and (what := goods_of(rule, piece)):
            said.setdefault(rule.notice.format(origin=_the(country(piece.origin))), what)
    if not said:
        return ""
    names = [what for what in said.values() if what != "exotic skin"] or [*said.values()]
    return " ".join([f"{names[0].capitalize()}.", *said])


def _the(name: str) -> str:
    """Some countries carry an article in a sentence."""
    plural = name.startswith(("United ", "Netherlands"))
    return f"the {name}" if plural else name
