"""Three pieces on the workbench of a new shop: a bag, a watch and a ring, as if their owners had sent them.

And somebody outside the house who can be asked about them.

Each is a second one of a demo piece that is for sale, so that words and photographs are at hand.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from accounts.demo import DOMAIN, refuse_in_production
from authentication.cases.opening import open_case
from authentication.demo import pictures
from authentication.models import Case, OutsideExpert
from catalog import numbers, stock
from catalog.models import Item
from catalog.searching.texts import vector_of

SOURCE = "demo-bench"
LIKE = ("designer", "style", "category", "title", "colour", "material", "hardware", "size", "year", "made_in")


@dataclass(frozen=True)
class Sent:
    """A piece that somebody sent: like which demo piece, and what its owner says of it."""

    ref: str
    included: tuple[str, ...]


EXPERT = {
    "email": f"iris@{DOMAIN}",
    "name": "Iris Fontaine",
    "speaks_for": "Leather, and watches before 1990",
}
PIECES = (
    Sent("bag-01", ("box", "dust bag", "receipt")),
    Sent("watch-04", ("box", "warranty card")),
    Sent("jewel-05", ("box", "gemstone report")),
)


@transaction.atomic
def open_demo_cases() -> int:
    """Open the cases that aren't there yet; how many. Raises accounts.demo.NotInProduction."""
    refuse_in_production()
    OutsideExpert.objects.get_or_create(email=EXPERT["email"], defaults=EXPERT)
    have = set(Item.objects.filter(source=SOURCE).values_list("source_reference", flat=True))
    models = Item.objects.filter(source="demo", source_reference__in=[sent.ref for sent in PIECES])
    like = {item.source_reference: item for item in models.select_related("designer", "style", "category")}
    wanted = [sent for sent in PIECES if sent.ref not in have and sent.ref in like]
    for sent in wanted:
        _open(sent, like[sent.ref])
    return len(wanted)


def _open(sent: Sent, like: Item) -> None:
    item = _draft(sent, like)
    claims = {
        "designer": item.designer.name,
        "style": item.style.name if item.style else "",
        "year": item.year,
        "included": list(sent.included),
    }
    open_case(
        item,
        Case.Kind.INTAKE,
        actor=None,
        value=like.price,
        photos=[pictures.sent(sent.ref, view) for view in pictures.VIEWS],
        claims=claims,
        reason="Sent for the demonstration.",
    )


def _draft(sent: Sent, like: Item) -> Item:
    item = Item(**{name: getattr(like, name) for name in LIKE})
    item.number, item.source, item.source_reference = numbers.new_numbers()[0], SOURCE, sent.ref
    item.slug = slugify(f"{item.designer.name} {item.title}")[:220]
    stock.make_products([item])
    item.words = vector_of(item)
    item.save()
    return item
