"""Random catalogues, changes and questions; all of it follows from one number."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from catalog import numbers, stock
from catalog.models import (
    Category,
    Clearance,
    Colour,
    Designer,
    Grade,
    Hardware,
    Hold,
    Item,
    Material,
    Style,
)
from catalog.shelf import FACETS, Query
from tests.factories.catalog import a_category, a_designer

SIZES = ("", "30", "25 cm", "Größe 36")
FAMILIES = ("Black", "Brown", "")


class Vocabulary:
    """Three houses, two levels of categories, and a few of everything else."""

    def __init__(self) -> None:
        self.designers = [a_designer(name) for name in ("Hermès", "Chanel", "Cartier")]
        bags, watches = a_category("Handbags"), a_category("Watches")
        self.categories = [
            bags,
            watches,
            a_category("Totes", parent=bags),
            a_category("Clutches", parent=bags),
        ]
        self.styles = [
            Style.objects.create(designer=one, name=name, slug=slugify(f"{one.slug} {name}"))
            for one in self.designers
            for name in ("One", "Two")
        ]
        self.colours = [_named(Colour, n, family=FAMILIES[n % 3]) for n in range(5)]
        self.materials = [_named(Material, n, family=("Leather", "Exotic")[n % 2]) for n in range(4)]
        self.hardware = [_named(Hardware, n) for n in range(3)]


def _named(model: type[Model], n: int, **facts: str) -> Model:
    name = f"{model.__name__} {n}"
    return model._default_manager.create(name=name, slug=slugify(name), **facts)


def facts(random: Random, words: Vocabulary) -> dict[str, object]:
    """What a piece may be, without its state."""
    designer = random.choice(words.designers)
    price = Decimal(random.choice((500, 900, 900, 1250, 4000))) + random.choice((0, 0, Decimal("0.50")))
    return {
        "designer": designer,
        "style": random.choice([None, *(one for one in words.styles if one.designer_id == designer.pk)]),
        "category": random.choice(words.categories),
        "colour": random.choice([None, *words.colours]),
        "material": random.choice([None, *words.materials]),
        "hardware": random.choice([None, *words.hardware]),
        "size": random.choice(SIZES),
        "year": random.choice((None, 1999, 2015, 2020)),
        "ships_from": random.choice(("US", "US", "JP", "FR")),
        "grade": random.choice(Grade.values),
        "never_carried": random.random() < 0.2,
        "price": price,
        "previous_price": random.choice((None, None, price, price + 100)),
        "listed_at": moment(random),
    }


def moment(random: Random) -> datetime:
    """Lately or long ago, often the same moment as another piece."""
    if random.random() < 0.3:
        return datetime(2024, 5, 1, tzinfo=UTC)
    return timezone.now() - timedelta(hours=random.randrange(1, 24 * 20))


def put_up(random: Random, words: Vocabulary, pieces: int) -> list[Item]:
    """That many pieces more: most listed, some sold, some not shown."""
    items = [Item(title=f"Piece {n}", slug="piece", **facts(random, words)) for n in range(pieces)]
    for item, number in zip(items, numbers.new_numbers(pieces), strict=True):
        item.number, item.bucket, item.bucket_reason = number, Item.Bucket.VALUE, "A test."
        item.state = random.choice(("listed", "listed", "listed", "sold", "draft", "withdrawn"))
        item.sold_at = timezone.now() if item.state == "sold" else None
        item.clearance = Clearance.objects.create(kind="imported", reference=number)
    stock.make_products(items)
    return Item.objects.bulk_create(items)


def change(random: Random, words: Vocabulary) -> None:
    """One thing that happens in a shop."""
    happenings: list[Callable[[Random, Vocabulary], object]] = [
        lambda r, w: put_up(r, w, r.randrange(1, 4)),
        lambda r, w: some(r, "listed").update(state="sold", sold_at=timezone.now()),
        lambda r, w: some(r, "listed").update(state="withdrawn"),
        lambda r, w: some(r, "sold").update(state="draft", sold_at=None),
        lambda r, w: some(r, "withdrawn").update(state="listed", listed_at=moment(r)),
        lambda r, w: some(r, "draft").update(state="listed", listed_at=timezone.now()),
        lambda r, w: some(r, "listed").update(price=700, previous_price=900),
        lambda r, w: some(r, "listed").update(**facts(r, w)),
        lambda r, w: some(r, "listed").update(size=f"new {r.randrange(100)}"),
        _hold,
        _rename,
        _regroup,
    ]
    random.choice(happenings)(random, words)


def some(random: Random, state: str) -> QuerySet[Item]:
    """One to three pieces in that state."""
    keys = list(Item.objects.filter(state=state).values_list("pk", flat=True))
    return Item.objects.filter(pk__in=random.sample(keys, min(len(keys), random.randrange(1, 4))))


def _hold(random: Random, words: Vocabulary) -> None:
    item = some(random, "listed").exclude(holds__released_at=None, holds__isnull=False).first()
    if item:
        ends = timezone.now() + timedelta(minutes=15)
        Hold.objects.create(item=item, kind="checkout", holder="basket:1", expires_at=ends)


def _rename(random: Random, words: Vocabulary) -> None:
    name = f"House {random.randrange(10_000)}"
    Designer.objects.filter(pk=random.choice(words.designers).pk).update(name=name, slug=slugify(name))


def _regroup(random: Random, words: Vocabulary) -> None:
    """A colour belongs to another family, a category under another parent."""
    Colour.objects.filter(pk=random.choice(words.colours).pk).update(family=random.choice((*FAMILIES, "New")))
    child, parent = words.categories[2], random.choice((*words.categories[:2], None))
    Category.objects.filter(pk=child.pk).update(parent=parent)


def question(random: Random) -> Query:
    """Anything an address may ask for, also values that don't exist."""
    chosen = {name: _values(random, name) for name in random.sample(FACETS, random.randrange(4))}
    fixed = {
        name: _values(random, name)
        for name in random.sample(("designer", "category", "style"), random.randrange(2))
    }
    keys = list(Item.objects.values_list("pk", flat=True))
    return Query(
        fixed=fixed | random.choice(({}, {}, {"new": ("1",)})),
        chosen=chosen,
        flags=tuple(random.sample(("never", "new", "reduced"), random.choice((0, 0, 1, 2)))),
        price_from=random.choice((None, None, Decimal(900), Decimal("900.01"))),
        price_to=random.choice((None, None, Decimal(1250), Decimal("900.50"))),
        only=random.choice((None, None, random.sample(keys, len(keys) // 2))),
        sort=random.choice(("newest", "price", "-price")),
        first=random.choice((0, 0, 5, 24)),
        size=random.choice((5, 24)),
    )


def _values(random: Random, name: str) -> tuple[str, ...]:
    from tests.shelf.oracle import COLUMN

    known = {str(value) for value in Item.objects.values_list(COLUMN[name], flat=True) if value}
    if name == "category":
        known |= set(Category.objects.values_list("slug", flat=True))
    return tuple(random.sample(sorted(known | {"nothing"}), min(len(known), random.randrange(1, 4))))
