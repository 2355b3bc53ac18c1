"""Promise claims on the staff site: their queues, one of them, the table, the decision, the pictures."""

from typing import Any

from orders.promise.desk.queues import QUEUES
from tests.factories import claims
from tests.factories.catalog import listed_item
from tests.permissions.table import STAFF_ONLY, Answers, Row, Table, World

# Nothing is done without a word for what: whoever may is shown how it stands.
NOTHING_DONE: Answers = (302, 302, 403, 302)
NOT_THERE: Answers = (302, 302, 403, 404)
WHOSE = {
    "settle": "Accounting",
    "answer": "Customer care",
    "receive": "Fulfilment",
    "review": "Authenticator",
    "open": "Accounting",
}


def rows() -> dict[str, Any]:
    """One claim, on the table."""
    order = claims.delivered_order(listed_item(title="Garden Party"), tag="PT-9981")
    return {"claim_on_the_table": claims.received(order=order, tag="PT-9981")}


def _number(world: World) -> list[Any]:
    return [world.rows["claim_on_the_table"].number]


TABLE: Table = {
    **{
        f"claims-desk:{one.slug}": Row(
            get=STAFF_ONLY, right=WHOSE.get(one.slug, "Consignment manager"), wrong="Photographer"
        )
        for one in QUEUES
    },
    "claims-desk:holders": Row(get=STAFF_ONLY, right="Customer care", wrong="Fulfilment"),
    "claims-desk:holder": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 422),
        right="Customer care",
        wrong="Fulfilment",
        arguments=lambda world: [world.rows["promise_holder_doubt"].pk],
        may_change=(),
    ),
    "claims-desk:find": Row(get=STAFF_ONLY, right="Fulfilment", wrong="Customer care"),
    "claims-desk:one": Row(
        get=STAFF_ONLY,
        post=NOTHING_DONE,
        right="Customer care",
        wrong="Photographer",
        arguments=_number,
        may_change=(),
    ),
    "claims-desk:inspect": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 200),
        right="Fulfilment",
        wrong="Customer care",
        arguments=_number,
        form=lambda world: {"do": "photos"},
        may_change=(),
    ),
    "claims-desk:decide": Row(
        get=STAFF_ONLY,
        post=NOTHING_DONE,
        right="Authenticator",
        wrong="Fulfilment",
        arguments=_number,
        may_change=(),
    ),
    # Her label is a file of the carrier's: this one was written down by hand.
    "claims-desk:label": Row(get=NOT_THERE, right="Customer care", wrong="Photographer", arguments=_number),
    "claims-desk:back-label": Row(
        get=NOT_THERE, right="Fulfilment", wrong="Customer care", arguments=_number
    ),
    # The pictures of this world are rows without files.
    "claims-desk:photo": Row(
        get=NOT_THERE, right="Authenticator", wrong="Photographer", arguments=lambda world: [0, "small"]
    ),
    "claims-desk:outbound-photo": Row(
        get=NOT_THERE,
        right="Authenticator",
        wrong="Photographer",
        arguments=lambda world: [*_number(world), 0, "small"],
    ),
}
