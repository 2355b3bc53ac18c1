"""The bench and the verification desk, inside the staff site."""

from tests.permissions.table import STAFF_ONLY, Row, Table, World


def _shipment(world: World) -> list[str]:
    return [world.rows["fulfilment_shipment"].number]


TABLE: Table = {
    "fulfilment:ship-by": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Accounting"),
    "fulfilment:pack": Row(
        get=STAFF_ONLY, post=STAFF_ONLY, right="Fulfilment", wrong="Customer care", arguments=_shipment
    ),
    "fulfilment:hand-over": Row(
        get=STAFF_ONLY,
        post=STAFF_ONLY,
        right="Fulfilment",
        wrong="Customer care",
        arguments=_shipment,
    ),
    "fulfilment:verification": Row(get=STAFF_ONLY, right="Customer care", wrong="Fulfilment"),
    # The order of this world isn't under verification: who may look learns that there is no such case.
    "fulfilment:verification-case": Row(
        get=(302, 302, 403, 404),
        post=(302, 302, 403, 404),
        right="Customer care",
        wrong="Fulfilment",
        arguments=lambda world: [world.order.number],
    ),
}
