"""Everything the item page shows of one piece, in five queries, and the pieces like it, in one."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import JSONObject

from catalog.models import Defect, Inclusion, Item, ListingState, Photo
from catalog.queries.cards import Card, cards, visible, with_hold

SIMILAR = 4


def piece(number: str) -> Item | None:
    """The piece of that number with photos, pins, inclusions, measurements and price history; drafts aren't shown."""
    inclusions = (
        Inclusion.objects.filter(item=OuterRef("pk"))
        .order_by("-present", "position", "pk")
        .values(said=JSONObject(name="name", present="present"))
    )
    pieces = (
        Item.objects.filter(number=number)
        .exclude(state=ListingState.DRAFT)
        .select_related(
            "designer",
            "style",
            "category__parent",
            "colour",
            "material",
            "hardware",
            "clearance",
            "condition_report",
        )
        .defer("words")
        .annotate(inclusion_list=ArraySubquery(inclusions))
        .prefetch_related(
            Prefetch("photos", Photo.objects.order_by("position")),
            Prefetch("defects", Defect.objects.order_by("position")),
            "measurements",
            "price_changes",
        )
    )
    return with_hold(pieces).first()


def similar_to(item: Item) -> list[Card]:
    """Pieces to buy that are like this one: the same style, else the same house, else the same kind."""
    nearness = Case(
        When(style_id=item.style_id or 0, then=Value(0)),
        When(designer_id=item.designer_id, category_id=item.category_id, then=Value(1)),
        When(category_id=item.category_id, then=Value(2)),
        When(category__parent_id=item.category.parent_id or 0, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    like_it = Q(designer_id=item.designer_id) | Q(category_id=item.category_id)
    if item.category.parent_id:
        like_it |= Q(category__parent_id=item.category.parent_id)
    found = visible().filter(like_it, state=ListingState.LISTED).exclude(pk=item.pk)
    return cards(found.order_by(nearness, "-listed_at", "-pk")[:SIMILAR])
