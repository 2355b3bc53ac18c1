"""Consigned pieces: her parcel's pages open by their signed links, the work on them is inside the staff site."""

from typing import Any

from catalog.models import VaultPlace
from consignment.bench.queues import QUEUES
from consignment.logistics import inbound
from consignment.logistics.links import RECEIPT, SEND
from portero.core.links import token_for
from tests.factories import consignment as make
from tests.permissions.table import EVERYBODY, STAFF_ONLY, Row, Table, World


def rows() -> dict[str, Any]:
    """A piece whose label is asked for, one that is on the shelf, and her receipt."""
    coming = make.agreed()
    journey = inbound.begin(coming)
    here = make.listed()
    return {
        "consignment_journey": journey,
        "consignment_consignment": here,
        "consignment_receipt": here.receipts.get(),
        "vault_place": VaultPlace.objects.create(code="A-1"),
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
    **{
        f"consigned:{queue.slug}": Row(get=STAFF_ONLY, right="Consignment manager", wrong="Customer care")
        for queue in QUEUES
    },
    "consigned:find": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Customer care"),
    "consigned:one": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 302),
        right="Consignment manager",
        wrong="Customer care",
        arguments=_number,
        form=lambda world: {"do": "nothing"},
        may_change=(),
    ),
    "consigned:receipt": Row(
        get=STAFF_ONLY,
        right="Fulfilment",
        wrong="Customer care",
        arguments=lambda world: [world.rows["consignment_receipt"].pk],
    ),
    "consigned:photo": Row(
        get=STAFF_ONLY,
        right="Fulfilment",
        wrong="Customer care",
        arguments=lambda world: [world.rows["consignment_receipt"].photos.get().pk],
    ),
    # This one is on no way: there is no label to print.
    "consigned:label": Row(get=(302, 302, 403, 404), right="Fulfilment", arguments=_number),
    "vault:vault": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 422),
        right="Fulfilment",
        form=lambda world: {"piece": "", "shelf": ""},
        may_change=(),
    ),
    "vault:shelf": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 302),
        right="Fulfilment",
        arguments=lambda world: [world.rows["vault_place"].code],
        form=lambda world: {"do": "close"},
    ),
    "vault:piece": Row(get=STAFF_ONLY, right="Fulfilment", arguments=lambda world: [world.item.number]),
    "vault:labels": Row(get=(302, 302, 403, 302), right="Fulfilment"),
}
