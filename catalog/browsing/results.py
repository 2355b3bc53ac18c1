"""One page of a list: cards, counts, filters, chips, neighbours. Four queries, however many pieces there are."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, QuerySet

from catalog.browsing.conditions import all_of, conditions
from catalog.browsing.facets import LISTED, Facet, facets
from catalog.browsing.scopes import Scope
from catalog.browsing.selection import Selection
from catalog.models import Item
from catalog.queries.cards import VISIBLE, Card, cards, visible
from portero.core.figures import Figures
from portero.core.money import dollars

ORDER = {"newest": ("-listed_at", "-pk"), "price": ("price", "-pk"), "-price": ("-price", "-pk")}


@dataclass(frozen=True)
class Chip:
    """A filter in use and the address without it."""

    label: str
    remove: str


@dataclass(frozen=True)
class Results:
    """What the browse page shows."""

    items: list[Card]
    available: int
    sold: int
    lowest: Decimal | None
    highest: Decimal | None
    facets: list[Facet]
    chips: list[Chip]
    page: int
    pages: int
    notice: str

    @property
    def total(self) -> int:
        """Pieces to buy and sold ones."""
        return self.available + self.sold


def results(
    scope: Scope, selection: Selection, figures: Figures, *, ordered: QuerySet[Item] | None = None
) -> Results:
    """The page that was asked for; a page beyond the last one shows the last one and says so.

    `ordered` are the cards in another order than the sorts know (a search's best match).
    """
    within = Item.objects.filter(scope.condition, state__in=VISIBLE)
    named = conditions(selection, figures)
    chosen = all_of(named)
    counts = within.filter(chosen).aggregate(
        available=Count("pk", filter=LISTED), every=Count("pk"), lowest=Min("price"), highest=Max("price")
    )
    pages = max(1, -(-counts["every"] // selection.per_page))
    page = min(selection.page, pages)
    offered = facets(within, selection, named, figures)
    return Results(
        items=_page_of(scope, selection, chosen, page, ordered) if counts["every"] else [],
        available=counts["available"],
        sold=counts["every"] - counts["available"],
        lowest=counts["lowest"],
        highest=counts["highest"],
        facets=[facet for facet in offered if facet.name != scope.fixed],
        chips=_chips(selection, offered),
        page=page,
        pages=pages,
        notice=_notice(selection, page),
    )


def _page_of(
    scope: Scope, selection: Selection, chosen: Q, page: int, ordered: QuerySet[Item] | None
) -> list[Card]:
    if ordered is None or selection.sort:
        ordered = visible().order_by(*ORDER[selection.sort or "newest"])
    first = (page - 1) * selection.per_page
    return cards(ordered.filter(scope.condition, chosen)[first : first + selection.per_page])


def _notice(selection: Selection, page: int) -> str:
    if selection.page > page:
        return f"There is no page {selection.page}. This is the last one."
    return selection.errors.get("page", "")


def _chips(selection: Selection, offered: list[Facet]) -> list[Chip]:
    labels = {(o.field, o.value): o.label for facet in offered for o in facet.options}
    used = [(name, value) for name, values in selection.chosen.items() for value in values]
    used += [(flag, "1") for flag in selection.flags]
    chips = [
        Chip(labels.get(pair, pair[1].replace("-", " ")), selection.address(without=pair)) for pair in used
    ]
    for name, typed, amount, word in (
        ("from", selection.typed_from, selection.price_from, "From"),
        ("to", selection.typed_to, selection.price_to, "Up to"),
    ):
        if typed:
            label = dollars(amount) if amount is not None else typed
            chips.append(Chip(f"{word} {label}", selection.address(without=(name, typed))))
    return chips
