"""The bench and the verification desk, inside the staff site."""

from tests.permissions.table import STAFF_ONLY, Answers, Row, Table, World


def _shipment(world: World) -> list[str]:
    return [world.rows["fulfilment_shipment"].number]


# Who belongs there hears what is missing; a GET of what only takes a POST is 405 for her.
TYPED: Answers = (302, 302, 403, 422)
POSTED: Answers = (302, 302, 403, 405)


def _bench(get: Answers, post: Answers | None = None) -> Row:
    return Row(
        get=get, post=post, right="Fulfilment", wrong="Customer care", arguments=_shipment, may_change=()
    )


def _certificate(world: World) -> list[int]:
    return [world.rows["tax_resalecertificate"].pk]


TABLE: Table = {
    "delivery:preview": Row(get=STAFF_ONLY, right="Administrator", wrong="Fulfilment"),
    "fulfilment:ship-by": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Accounting"),
    "preorders:preorders": Row(
        get=STAFF_ONLY, post=TYPED, right="Consignment manager", wrong="Fulfilment", may_change=()
    ),
    "fulfilment:astray": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Accounting"),
    "fulfilment:astray-one": Row(
        get=STAFF_ONLY,
        post=TYPED,
        right="Customer care",
        wrong="Accounting",
        arguments=lambda world: [world.rows["fulfilment_astray"].pk],
        may_change=(),
    ),
    "fulfilment:back": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Accounting"),
    # The parcel of this world isn't back: there is nothing to decide.
    "fulfilment:back-one": Row(
        get=(302, 302, 403, 404),
        post=(302, 302, 403, 404),
        right="Customer care",
        wrong="Accounting",
        arguments=_shipment,
        may_change=(),
    ),
    "fulfilment:lost": Row(get=STAFF_ONLY, right="Accounting", wrong="Fulfilment"),
    # The parcel of this world isn't lost: there is nothing to settle.
    "fulfilment:lost-one": Row(
        get=(302, 302, 403, 404),
        post=(302, 302, 403, 404),
        right="Accounting",
        wrong="Fulfilment",
        arguments=lambda world: [world.rows["fulfilment_astray"].pk],
        may_change=(),
    ),
    "fulfilment:clock": Row(
        get=POSTED,
        post=(302, 302, 403, 302),
        right="Administrator",
        wrong="Fulfilment",
        arguments=_shipment,
        may_change=(),
    ),
    "fulfilment:weeks": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Accounting"),
    "fulfilment:breach": Row(
        get=POSTED,
        post=(302, 302, 403, 404),
        right="Administrator",
        wrong="Fulfilment",
        arguments=lambda world: [0],
    ),
    # Nothing is photographed in this world.
    "fulfilment:outbound-photo": Row(
        get=(302, 302, 403, 404), right="Fulfilment", wrong="Photographer", arguments=lambda world: [0]
    ),
    "fulfilment:hand-overs": Row(
        get=STAFF_ONLY, post=STAFF_ONLY, right="Fulfilment", wrong="Customer care", may_change=()
    ),
    "fulfilment:hand-over-list": Row(
        get=STAFF_ONLY,
        post=TYPED,
        right="Fulfilment",
        wrong="Customer care",
        arguments=lambda world: [world.rows["fulfilment_handover"].pk],
        may_change=(),
    ),
    "fulfilment:pick-list": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Customer care"),
    "fulfilment:pack": _bench(get=STAFF_ONLY, post=TYPED),
    "fulfilment:hand-over": Row(
        get=STAFF_ONLY,
        post=STAFF_ONLY,
        right="Fulfilment",
        wrong="Customer care",
        arguments=_shipment,
    ),
    "fulfilment:label": _bench(get=STAFF_ONLY, post=TYPED),
    "fulfilment:label-buy": _bench(get=POSTED, post=TYPED),
    "fulfilment:label-by-hand": _bench(get=POSTED, post=TYPED),
    "fulfilment:label-void": _bench(get=POSTED, post=TYPED),
    "fulfilment:label-look": _bench(get=POSTED, post=(302, 302, 403, 302)),
    "fulfilment:label-give-up": _bench(get=POSTED, post=TYPED),
    # No label is bought in this world, and its parcel crosses no border.
    "fulfilment:label-file": _bench(get=(302, 302, 403, 404)),
    "fulfilment:packing-slip": _bench(get=STAFF_ONLY),
    "fulfilment:gift-card": _bench(get=(302, 302, 403, 404)),
    "fulfilment:commercial-invoice": _bench(get=(302, 302, 403, 404)),
    "fulfilment:certificates": Row(get=STAFF_ONLY, right="Accounting", wrong="Customer care"),
    "fulfilment:certificate": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 302),
        right="Accounting",
        wrong="Customer care",
        arguments=_certificate,
        form=lambda world: {"decision": "approve", "reason": "Checked."},
    ),
    "fulfilment:certificate-paper": Row(
        get=STAFF_ONLY, right="Accounting", wrong="Customer care", arguments=_certificate
    ),
    "fulfilment:verification": Row(get=STAFF_ONLY, right="Customer care", wrong="Fulfilment"),
    # Nobody has changed an address in this world.
    "fulfilment:verification-address": Row(
        get=(302, 302, 403, 404),
        post=(302, 302, 403, 404),
        right="Customer care",
        wrong="Fulfilment",
        arguments=lambda world: [0],
    ),
    # The order of this world isn't under verification: who may look learns that there is no such case.
    "fulfilment:verification-case": Row(
        get=(302, 302, 403, 404),
        post=(302, 302, 403, 404),
        right="Customer care",
        wrong="Fulfilment",
        arguments=lambda world: [world.order.number],
    ),
}
