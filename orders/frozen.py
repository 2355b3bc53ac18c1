"""What was frozen with an order, read for the pages that show all of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from oscar.core.loading import get_model

from catalog.models import Designer, Item
from orders.fulfilment.models import Shipment
from orders.order.models import Order
from orders.tax.border.local import as_known
from orders.tax.border.models import BorderCharge
from orders.tax.models import TaxComponent
from portero.core.own_words import every, joined
from portero.core.rows import Together

LINES = """
    select line.*, item.*, designer.name
    from order_line line
    left join catalog_item item on item.product_id = line.product_id
    left join catalog_designer designer on designer.id = item.designer_id
    where line.order_id = %s order by line.id
"""
COMPONENTS = "select * from tax_taxcomponent where order_id = %s order by id"
SHIPMENTS = "select * from fulfilment_shipment where order_id = %s order by id"
# On an order that was placed a moment ago: its rows are known, its lines have their pieces.
PLACED = "_placed_here"
CHARGES = "select * from border_bordercharge where order_id = %s order by id"


def know_placed(order: Order, rows: Together) -> None:
    """Know all of an order that is being placed, from its rows, so that the next `read` asks nothing."""
    known = {"shipments": Shipment, "tax_components": TaxComponent, "border_charges": BorderCharge}
    for name, model in known.items():
        know(order, name, rows.added(model))
    order.__dict__[PLACED] = True


def read(order: Order) -> list[Any]:
    """Read the order's lines, shipments and taxes, as if they had been prefetched; returns its lines.

    Each line has its piece (`line.piece`), with the designer's name. What the border costs is asked only where a
    parcel crosses one.
    """
    if order.__dict__.pop(PLACED, False):
        return list(order.lines.all())
    lines = [_with_piece(*row) for row in joined((get_model("order", "Line"), Item), LINES, order.pk)]
    shipments = every(Shipment, SHIPMENTS, order.pk)
    charges = every(BorderCharge, CHARGES, order.pk) if _crosses(order, shipments) else []
    known: dict[str, list[Any]] = {
        "lines": lines,
        "shipments": shipments,
        "tax_components": every(TaxComponent, COMPONENTS, order.pk),
        "border_charges": charges,
    }
    for name, rows in known.items():
        know(order, name, rows)
    return lines


def know(order: Order, name: str, rows: Iterable[Model]) -> None:
    """The rows of an order under the name of their relation, as if Django had prefetched them.

    Kept is the relation's own query, so that whoever asks more precisely asks about this order only.
    """
    found: Any = getattr(order, name).all()
    found._result_cache = list(rows)
    order.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def _with_piece(line: Any, piece: Item | None, designer: str) -> Any:
    """Its designer's name is all that such a page says; the rest is read if somebody asks for it."""
    line.piece = piece
    if piece is not None:
        piece.designer = Designer.from_db(piece._state.db, ["id", "name"], [piece.designer_id, designer])
    return line


def _crosses(order: Order, shipments: Iterable[Shipment]) -> bool:
    if order.shipping_address is None:
        return True
    to = as_known(order.shipping_address.country_id)
    return any(as_known(shipment.origin) != to for shipment in shipments)
