"""The gate between a piece and its route: asked by pages, by placement, and before a parcel leaves."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.utils import timezone

from catalog.models import Item
from orders.fulfilment.models import Shipment
from orders.routes.decision import Piece, Route, Verdict, decide
from orders.routes.models import Release, RouteRule
from orders.tax.border.local import as_known
from orders.tax.border.values import Goods
from orders.tax.destination import HOME, Destination, tidied
from orders.tax.models import TablesStamp
from portero.core.held import Held
from portero.core.words import country

UNKNOWN_DUTIES = "duties unknown"
held: Held[list[RouteRule]] = Held(
    lambda: list(RouteRule.objects.all()),
    stamp=lambda: TablesStamp.objects.values_list("value", flat=True).first(),
    fresh=lambda: settings.TAX_TABLES_FRESH_SECONDS,
)


def verdicts(items: Sequence[Item], to: Destination, on: date) -> list[Verdict]:
    """What is decided for each piece, in their order; releases are asked for only where one is needed."""
    rules = held.current()
    found = [_decide(item, to, rules, (), on) for item in items]
    if not any(verdict.by_permit for verdict in found):
        return found
    releases = list(Release.objects.filter(item__in=items, revoked_at__isnull=True))
    return [_decide(item, to, rules, releases, on) for item in items]


def closed(items: Sequence[Item], to: Destination, on: date) -> tuple[Verdict, ...]:
    """The pieces that can't go there, each with why."""
    return tuple(verdict for verdict in verdicts(items, to, on) if not verdict.open)


def of_bag(items: Sequence[Item], to: Destination, on: date, *, figures_known: bool) -> tuple[Verdict, ...]:
    """The pieces of a bag that can't go there, by rule or because we can't work out what customs ask."""
    stopped = closed(items, to, on)
    if figures_known:
        return stopped
    named = {verdict.number for verdict in stopped}
    return (*stopped, *_without_figures([item for item in items if item.number not in named], to))


def _without_figures(items: Iterable[Item], to: Destination) -> tuple[Verdict, ...]:
    """The verdict on pieces that cross into a country whose duties we don't know: we don't sell there blindly."""
    why = f"We can’t work out duties and import tax for {country(to.country)} yet, so it can’t be ordered there."
    return tuple(
        Verdict(item.number, RouteRule.Verdict.BLOCKED.value, why, rule=UNKNOWN_DUTIES)
        for item in items
        if as_known(item.ships_from) != to.country
    )


def of_goods(goods: Sequence[Goods], to: Destination, on: date) -> tuple[Verdict, ...]:
    """Goods that are only described, no pieces of the shop, and can't go there: nothing is released for them."""
    rules = held.current()
    pieces = [
        Piece(0, line.number, line.material, category=line.category, origin=as_known(line.ships_from))
        for line in goods
    ]
    found = [decide(piece, _route(piece.origin, to), rules, (), on) for piece in pieces]
    return tuple(verdict for verdict in found if not verdict.open)


def problem_of(shipment: Shipment) -> str:
    """Why a parcel may not leave as the rules and permits are today, for staff; empty if it may."""
    address = shipment.order.shipping_address
    if address is None:
        return ""
    to = Destination(
        state=address.state, country=address.country_id, zip=address.postcode, city=address.line4
    )
    lines = shipment.lines.select_related("item__material", "item__category")
    stopped = closed([line.item for line in lines], to, timezone.localdate())
    return " ".join(f"{verdict.number}: {verdict.reason}" for verdict in stopped)


def piece_of(item: Item) -> Piece:
    """The facts of a piece that the rules ask for."""
    material = item.material
    named = [material.name, material.species] if material else []
    return Piece(
        pk=item.pk,
        number=item.number,
        materials=", ".join(filter(None, [*named, *item.also_made_of])),
        text=f"{item.title}. {item.description}",
        exotic=bool(material and (material.is_exotic or material.cites_appendix)),
        category=item.category.tax_category,
        origin=as_known(item.ships_from),
    )


def _decide(
    item: Item, to: Destination, rules: Sequence[RouteRule], releases: Sequence[Release], on: date
) -> Verdict:
    piece = piece_of(item)
    return decide(piece, _route(piece.origin, to), rules, releases, on)


def _route(origin: str, to: Destination) -> Route:
    known = tidied(to)
    return Route(origin, as_known(known.country), known.state if known.country == HOME else "")
