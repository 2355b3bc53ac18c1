"""Consigned pieces: her parcel's pages open by their signed links, the work on them is inside the staff site."""

from typing import Any

from consignment.logistics import inbound
from consignment.logistics.links import RECEIPT, SEND
from portero.core.links import token_for
from tests.factories import consignment as make
from tests.permissions.table import EVERYBODY, Row, Table, World


def rows() -> dict[str, Any]:
    """A piece whose label is asked for, one that is on the shelf, and her receipt."""
    coming = make.agreed()
    journey = inbound.begin(coming)
    here = make.listed()
    return {
        "consignment_journey": journey,
        "consignment_consignment": here,
        "consignment_receipt": here.receipts.get(),
    }


def _token(kind: str, key: str) -> Any:
    return lambda world: [token_for(kind, world.rows[key].pk)]


def _number(world: World) -> list[Any]:
    return [world.rows["consignment_consignment"].agreement.number]


_SEND, _RECEIPT = _token(SEND, "consignment_journey"), _token(RECEIPT, "consignment_receipt")
NOT_THERE = (404, 404, 404, 404)
TABLE: Table = {
    "send:page": Row(get=EVERYBODY, post=(422, 422, 422, 422), arguments=_SEND, may_change=()),
    # There is no label yet.
    "send:label": Row(get=NOT_THERE, arguments=_SEND),
    "send:receipt": Row(get=EVERYBODY, arguments=_RECEIPT),
}
